"""Every route of the browser door; each has a policy of the same name."""

from django.urls import include, path

from assessments.web import health, icon, verify
from assessments.web.routes import (
    account,
    assessments,
    catalogue,
    domains,
    evidence,
    inventory,
    ledger,
    losses,
    methods,
    people,
    phases,
    portfolio,
    register,
    reporting,
    signing,
    treatment,
)

IN_ORGANISATION = (
    *portfolio.urlpatterns,
    *assessments.urlpatterns,
    *domains.urlpatterns,
    *phases.urlpatterns,
    *evidence.urlpatterns,
    *inventory.urlpatterns,
    *register.urlpatterns,
    *treatment.urlpatterns,
    *losses.urlpatterns,
    *signing.urlpatterns,
    *reporting.urlpatterns,
    *ledger.urlpatterns,
    *catalogue.urlpatterns,
    *methods.urlpatterns,
    *people.urlpatterns,
)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", icon.favicon, name="favicon"),
    path("verify/", verify.page, name="verify"),
    path("verify/vsrisk-verify.pyz", verify.program, name="verifier-file"),
    *account.urlpatterns,
    path("o/<slug:org>/", include(list(IN_ORGANISATION))),
]
