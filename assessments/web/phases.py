"""The lifecycle phases: tasks, checklist, gate."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import lifecycle
from assessments.actions.drafts import Stale
from assessments.catalogue import Phase, UnknownItem
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import answering, checklist, gates, scope
from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed as one answer and could not be stored, and why."""

    item: str
    group_id: int | None
    state: str
    note: str
    reason: str
    refusal: Refused

    @property
    def key(self) -> str:
        return f"{self.item}-{self.group_id}" if self.group_id else self.item

    @property
    def is_clash(self) -> bool:
        return isinstance(self.refusal, Stale)


@require_GET
def page(request: MemberRequest, org: str, number: int, phase: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number), phase)


def _page(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Exception | None = None,
    typed: Typed | None = None,
    open_item: str = "",
) -> HttpResponse:
    phase = checklist.phase_number(assessment, number)
    if phase is None:
        raise Http404
    context: dict[str, Any] = in_assessment(assessment, phase.code) | {
        **_side_of(request, assessment, phase),
        "done_tasks": set(
            assessment.taskdones.filter(phase=phase.code).values_list("task", flat=True)
        ),
        "refusal": refusal,
        "typed": typed,
        "open_item": open_item or request.GET.get("item", ""),
        "states": checklist.STATES,
    }
    status = 409 if isinstance(refusal, Stale) else 422 if refusal else 200
    return render(request, "assessments/phase.html", context, status=status)


def _side_of(request: MemberRequest, assessment: Assessment, phase: Phase) -> dict[str, Any]:
    """Return what an answer may change beside itself: counts, gate, and what answers did."""
    show = request.GET.get("show", "")
    show = show if show in answering.VIEWS else "all"
    return {
        "phase": phase,
        "sheet": answering.sheet(assessment, phase, show, request.actor.person_id),
        "show": show,
        "gate": gates.gate_of(assessment, phase),
        "effects": checklist.effects(assessment),
    }


@require_GET
def side(request: MemberRequest, org: str, number: int, phase: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    found = checklist.phase_number(assessment, phase)
    if found is None:
        raise Http404
    context = {"assessment": assessment, "is_update": True, "editable": assessment.is_draft}
    context |= _side_of(request, assessment, found)
    return render(request, "assessments/_phase_side.html", context)


def page_of_item(
    request: MemberRequest, assessment: Assessment, item: str, typed: Typed
) -> HttpResponse:
    """Show the checklist with *item* open and what was typed but refused still in it."""
    number = checklist.phase_of_item(assessment, item)
    return _page(request, assessment, number, refusal=typed.refusal, typed=typed, open_item=item)


@require_GET
def item(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        found = scope.edition_of(assessment).item(item)
    except UnknownItem as error:
        raise Http404 from error
    return redirect(f"{_phase_url(assessment, org, found.phase)}?item={item}#{item}")


@require_POST
def task(request: MemberRequest, org: str, number: int, phase: int, task: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    found = checklist.phase_number(assessment, phase)
    if found is None or task not in {each.code for each in found.tasks}:
        raise Http404
    try:
        lifecycle.mark(
            assessment=assessment,
            phase=found.code,
            task=task,
            done=bool(request.POST.get("done")),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("phase", org=org, number=number, phase=phase)


@require_POST
def close(request: MemberRequest, org: str, number: int, phase: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    found = checklist.phase_number(assessment, phase)
    if found is None:
        raise Http404
    try:
        lifecycle.close(assessment=assessment, phase=found, by=request.actor, at=timezone.now())
        messages.success(request, _("%(name)s is closed.") % {"name": found.name})
    except Refused as refusal:
        return _page(request, assessment, phase, refusal=refusal)
    return redirect("phase", org=org, number=number, phase=phase)


def _phase_url(assessment: Assessment, org: str, code: str) -> str:
    number = checklist.number_of(assessment, code)
    return f"/o/{org}/assessments/{assessment.number}/phases/{number}/"
