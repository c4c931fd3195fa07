"""Routes of the REST door; each has a policy of the same name."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
