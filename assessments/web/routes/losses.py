"""Routes: losses in money."""

from django.urls import path

from assessments.web import estimates, losses

ONE = "assessments/<int:number>/losses/"
RISK = f"{ONE}risks/<int:risk>/"

urlpatterns = [
    path(ONE, losses.page, name="losses"),
    path(RISK, estimates.risk, name="loss"),
    path(f"{RISK}drop/", estimates.drop, name="loss-drop"),
    path(f"{ONE}domains/<int:domain>/<str:dimension>/", estimates.domain, name="loss-domain"),
]
