"""The lifecycle phases: tasks, checklist, gate; answers, contradictions, exposures."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import answers, lifecycle
from assessments.catalogue import UnknownItem
from assessments.models import Assessment, AssetGroup
from assessments.permissions import Refused
from assessments.queries import checklist, gates, judge, scope
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int, phase: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number), phase)


def _page(
    request: MemberRequest,
    assessment: Assessment,
    number: int,
    *,
    refusal: Exception | None = None,
    open_item: str = "",
) -> HttpResponse:
    phase = checklist.phase_number(assessment, number)
    if phase is None:
        raise Http404
    show = request.GET.get("show", "all")
    context: dict[str, Any] = in_assessment(assessment, phase.code) | {
        "phase": phase,
        "lines": checklist.lines(assessment, phase, show),
        "show": show,
        "gate": gates.gate_of(assessment, phase),
        "done_tasks": set(
            assessment.taskdones.filter(phase=phase.code).values_list("task", flat=True)
        ),
        "effects": checklist.effects(assessment),
        "refusal": refusal,
        "typed": request.POST,
        "open_item": open_item or request.GET.get("item", ""),
        "states": checklist.STATES,
    }
    return render(request, "assessments/phase.html", context, status=422 if refusal else 200)


@require_GET
def item(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        found = scope.edition_of(assessment).item(item)
    except UnknownItem as error:
        raise Http404 from error
    return redirect(f"{_phase_url(assessment, org, found.phase)}?item={item}#{item}")


@require_POST
def answer(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields, at = Fields(request.POST), timezone.now()
    group = _group(assessment, fields)
    try:
        if fields.text("state") == "clear":
            answers.clear(assessment=assessment, item=item, group=group, by=request.actor, at=at)
        else:
            answers.record(
                assessment=assessment,
                said=answers.Said(
                    item, fields.text("state"), fields.text("note"), fields.text("reason"), group
                ),
                version=fields.whole("version"),
                by=request.actor,
                at=at,
            )
    except UnknownItem as error:
        raise Http404 from error
    except Refused as refusal:
        number_of = checklist.phase_of_item(assessment, item)
        return _page(request, assessment, number_of, refusal=refusal, open_item=item)
    messages.success(request, _("%(item)s is saved.") % {"item": item})
    return redirect("item", org=org, number=number, item=item)


@require_POST
def second(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    group = _group(assessment, Fields(request.POST))
    try:
        answers.second(
            assessment=assessment, item=item, group=group, by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exposures", org=org, number=number)


@require_POST
def settle(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    try:
        answers.settle(
            assessment=assessment,
            item=item,
            group=_group(assessment, fields),
            words=fields.text("words"),
            by=request.actor,
            at=timezone.now(),
        )
    except UnknownItem as error:
        raise Http404 from error
    except Refused as refusal:
        return _exposures(request, assessment, refusal)
    return redirect("exposures", org=org, number=number)


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


@require_GET
def exposures(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _exposures(request, assessment_or_404(request, number))


def _exposures(
    request: MemberRequest, assessment: Assessment, refusal: Exception | None = None
) -> HttpResponse:
    context = in_assessment(assessment, "overview") | {
        "exposures": checklist.exposures(assessment),
        "contradictions": judge.Judge(assessment).contradictions,
        "not_applicable": assessment.answers.filter(state="not_applicable").select_related(
            "answered_by", "seconded_by", "group"
        ),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "assessments/exposures.html", context, status=422 if refusal else 200)


def _group(assessment: Assessment, fields: Fields) -> AssetGroup | None:
    pk = fields.whole("group")
    return get_object_or_404(assessment.assetgroups, pk=pk) if pk else None


def _phase_url(assessment: Assessment, org: str, code: str) -> str:
    number = checklist.number_of(assessment, code)
    return f"/o/{org}/assessments/{assessment.number}/phases/{number}/"
