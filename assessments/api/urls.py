"""Routes of the REST door; each has a policy of the same name."""

from django.urls import URLPattern, URLResolver, include, path

from assessments.api import (
    assessments,
    inventory,
    plans,
    reference,
    registers,
    risks,
    schema,
    what_if,
)

IN_ASSESSMENT: list[URLPattern | URLResolver] = [
    path("findings", inventory.findings, name="api-findings"),
    path("risks", risks.risks, name="api-risks"),
    path("risks/<int:risk>", risks.risk, name="api-risk"),
    path("risks/<int:risk>/explanation", risks.explanation, name="api-risk-explanation"),
    path("register.json", registers.register_json, name="api-register-json"),
    path("register.csv", registers.register_csv, name="api-register-csv"),
    path("register.xlsx", registers.register_xlsx, name="api-register-xlsx"),
    path("what-if", what_if.supposed, name="api-what-if"),
    path("treatments", plans.treatments, name="api-treatments"),
    path("sign-offs", plans.sign_offs, name="api-sign-offs"),
]
IN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", assessments.root, name="api-root"),
    path("assessments", assessments.assessments, name="api-assessments"),
    path("assessments/<int:number>", assessments.assessment, name="api-assessment"),
    path("assessments/<int:number>/", include(IN_ASSESSMENT)),
    path("assets", inventory.assets, name="api-assets"),
    path("assets/<int:asset>", inventory.asset, name="api-asset"),
    path("assets/<int:asset>/dependencies", inventory.dependencies, name="api-dependencies"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", schema.schema, name="api-schema"),
    path("orgs/<slug:org>/", include(IN_ORGANISATION)),
]
# for people, behind the browser's sign-in
PAGES: list[URLPattern | URLResolver] = [
    path("o/<slug:org>/rest/", reference.page, name="rest-reference"),
]
