"""Routes: methods."""

from django.urls import path

from assessments.web import methods

urlpatterns = [
    path("methods/", methods.page, name="methods"),
    path("methods/<str:key>/", methods.one, name="method"),
    path("assessments/<int:number>/method/", methods.adopt, name="method-adopt"),
]
