"""Routes: evidence."""

from django.urls import path

from assessments.web import evidence

ONE = "assessments/<int:number>/evidence/"

urlpatterns = [
    path(ONE, evidence.page, name="evidence-list"),
    path(f"{ONE}add/", evidence.add, name="evidence-add"),
    path(f"{ONE}<int:evidence>/remove/", evidence.remove, name="evidence-remove"),
    path(f"{ONE}<int:evidence>/file/", evidence.file, name="evidence-file"),
]
