"""All routes: the browser door and the REST door."""

from django.urls import include, path

from assessments.api.urls import PAGES

handler500 = "assessments.web.failing.server_error"
urlpatterns = [
    path("api/v1/", include("assessments.api.urls")),
    path("", include(PAGES)),
    path("", include("assessments.web.urls")),
]
