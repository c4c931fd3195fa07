"""Inventory: the list of assets, and one asset with its dependencies drawn."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.queries import estate, neighbourhood, reach, valued
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest


@require_GET
def assets(request: MemberRequest, org: str) -> HttpResponse:
    fields = Fields(request.GET)
    kind, words = fields.text("kind"), fields.text("words")[:100]
    context = {
        "page": estate.assets(request.actor, kind, words, fields.whole("page") or 1),
        "kinds": estate.kinds(request.actor),
        "kind": kind,
        "words": words,
        "nav": "inventory",
    }
    return render(request, "assessments/inventory.html", context)


@require_GET
def asset(request: MemberRequest, org: str, asset: int) -> HttpResponse:
    found = estate.asset(request.actor, asset)
    if found is None:
        raise Http404
    fields = Fields(request.GET)
    about = valued.assessments_about(request.actor, found.state.imported)
    chosen = fields.whole("assessment")
    assessment = next((one for one in about if chosen in (None, one.number)), None)
    worth = valued.valued(assessment, found.asset.pk) if assessment else None
    reached = reach.reach_of(assessment).card(found.asset.pk) if assessment else None
    around = neighbourhood.around(found.asset, found.state.imported, worth.paths() if worth else ())
    context = {
        "found": found,
        "around": around,
        "neighbours": neighbourhood.table(
            found.asset, found.state.imported, fields.whole("page") or 1
        ),
        "worth": worth,
        "reached": reached,
        "about": about,
        "drafts": [one for one in about if one.is_draft],
        "nav": "inventory",
    }
    return render(request, "assessments/asset.html", context)
