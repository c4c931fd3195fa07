"""The first pages: organisations, portfolio, what waits for me, search, account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments import catalogue
from assessments.queries import access, estate, portfolio, waiting
from assessments.web.http import MemberRequest, SignedInRequest


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    mine = list(access.organisations_of(request.user))
    if len(mine) == 1:
        return redirect("portfolio", org=mine[0].slug)
    return render(request, "assessments/organisations.html", {"organisations": mine})


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    rows = portfolio.rows(request.actor)
    if not rows:
        return redirect("welcome", org=org)
    at = timezone.now()
    todo = waiting.waiting(request.actor, at=at)
    context = {
        "rows": rows,
        "figures_of_all": portfolio.figures(rows),
        "families": portfolio.families(request.actor),
        "todo": todo[:6],
        "waits": len(todo),
        "today": at.date(),
        "inventory": dict(estate.kinds(request.actor)),
        "nav": "portfolio",
    }
    return render(request, "assessments/portfolio.html", context)


@require_GET
def work(request: MemberRequest, org: str) -> HttpResponse:
    todo = waiting.waiting(request.actor, at=timezone.now())
    return render(request, "assessments/work.html", {"todo": todo, "nav": "work"})


@require_GET
def search(request: MemberRequest, org: str) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "words": words,
        "found": portfolio.search(request.actor, words),
        "hits": catalogue.search(catalogue.load(catalogue.LATEST), words)[:20],
        "edition": catalogue.LATEST,
    }
    return render(request, "assessments/search.html", context)


def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/profile.html", {})
