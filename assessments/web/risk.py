"""One risk: why it has its levels, and what people decide about it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import drafts, ratings, risks
from assessments.models import Assessment, Risk
from assessments.models.risk import JUDGED
from assessments.permissions import Refused
from assessments.queries import access, choices, deciding, history, register, remarks, scope, why
from assessments.queries.words import OPTIONS
from assessments.web import narrowing
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

RANKS = range(1, 6)
EVENTS = 12  # that the page shows; the history has all


@require_GET
def page(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    return shown(request, assessment_or_404(request, number), risk)


def shown(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Refused | None = None,
    form: str = "judgement",
) -> HttpResponse:
    """Render the page of a risk; after a refusal with all that was typed into *form*."""
    try:
        found = register.one(assessment, number)
    except Risk.DoesNotExist as error:
        raise Http404 from error
    context = in_assessment(assessment, "register") | _facts(request, assessment, found)
    context["shown_ranks"] = _typed(request, refusal) or found.ranks
    if refusal is None:
        return render(request, "assessments/risk.html", context)
    context |= {"refusal": refusal, "typed": request.POST, "form": form}
    if isinstance(refusal, drafts.Stale):
        context["theirs"] = history.latest_of(found.risk)
    status = 409 if isinstance(refusal, drafts.Stale) else 422
    return render(request, "assessments/risk.html", context, status=status)


def _facts(request: MemberRequest, assessment: Assessment, row: register.Row) -> dict[str, Any]:
    narrowed, today = narrowing.of(request), timezone.now().date()
    accepting = deciding.accepting(assessment, row, request.actor)
    return {
        "row": row,
        "risk": row.risk,
        "why": why.of(assessment, row.risk),
        "ranks": RANKS,
        "scales": scope.edition_of(assessment).scales,
        "today": today,
        "owners": choices.of(assessment, request.actor).owners,
        "options": OPTIONS.items(),
        "links": row.risk.links.select_related("action", "action__owner").order_by("action__due"),
        "acceptance": row.risk.acceptances.filter(withdrawn_at=None)
        .select_related("accepted_by")
        .first(),
        "accepting": accepting,
        "latest": accepting.latest(today),
        "evidence": row.risk.evidence.filter(removed_at=None),
        "threads": remarks.threads(assessment, risk=row.risk.key),
        "events": history.of_risk(row.risk, EVENTS),
        "around": _around(assessment, narrowed, row.risk.number),
        "trail": narrowed.query(),
    }


def _around(
    assessment: Assessment, narrowed: narrowing.Narrowing, number: int
) -> dict[str, int | None]:
    """Return the numbers before and after this one, as the register is narrowed and ordered."""
    numbers = register.numbers(assessment, narrowed.filters, narrowed.order)
    if number not in numbers:
        return {}
    at = numbers.index(number)
    return {
        "previous": numbers[at - 1] if at else None,
        "next": numbers[at + 1] if at + 1 < len(numbers) else None,
        "place": at + 1,
        "count": len(numbers),
    }


def _typed(request: MemberRequest, refusal: Refused | None) -> dict[str, int | None]:
    """Return what a refused judgement said, so that it is shown again; empty for anything else."""
    if refusal is None or "likelihood" not in request.POST:
        return {}
    ranks = {str(rank): rank for rank in RANKS}
    return {name: ranks.get(request.POST.get(name, "")) for name in JUDGED}


@require_POST
def override(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    try:
        ratings.override(
            risk=get_object_or_404(assessment.risks, number=risk),
            level=fields.whole("level"),
            reason=fields.text("reason"),
            version=fields.whole("version"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return shown(request, assessment, risk, refusal=refusal, form="override")
    return redirect("risk", org=org, number=number, risk=risk)


@require_POST
def owner(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    pk = fields.whole("owner")
    try:
        risks.give_owner(
            assessment=assessment,
            numbers=[get_object_or_404(assessment.risks, number=risk).number],
            owner=get_object_or_404(access.people(request.actor), pk=pk) if pk else None,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return shown(request, assessment, risk, refusal=refusal, form="owner")
    return redirect("risk", org=org, number=number, risk=risk)


@require_POST
def dismiss(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields, target = Fields(request.POST), get_object_or_404(assessment.risks, number=risk)
    try:
        if fields.text("restore"):
            risks.restore(risk=target, by=request.actor, at=timezone.now())
        else:
            risks.dismiss(
                risk=target,
                reason=fields.text("reason"),
                version=fields.whole("version"),
                by=request.actor,
                at=timezone.now(),
            )
    except Refused as refusal:
        return shown(request, assessment, risk, refusal=refusal, form="dismiss")
    return redirect("risk", org=org, number=number, risk=risk)
