"""Answers to the checklist: given, taken back, confirmed by a second person, explained."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from assessments.actions import answers
from assessments.catalogue import UnknownItem
from assessments.models import Assessment, AssetGroup
from assessments.permissions import Refused
from assessments.queries import answering, checklist, judge
from assessments.web import phases
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, wants_fragment


@require_POST
def answer(request: MemberRequest, org: str, number: int, item: str) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    group = _group(assessment, fields)
    typed: phases.Typed | None = None
    try:
        _store(request, assessment, item, group)
    except UnknownItem as error:
        raise Http404 from error
    except Refused as refusal:
        state, note, reason = (fields.text(name) for name in ("state", "note", "reason"))
        typed = phases.Typed(item, group.pk if group else None, state, note, reason, refusal)
    if wants_fragment(request):
        return _fragment(request, assessment, item, group, typed)
    if typed:
        return phases.page_of_item(request, assessment, item, typed)
    messages.success(request, _("%(item)s is saved.") % {"item": item})
    return redirect("item", org=org, number=number, item=item)


def _store(
    request: MemberRequest, assessment: Assessment, item: str, group: AssetGroup | None
) -> None:
    fields, at = Fields(request.POST), timezone.now()
    if fields.text("state") == "clear":
        answers.clear(assessment=assessment, item=item, group=group, by=request.actor, at=at)
        return
    said = answers.Said(
        item, fields.text("state"), fields.text("note"), fields.text("reason"), group
    )
    version = fields.whole("version")
    answers.record(assessment=assessment, said=said, version=version, by=request.actor, at=at)


def _fragment(
    request: MemberRequest,
    assessment: Assessment,
    item: str,
    group: AssetGroup | None,
    typed: phases.Typed | None,
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "editable": assessment.is_draft,
        "said": answering.said_of(answering.line(assessment, item), group),
        "states": checklist.STATES,
        "typed": typed,
        "is_saved": typed is None,
    }
    status = (409 if typed.is_clash else 422) if typed else 200
    response = render(request, "assessments/_answer.html", context, status=status)
    return response if typed else trigger_client_event(response, "answered")


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
    messages.success(request, _("%(item)s is explained.") % {"item": item})
    if fields.text("back") == "item":
        return redirect("item", org=org, number=number, item=item)
    return redirect("exposures", org=org, number=number)


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
