"""The first pages: organisations, portfolio, what waits for me, search, account."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessments import catalogue, synthesis
from assessments.actions import example as examples
from assessments.permissions import Refused
from assessments.queries import access, estate, portfolio, waiting
from assessments.web.http import MemberRequest, SignedInRequest

EXAMPLE_VMS, EXAMPLE_SEED = 60, 7


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
def welcome(request: MemberRequest, org: str) -> HttpResponse:
    example = portfolio.example(request.actor)
    return render(request, "assessments/welcome.html", {"nav": "portfolio", "example": example})


@require_POST
def example(request: MemberRequest, org: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "northmere.xlsx"
        synthesis.write(synthesis.generate(EXAMPLE_VMS, EXAMPLE_SEED), path, "rvtools-xlsx")
        content = path.read_bytes()
    by, at = request.actor, timezone.now()
    draft = portfolio.example(by) or examples.begin(by=by, at=at)
    try:
        upload = examples.hand_in(draft, chunks=[content], file_name="northmere.xlsx", by=by, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("welcome", org=org)
    return redirect("upload", org=org, upload=upload.pk)


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
