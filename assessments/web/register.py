"""The register, one risk, the matrix."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import drafts, ratings, risks, runs
from assessments.models import Assessment, Risk, Run, Treatment
from assessments.models.risk import JUDGED
from assessments.permissions import Refused
from assessments.queries import access, explanations, history, register
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, wants_fragment

RANKS = range(1, 6)
FAMILIES = ("vm", "hypervisor", "operational", "cloud_service")


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    filters = filters_of(Fields(request.GET))
    order = request.GET.get("order", register.DEFAULT_ORDER)
    context = in_assessment(assessment, "register") | {
        "page": register.page(
            assessment, filters, order=order, number=Fields(request.GET).whole("page") or 1
        ),
        "filters": filters,
        "order": order,
        "ranks": RANKS,
        "appetite": assessment.criteria.get("appetite", 2),
        "families": (*FAMILIES, "own"),
        "options": Treatment.Option.values,
    }
    return render(request, "assessments/register.html", context)


def filters_of(fields: Fields) -> register.Filters:
    return register.Filters(
        words=fields.text("words")[:100],
        family=fields.text("family"),
        group=fields.whole("group"),
        state=fields.text("state"),
        level=fields.whole("level"),
        likelihood=fields.whole("likelihood"),
        consequence=fields.whole("consequence"),
        view=fields.text("view") or "current",
        owner=fields.whole("owner"),
        option=fields.text("option"),
        above=fields.whole("above"),
        unset=bool(fields.text("unset")),
    )


@require_GET
def row(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    return _row(request, assessment_or_404(request, number), risk)


def _typed_ranks(request: MemberRequest, refusal: Exception | None) -> dict[str, int | None]:
    """Return what a refused judgement said, so that it is shown again; empty for anything else."""
    if refusal is None or "likelihood" not in request.POST:
        return {}
    ranks = {str(rank): rank for rank in RANKS}
    return {name: ranks.get(request.POST.get(name, "")) for name in JUDGED}


def _row(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = register.one(assessment, number)
    except Risk.DoesNotExist as error:
        raise Http404 from error
    context = {
        "assessment": assessment,
        "row": found,
        "ranks": RANKS,
        "refusal": refusal,
        "typed": request.POST,
        "typed_ranks": _typed_ranks(request, refusal),
        "editable": assessment.is_draft,
    }
    return render(request, "assessments/_register_row.html", context, status=status)


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
        status = 409 if isinstance(refusal, drafts.Stale) else 422
        if wants_fragment(request):
            return _row(request, assessment, risk, refusal=refusal, status=status)
        return _risk(request, assessment, risk, refusal=refusal, status=status)
    if wants_fragment(request):
        assessment.refresh_from_db()
        response = _row(request, assessment, risk)
        response.headers["HX-Trigger"] = "saved"
        return response
    return redirect("risk", org=org, number=number, risk=risk)


@require_POST
def confirm(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    numbers = fields.wholes("risk")
    if fields.text("all"):
        open_ones = assessment.risks.filter(state=Risk.State.PROPOSED)
        numbers = tuple(open_ones.values_list("number", flat=True))
    try:
        fields.check()
        count = ratings.confirm(
            assessment=assessment, numbers=numbers, by=request.actor, at=timezone.now()
        )
        messages.success(request, _("%(count)s proposals are confirmed.") % {"count": count})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("register", org=org, number=number)


@require_GET
def risk(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    return _risk(request, assessment_or_404(request, number), risk)


def _risk(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = register.one(assessment, number)
    except Risk.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = in_assessment(assessment, "register") | {
        "row": found,
        "risk": found.risk,
        "why": explanations.of(assessment, found.risk),
        "refusal": refusal,
        "typed": request.POST,
        "typed_ranks": _typed_ranks(request, refusal),
        "ranks": RANKS,
        "people": access.people(request.actor),
        "owners": access.people(request.actor).filter(
            memberships__organisation=request.organisation,
            memberships__roles__contains=["risk_owner"],
        ),
        "actions": found.risk.links.select_related("action", "action__owner"),
        "acceptance": found.risk.acceptances.filter(withdrawn_at=None).first(),
        "evidence": found.risk.evidence.filter(removed_at=None),
        "events": history.page(assessment, None, found.risk.key).events[:10],
    }
    return render(request, "assessments/risk.html", context, status=status)


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
        return _risk(request, assessment, risk, refusal=refusal, status=422)
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
        return _risk(request, assessment, risk, refusal=refusal, status=422)
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
        return _risk(request, assessment, risk, refusal=refusal, status=422)
    return redirect("risk", org=org, number=number, risk=risk)


@require_GET
def matrix(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    view = request.GET.get("view", "current")
    view = view if view in ("inherent", "current", "residual") else "current"
    cells = register.cells(assessment, view)
    grid = assessment.method["grid"]
    lines = [
        (
            likelihood,
            [
                (
                    consequence,
                    grid[likelihood - 1][consequence - 1],
                    cells.get((likelihood, consequence), 0),
                )
                for consequence in RANKS
            ],
        )
        for likelihood in reversed(RANKS)
    ]
    context = in_assessment(assessment, "matrix") | {"lines": lines, "view": view, "ranks": RANKS}
    return render(request, "assessments/matrix.html", context)


@require_POST
def rescore(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    for run in Run.objects.filter(assessment=assessment, kind=Run.Kind.SCORE, state="failed"):
        runs.retry(run, at=timezone.now())
    return redirect("register", org=org, number=number)
