"""Routes of the REST door; each has a policy of the same name."""

from django.urls import URLPattern, URLResolver, include, path

from assessments.api import views

IN_ASSESSMENT: list[URLPattern | URLResolver] = [
    path("", views.assessment, name="api-assessment"),
    path("findings", views.findings, name="api-findings"),
    path("risks", views.risks, name="api-risks"),
    path("risks/<int:risk>", views.risk, name="api-risk"),
    path("risks/<int:risk>/explanation", views.explanation, name="api-risk-explanation"),
    path("register.json", views.register_json, name="api-register-json"),
    path("register.csv", views.register_csv, name="api-register-csv"),
    path("treatments", views.treatments, name="api-treatments"),
    path("sign-offs", views.sign_offs, name="api-sign-offs"),
]
IN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", views.root, name="api-root"),
    path("assessments", views.assessments, name="api-assessments"),
    path("assessments/<int:number>/", include(IN_ASSESSMENT)),
    path("assets", views.assets, name="api-assets"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/<slug:org>/", include(IN_ORGANISATION)),
]
