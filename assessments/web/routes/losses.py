"""Routes: losses in money."""

from django.urls import path

from assessments.web import estimates, losses

ONE = "assessments/<int:number>/losses/"
RISK = f"{ONE}risks/<int:risk>/"

urlpatterns = [
    path(ONE, losses.page, name="losses"),
    path(f"{ONE}simulate/", losses.ask, name="losses-run"),
    path(f"{ONE}simulate/stop/", losses.cancel, name="losses-stop"),
    path(f"{ONE}progress/", losses.progress, name="losses-progress"),
    path("losses/", losses.portfolio, name="portfolio-losses"),
    path("losses/simulate/", losses.portfolio_ask, name="portfolio-losses-run"),
    path("losses/progress/", losses.portfolio_progress, name="portfolio-losses-progress"),
    path(RISK, estimates.risk, name="loss"),
    path(f"{RISK}drop/", estimates.drop, name="loss-drop"),
    path(f"{ONE}domains/<int:domain>/<str:dimension>/", estimates.domain, name="loss-domain"),
]
