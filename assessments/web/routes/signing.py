"""Routes: sign-off."""

from django.urls import path

from assessments.web import signing

ONE = "assessments/<int:number>/sign-off/"

urlpatterns = [
    path(ONE, signing.page, name="sign-off"),
    path(f"{ONE}submit/", signing.submit, name="submit"),
    path(f"{ONE}sign/", signing.sign, name="sign"),
    path(f"{ONE}prepare/", signing.prepare, name="sign-prepare"),
    path(f"{ONE}prepared/", signing.sign_prepared, name="sign-prepared"),
    path(f"{ONE}return/", signing.send_back, name="return"),
    path(f"{ONE}reopen/", signing.reopen, name="reopen"),
    path(f"{ONE}incident/", signing.incident, name="incident"),
    path(f"{ONE}progress/", signing.progress, name="freeze-progress"),
]
