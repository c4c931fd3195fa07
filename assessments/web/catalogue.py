"""Browse the catalogue."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import catalogue
from assessments.catalogue import Edition, Phase, Unknown, phases_view
from assessments.web import catalogue_parts as parts
from assessments.web.http import MemberRequest

Value = TypeVar("Value")
MOST = 100  # hits, and letters of a question
LISTS: Mapping[str, tuple[str, Callable[[Edition], list[tuple[str, list[Any]]]]]] = {
    "risks": ("family", lambda e: parts.grouped(e.risks.values(), lambda r: r.family)),
    "threats": ("nature", lambda e: parts.grouped(e.threats.values(), lambda t: t.kind)),
    "vulnerabilities": (
        "layer",
        lambda e: parts.grouped(e.vulnerabilities.values(), lambda v: v.family),
    ),
    "items": ("tier", lambda e: parts.grouped(e.items.values(), lambda i: i.tier)),
    "asset_types": (
        "class",
        lambda e: parts.grouped(e.asset_types.values(), lambda k: k.component_class),
    ),
    "schemes": ("checked", lambda e: parts.grouped(e.schemes.values(), lambda s: s.checked)),
}


def _edition(name: str) -> Edition:
    try:
        return catalogue.load(name)
    except Unknown as error:
        raise Http404(str(error)) from error


def _entry(found: Mapping[str, Value], code: str) -> Value:
    try:
        return found[code]
    except KeyError as error:
        raise Http404 from error


def _all(found: Mapping[str, Value], codes: Iterable[str]) -> list[Value]:
    return [found[code] for code in codes]


def _one(request: MemberRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"assessments/catalogue/{template}.html", context | {"nav": "catalogue"})


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    edition = catalogue.load(catalogue.LATEST)
    view = "four" if request.GET.get("view") == "four" else "five"
    shown = request.GET.get("list", "")
    shown = shown if shown in LISTS else "risks"
    groups_of, groups = LISTS[shown]
    return _one(
        request,
        "index",
        edition=edition,
        view=view,
        phases_=phases_view(edition, view),
        list=shown,
        groups_of=groups_of,
        groups=groups(edition),
        total=sum(map(len, (e for _, e in groups(edition)))),
    )


@require_GET
def search(request: MemberRequest, org: str, edition: str) -> HttpResponse:
    found = _edition(edition)
    words = request.GET.get("q", "")[:MOST]
    hits = catalogue.search(found, words)
    return _one(
        request, "search", edition=found, words=words, hits=hits[:MOST], total=len(hits), most=MOST
    )


@require_GET
def risk(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = _entry(found.risks, code)
    return _one(
        request,
        "risk",
        edition=found,
        risk=each,
        threats=_all(found.threats, each.threats),
        vulnerabilities=_all(found.vulnerabilities, each.vulnerabilities),
        asset_types=_all(found.asset_types, each.assets),
        rating=parts.rating_of(found, each),
        effects=parts.effects_on(found, code),
        mappings=parts.mapped(found, each.lineage),
    )


@require_GET
def threat(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = _entry(found.threats, code)
    return _one(
        request,
        "threat",
        edition=found,
        threat=each,
        risks=found.threatened_by[code],
        vulnerabilities=found.exploits[code],
        mappings=parts.mapped(found, each.mappings),
        unverified=parts.mapped(found, each.unverified),
    )


@require_GET
def vulnerability(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = _entry(found.vulnerabilities, code)
    return _one(
        request,
        "vulnerability",
        edition=found,
        vulnerability=each,
        clause=parts.CLAUSES_OF_LAYER[each.family],
        asset_types=_all(found.asset_types, each.exposes),
        threats=_all(found.threats, each.exploited_by),
        risks=found.fed_by[code],
        items=found.closed_by[code],
        detectable=found.detectable(code),
        checks=parts.checks_of(vulnerability=code),
        mappings=parts.mapped(found, each.mappings),
    )


@require_GET
def item(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    each = _entry(found.items, code)
    return _one(
        request,
        "item",
        edition=found,
        item=each,
        phase=found.phase(each.phase),
        effects=parts.effects_of(found, each),
        ceilings=parts.ceilings(each.kind),
        vulnerabilities=_all(found.vulnerabilities, each.exposure_if_absent),
        design=found.items.get(each.realises),
        builders=found.realised_by[code],
        checks=parts.checks_of(item=code),
        mappings=parts.mapped_item(found, each),
        unverified=parts.mapped(found, each.unverified),
    )


@require_GET
def asset_type(request: MemberRequest, org: str, edition: str, code: str) -> HttpResponse:
    found = _edition(edition)
    kind = _entry(found.asset_types, code)
    return _one(
        request,
        "asset_type",
        edition=found,
        kind=kind,
        clauses=parts.CLAUSES_OF_SCOPE.get(kind.scope, ()),
        hosts=_all(found.asset_types, kind.hosts),
        below=[(found.asset_types[each.type], each) for each in kind.depends_on],
        above=found.bears[code],
        risks=[each for each in found.risks.values() if code in each.assets],
        vulnerabilities=[e for e in found.vulnerabilities.values() if code in e.exposes],
    )


@require_GET
def phase(request: MemberRequest, org: str, edition: str, phase: int) -> HttpResponse:
    found = _edition(edition)
    view = "four" if request.GET.get("view") == "four" else "five"
    phases = phases_view(found, view)
    each = next((one for one in phases if one.number == phase), None)
    if each is None:
        raise Http404
    items = _all(found.items, each.items)
    return _one(
        request,
        "phase",
        edition=found,
        phase=each,
        view=view,
        number_in={name: _number_in(found, name, each) for name in ("four", "five")},
        phases_=phases,
        groups=parts.grouped(items, lambda one: one.tier),
    )


def _number_in(edition: Edition, view: str, phase: Phase) -> int:
    """Return the number of *phase* in a view; operation stands under implementation in four."""
    numbers = {each.code: each.number for each in phases_view(edition, view)}
    return numbers.get(phase.code, numbers["implementation"])


@require_GET
def scales(request: MemberRequest, org: str, edition: str) -> HttpResponse:
    found = _edition(edition)
    matrices = [
        (each, list(zip(found.scales.likelihood, each.rows, strict=True))[::-1])
        for each in found.matrices.values()
    ]
    return _one(request, "scales", edition=found, matrices=matrices)
