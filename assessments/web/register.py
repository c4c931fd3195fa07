"""The register: rows narrowed and ordered, judged in place, decided in bulk."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import bulk, drafts, ratings, risks, runs
from assessments.models import Assessment, Risk, Run
from assessments.models.risk import JUDGED
from assessments.permissions import Refused
from assessments.queries import access, choices, history, register, scope
from assessments.queries.words import FAMILIES, OPTIONS, word
from assessments.web import narrowing
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, wants_fragment
from assessments.web.risk import shown as risk_page

RANKS = range(1, 6)


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    narrowed = narrowing.of(request)
    found = register.page(
        assessment,
        narrowed.filters,
        order=narrowed.order,
        number=Fields(request.GET).whole("page") or 1,
        me=narrowed.me,
    )
    offered = choices.of(assessment, request.actor)
    appetite = int(assessment.criteria.get("appetite", 2))
    context = in_assessment(assessment, "register") | {
        "page": found,
        "today": timezone.now().date(),
        "stale": sum(not row.is_fresh for row in found.rows),
        "filters": narrowed.filters,
        "narrowed": narrowed,
        "tabs": narrowed.tabs(found.counts, appetite),
        "chips": list(narrowed.chips(offered)),
        "headers": narrowed.headers(),
        "choices": offered,
        "families": FAMILIES.items(),
        "options": OPTIONS.items(),
        "ranks": RANKS,
        "scales": scope.edition_of(assessment).scales,
        "base": _base(request, assessment),
        "trail": narrowed.query(),
    }
    return render(request, "assessments/register.html", context)


@require_GET
def row(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    return _row(request, assessment_or_404(request, number), risk)


def _base(request: MemberRequest, assessment: Assessment) -> str:
    return reverse("register", args=[request.organisation.slug, assessment.number])


def _row(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    try:
        found = register.one(assessment, number)
    except Risk.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "assessment": assessment,
        "row": found,
        "refusal": refusal,
        "editable": assessment.is_draft,
        "today": timezone.now().date(),
        "base": _base(request, assessment),
        "trail": narrowing.of_page(request, request.headers.get("HX-Current-URL", "")),
        "polls": True,
    }
    if refusal is None:
        return render(request, "assessments/_register_row.html", context)
    typed, is_stale = _typed(request), isinstance(refusal, drafts.Stale)
    context |= {
        "typed": typed,
        "reason": request.POST.get("reason", "") or found.risk.reason,
        "sides": [(name, found.ranks[name], typed[name]) for name in JUDGED],
        "lower": _lower(found.risk, typed),
        "conflict": is_stale,
        "theirs": history.latest_of(found.risk) if is_stale else None,
    }
    status = 409 if is_stale else 422
    return render(request, "assessments/_register_row.html", context, status=status)


def _typed(request: MemberRequest) -> dict[str, int | None]:
    """Return the ranks that a refused judgement holds, so that none of them is lost."""
    ranks = {str(rank): rank for rank in RANKS}
    return {name: ranks.get(request.POST.get(name, "")) for name in JUDGED}


def _lower(row: Risk, typed: dict[str, int | None]) -> list[tuple[str, int | None, int]]:
    """Return what goes below its proposal: (name, typed, proposed)."""
    return [
        (name, typed[name], proposed)
        for name in JUDGED
        for proposed in (getattr(row, f"proposed_{name}"),)
        if proposed is not None and (typed[name] or 0) < proposed
    ]


@require_POST
def rate(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    target = get_object_or_404(assessment.risks, number=risk)
    fields = Fields(request.POST)
    try:
        judged = [fields.whole(name) for name in JUDGED]
        fields.check()
        ratings.rate(
            risk=target,
            judgement=ratings.Judgement(*judged),
            reason=fields.text("reason"),
            version=fields.whole("version"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        if wants_fragment(request):
            return _row(request, assessment, risk, refusal=refusal)
        return risk_page(request, assessment, risk, refusal=refusal)
    if wants_fragment(request):
        assessment.refresh_from_db()
        return _row(request, assessment, risk)
    return redirect("risk", org=org, number=number, risk=risk)


@require_POST
def confirm(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)

    def act(numbers: tuple[int, ...]) -> str:
        count = ratings.confirm(
            assessment=assessment, numbers=numbers, by=request.actor, at=timezone.now()
        )
        return _("%(count)s proposals are confirmed.") % {"count": count}

    return _in_bulk(request, assessment, act)


@require_POST
def give_owner(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    pk = Fields(request.POST).whole("to_owner")
    owner = get_object_or_404(access.people(request.actor), pk=pk) if pk else None

    def act(numbers: tuple[int, ...]) -> str:
        count = risks.give_owner(
            assessment=assessment, numbers=numbers, owner=owner, by=request.actor, at=timezone.now()
        )
        if owner is None:
            return _("%(count)s risks have no owner now.") % {"count": count}
        return _("%(name)s now owns %(count)s more risks.") % {"name": owner.name, "count": count}

    return _in_bulk(request, assessment, act)


@require_POST
def treat(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    option = request.POST.get("to_option", "")

    def act(numbers: tuple[int, ...]) -> str:
        count = bulk.treat(
            assessment=assessment,
            numbers=numbers,
            option=option,
            by=request.actor,
            at=timezone.now(),
        )
        return _("%(option)s is chosen for %(count)s risks.") % {
            "option": word(OPTIONS, option),
            "count": count,
        }

    return _in_bulk(request, assessment, act)


def _in_bulk(
    request: MemberRequest, assessment: Assessment, act: Callable[[tuple[int, ...]], str]
) -> HttpResponse:
    """Do one act on what is selected, on all that match the filters, or on all proposals."""
    fields, narrowed = Fields(request.POST), narrowing.of(request, request.POST)
    chosen = fields.wholes("risk")
    if fields.text("everything"):
        chosen = register.numbers(assessment, register.Filters(state=Risk.State.PROPOSED))
    elif fields.text("matching"):
        chosen = register.numbers(assessment, narrowed.filters)
    try:
        fields.check([] if chosen else [_("Select at least one risk.")])
        messages.success(request, act(chosen))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_base(request, assessment)}{narrowed.query()}")


@require_POST
def rescore(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    for run in Run.objects.filter(assessment=assessment, kind=Run.Kind.SCORE, state="failed"):
        runs.retry(run, at=timezone.now())
    return redirect("register", org=org, number=number)
