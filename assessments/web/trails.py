"""History: what happened in an assessment and in an organisation, narrowed and exported."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.models import AuditEvent
from assessments.queries import history
from assessments.queries.telling import ABOUT
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

OUTSIDE = ("people",)  # what no single assessment's trail is about


@require_GET
def of_assessment(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    wanted, before = _wanted(request), Fields(request.GET).whole("before")
    about = {name: words for name, words in _about().items() if name not in OUTSIDE}
    context = in_assessment(assessment, "history") | {
        "page": history.page(assessment, before, wanted),
        "revisions": assessment.revisions.select_related("assessor", "risk_owner", "approver"),
        "wanted": wanted,
        "about": about.items(),
        "names": history.names(assessment.trail.all()),
    }
    return render(request, "assessments/history.html", context)


@require_GET
def of_organisation(request: MemberRequest, org: str) -> HttpResponse:
    wanted, before = _wanted(request), Fields(request.GET).whole("before")
    context = {
        "page": history.organisation_page(request.actor.organisation_id, before, wanted),
        "wanted": wanted,
        "about": _about().items(),
        "names": history.names(_all(request)),
        "nav": "people",
    }
    return render(request, "assessments/trail.html", context)


@require_GET
def export(request: MemberRequest, org: str, number: int) -> StreamingHttpResponse:
    assessment = assessment_or_404(request, number)
    events = history.narrowed(assessment.trail.all(), _wanted(request))
    return _csv(events, f"{assessment.key}-trail.csv")


@require_GET
def export_organisation(request: MemberRequest, org: str) -> StreamingHttpResponse:
    events = history.narrowed(_all(request), _wanted(request))
    return _csv(events, f"{request.organisation.slug}-trail.csv")


def _wanted(request: MemberRequest) -> history.Wanted:
    """Return what is asked for; a part of the trail that there is not narrows nothing."""
    fields = Fields(request.GET)
    about = fields.text("about")
    return history.Wanted(
        key=fields.text("object").strip()[:120],
        about=about if about in ABOUT else "",
        person=fields.text("who")[:120],
    )


def _about() -> dict[str, Any]:
    return {name: words for name, (words, _kinds) in ABOUT.items()}


def _all(request: MemberRequest) -> "QuerySet[AuditEvent]":
    return AuditEvent.objects.filter(organisation=request.organisation)


def _csv(events: "QuerySet[AuditEvent]", name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        history.csv_lines(events), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
