"""Routes of the REST door; each has a policy of the same name."""

from django.urls import URLPattern, URLResolver, include, path

from assessments.api import (
    assessments,
    exported,
    inventory,
    losses,
    methods,
    plans,
    reach,
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
    path("leaders", reach.leaders, name="api-leaders"),
    path("assets/<int:asset>/reach", reach.asset_reach, name="api-asset-reach"),
    path("gaps", reach.gaps, name="api-gaps"),
    path("losses", losses.losses, name="api-losses"),
    path("risks/<int:risk>/losses", losses.risk_losses, name="api-risk-losses"),
    path("method-effect", methods.method_effect, name="api-method-effect"),
    path("treatments", plans.treatments, name="api-treatments"),
    path("sign-offs", plans.sign_offs, name="api-sign-offs"),
    path("oscal-results.json", exported.oscal_results, name="api-oscal-results"),
    path("oscal-poam.json", exported.oscal_poam, name="api-oscal-poam"),
    path("soa.csv", exported.applicability, name="api-soa"),
]
IN_ORGANISATION: list[URLPattern | URLResolver] = [
    path("", assessments.root, name="api-root"),
    path("assessments", assessments.assessments, name="api-assessments"),
    path("assessments/<int:number>", assessments.assessment, name="api-assessment"),
    path("assessments/<int:number>/", include(IN_ASSESSMENT)),
    path("snapshot-schema", exported.schema_of_snapshots, name="api-snapshot-schema"),
    path("losses", losses.portfolio_losses, name="api-portfolio-losses"),
    path("methods", methods.methods, name="api-methods"),
    path("methods/<str:key>", methods.method, name="api-method"),
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
