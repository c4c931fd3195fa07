"""Routes: catalogue."""

from django.urls import path

from assessments.web import catalogue

IN = "catalogue/<str:edition>/"

urlpatterns = [
    path("catalogue/", catalogue.page, name="catalogue"),
    path(f"{IN}search/", catalogue.search, name="catalogue-search"),
    path(f"{IN}risks/<str:code>/", catalogue.risk, name="catalogue-risk"),
    path(f"{IN}threats/<str:code>/", catalogue.threat, name="catalogue-threat"),
    path(
        f"{IN}vulnerabilities/<str:code>/", catalogue.vulnerability, name="catalogue-vulnerability"
    ),
    path(f"{IN}items/<str:code>/", catalogue.item, name="catalogue-item"),
    path(f"{IN}asset-types/<str:code>/", catalogue.asset_type, name="catalogue-asset-type"),
    path(f"{IN}phases/<int:phase>/", catalogue.phase, name="catalogue-phase"),
    path(f"{IN}scales/", catalogue.scales, name="catalogue-scales"),
]
