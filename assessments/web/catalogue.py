"""Browse the catalogue."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import catalogue
from assessments.catalogue import Edition, Unknown, phases_view
from assessments.web.http import MemberRequest


def _edition(name: str) -> Edition:
    try:
        return catalogue.load(name)
    except Unknown as error:
        raise Http404 from error


def _one(request: MemberRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"assessments/catalogue/{template}.html", context | {"nav": "catalogue"})


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    edition = catalogue.load(catalogue.LATEST)
    return _one(request, "index", edition=edition, phases_=edition.phases)


@require_GET
def search(request: MemberRequest, org: str, edition: str) -> HttpResponse:
    found = _edition(edition)
    words = request.GET.get("q", "")[:100]
    return _one(
        request, "search", edition=found, words=words, hits=catalogue.search(found, words)[:100]
    )


@require_GET
def risk(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    risk_ = found.risks.get(code)
    if risk_ is None:
        raise Http404
    return _one(request, "risk", edition=found, risk=risk_, items=found.treated_by[code])


@require_GET
def threat(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    threat_ = found.threats.get(code)
    if threat_ is None:
        raise Http404
    risks = [each for each in found.risks.values() if code in each.threats]
    used = [each for each in found.vulnerabilities.values() if code in each.exploited_by]
    return _one(request, "threat", edition=found, threat=threat_, risks=risks, vulnerabilities=used)


@require_GET
def vulnerability(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = found.vulnerabilities.get(code)
    if each is None:
        raise Http404
    return _one(
        request,
        "vulnerability",
        edition=found,
        vulnerability=each,
        risks=found.fed_by[code],
        items=found.closed_by[code],
    )


@require_GET
def item(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = found.items.get(code)
    if each is None:
        raise Http404
    return _one(request, "item", edition=found, item=each)


@require_GET
def asset_type(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    kind = found.asset_types.get(code)
    if kind is None:
        raise Http404
    return _one(request, "asset_type", edition=found, kind=kind)


@require_GET
def phase(request: MemberRequest, org: str, edition: str, phase: int) -> HttpResponse:
    found = _edition(edition)
    view = "four" if request.GET.get("view") == "four" else "five"
    phases = phases_view(found, view)
    each = next((one for one in phases if one.number == phase), None)
    if each is None:
        raise Http404
    items = [found.items[code] for code in each.items]
    return _one(request, "phase", edition=found, phase=each, view=view, phases_=phases, items=items)


@require_GET
def scales(request: MemberRequest, org: str, edition: str) -> HttpResponse:
    return _one(request, "scales", edition=_edition(edition))
