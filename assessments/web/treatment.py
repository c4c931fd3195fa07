"""The treatment plan: options, actions, acceptances."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions import treatments
from assessments.catalogue import UnknownItem
from assessments.models import Assessment, TreatmentAction
from assessments.permissions import Refused
from assessments.queries import access, scope
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404
from assessments.web.risk import shown as risk_page


@require_GET
def plan(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    actions = assessment.treatmentactions.select_related("owner").prefetch_related("links__risk")
    context = in_assessment(assessment, "plan") | {
        "actions": actions.order_by("due", "number"),
        "acceptances": assessment.acceptances.filter(withdrawn_at=None)
        .select_related("risk", "accepted_by")
        .order_by("expires_on"),
        "today": timezone.now().date(),
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
    linked = set(row.links.values_list("risk__number", flat=True)) if row else set()
    wanted = Fields(request.GET).whole("risk")
    context = in_assessment(assessment, "plan") | {
        "row": row,
        "refusal": refusal,
        "shown": request.POST or _shown(row),
        "linked": linked | ({wanted} if wanted else set()),
        "chosen": set(row.items) if row else set(request.GET.getlist("item")),
        "risks": assessment.risks.exclude(state="dismissed").select_related("group", "score"),
        "items": scope.items_in_scope(assessment),
        "people": access.people(request.actor),
        "statuses": TreatmentAction.Status.choices,
        "currency": assessment.criteria.get("currency", "EUR"),
    }
    return render(request, "assessments/action.html", context, status=422 if refusal else 200)


def _shown(row: TreatmentAction | None) -> dict[str, str]:
    if row is None:
        return {}
    cents = row.cost_minor
    return {
        "title": row.title,
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
