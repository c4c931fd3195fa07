"""The treatment plan: options, actions, acceptances."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions import drafts, treatments
from assessments.catalogue import UnknownItem
from assessments.models import Assessment, TreatmentAction
from assessments.permissions import Refused
from assessments.queries import access, scope
from assessments.queries import plan as plans
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404
from assessments.web.risk import shown as risk_page


@require_GET
def plan(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    today = timezone.now().date()
    context = in_assessment(assessment, "plan") | {
        "plan": plans.of(assessment, today),
        "currency": assessment.criteria.get("currency", "EUR"),
        "appetite": assessment.criteria.get("appetite", 2),
        "today": today,
    }
    return render(request, "assessments/plan.html", context)


@require_POST
def choose(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        treatments.choose(
            risk=get_object_or_404(assessment.risks, number=risk),
            option=request.POST.get("option", ""),
            note=request.POST.get("note", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return risk_page(request, assessment, risk, refusal=refusal, form="treatment")
    return redirect("risk", org=org, number=number, risk=risk)


@require_http_methods(["GET", "POST"])
def action_new(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    refusal: Exception | None = None
    if request.method == "POST":
        try:
            step = _step(request)
            treatments.plan(assessment=assessment, step=step, by=request.actor, at=timezone.now())
            return redirect("plan", org=org, number=number)
        except (Refused, UnknownItem) as error:
            refusal = error
    return _form(request, assessment, None, refusal)


@require_http_methods(["GET", "POST"])
def action_edit(request: MemberRequest, org: str, number: int, action: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    row = get_object_or_404(assessment.treatmentactions, number=action)
    refusal: Exception | None = None
    if request.method == "POST":
        try:
            treatments.change(
                action=row,
                step=_step(request),
                version=Fields(request.POST).whole("version"),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("plan", org=org, number=number)
        except (Refused, UnknownItem) as error:
            refusal = error
    return _form(request, assessment, row, refusal)


def _form(
    request: MemberRequest,
    assessment: Assessment,
    row: TreatmentAction | None,
    refusal: Exception | None,
) -> HttpResponse:
    linked, chosen = _linked(request, row)
    risks = assessment.risks.exclude(state="dismissed").select_related("group").order_by("number")
    serving = {risk.code for risk in risks if risk.number in linked}
    items = scope.items_in_scope(assessment)
    near = [item for item in items if serving & {each.risk for each in item.mitigates}]
    context = in_assessment(assessment, "plan") | {
        "row": row,
        "refusal": refusal,
        "shown": request.POST if request.method == "POST" else _shown(row),
        "linked": linked,
        "chosen": chosen,
        "risks": sorted(risks, key=lambda risk: (risk.number not in linked, risk.number)),
        "near": near,
        "far": [item for item in items if item not in near],
        "people": access.people(request.actor),
        "statuses": TreatmentAction.Status.choices,
        "currency": assessment.criteria.get("currency", "EUR"),
    }
    status = 409 if isinstance(refusal, drafts.Stale) else 422 if refusal else 200
    return render(request, "assessments/action.html", context, status=status)


def _linked(request: MemberRequest, row: TreatmentAction | None) -> tuple[set[int], set[str]]:
    """Return risks and items to tick: as typed, else as stored, else as the link here asked."""
    if request.method == "POST":
        fields = Fields(request.POST)
        return set(fields.wholes("risk")), set(fields.texts("item"))
    if row:
        return set(row.links.values_list("risk__number", flat=True)), set(row.items)
    fields = Fields(request.GET)
    return set(fields.wholes("risk")), set(fields.texts("item"))


def _shown(row: TreatmentAction | None) -> dict[str, str]:
    if row is None:
        return {}
    cents = row.cost_minor
    return {
        "title": row.title,
        "owner": str(row.owner_id or ""),
        "status": row.status,
        "description": row.description,
        "due": row.due.isoformat() if row.due else "",
        "cost": "" if cents is None else f"{cents // 100}.{cents % 100:02d}",
    }


def _step(request: MemberRequest) -> treatments.Step:
    fields = Fields(request.POST)
    owner = fields.whole("owner")
    step = treatments.Step(
        title=fields.text("title"),
        description=fields.text("description"),
        owner=get_object_or_404(access.people(request.actor), pk=owner) if owner else None,
        due=fields.day("due", _("Due")),
        cost_minor=fields.money("cost", _("Cost")),
        status=fields.text("status") or TreatmentAction.Status.PLANNED,
        items=fields.texts("item"),
        risks=fields.wholes("risk"),
    )
    fields.check()
    return step


@require_POST
def accept(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields, target = Fields(request.POST), get_object_or_404(assessment.risks, number=risk)
    try:
        expires = fields.day("expires_on", _("Until"))
        fields.check([] if expires else [_("Say until when the risk is accepted.")])
        treatments.accept(
            risk=target,
            reason=fields.text("reason"),
            expires_on=expires or timezone.now().date(),
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("The risk is accepted."))
    except Refused as refusal:
        return risk_page(request, assessment, risk, refusal=refusal, form="accept")
    return redirect("risk", org=org, number=number, risk=risk)


@require_POST
def withdraw(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        treatments.withdraw(
            risk=get_object_or_404(assessment.risks, number=risk),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("risk", org=org, number=number, risk=risk)
