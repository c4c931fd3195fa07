"""Routes: domains."""

from django.urls import path

from assessments.web import domains

ONE = "assessments/<int:number>/"

urlpatterns = [
    path(f"{ONE}domains/", domains.page, name="domains"),
    path(f"{ONE}domains/new/", domains.new, name="domain-new"),
    path(f"{ONE}domains/<int:domain>/value/", domains.value, name="domain-value"),
    path(f"{ONE}placements/", domains.placements, name="placements"),
    path(f"{ONE}placements/change/", domains.place, name="placement-change"),
]
