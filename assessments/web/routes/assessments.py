"""Routes: one assessment."""

from django.urls import path
from django.views.generic import RedirectView

from assessments.web import assessments, bringing, containment, trails

ONE = "assessments/<int:number>/"

urlpatterns = [
    path("assessments/", RedirectView.as_view(pattern_name="portfolio"), name="assessment-list"),
    path("assessments/new/", assessments.new, name="assessment-new"),
    path("assessments/bring/", bringing.page, name="assessment-bring"),
    path(ONE, assessments.overview, name="assessment"),
    path(f"{ONE}edit/", assessments.edit, name="assessment-edit"),
    path(f"{ONE}criteria/", assessments.criteria, name="criteria"),
    path(f"{ONE}team/", assessments.team, name="team"),
    path(f"{ONE}map/", containment.page, name="map"),
    path(f"{ONE}history/", trails.of_assessment, name="history"),
    path(f"{ONE}history/export/", trails.export, name="history-export"),
]
