"""Sign-off: what blocks it, freezing, signing, returning, re-opening."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import freezing, incidents, signing
from assessments.actions.ceremony import Said
from assessments.models import Assessment, Revision, Run
from assessments.permissions import Refused
from assessments.queries import gates, outdated
from assessments.web import sign_page
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404
from assessments.web.key_pages import pen_of


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number))


def _page(
    request: MemberRequest,
    assessment: Assessment,
    refusal: Exception | None = None,
    form: str = "",
    **more: Any,
) -> HttpResponse:
    """Render the page; after a refusal with all that was typed into *form*."""
    revisions = list(assessment.revisions.select_related("snapshot").order_by("-number"))
    current = next((row for row in revisions if row.number == assessment.revision), None)
    conditions = gates.freeze_conditions(assessment) if assessment.is_draft else ()
    context = in_assessment(assessment, "sign-off") | {
        "conditions": conditions,
        "unmet": sum(not condition.is_met for condition in conditions),
        "current": current,
        "revisions": revisions,
        "previous": next((row for row in revisions if row.number < assessment.revision), None),
        "run": _run(assessment),
        "outdated": outdated.outdated(assessment, at=timezone.now()),
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "ticked": request.POST.getlist("accepts") if refusal else (),
        "form": form,
        **more,
    }
    if current:
        context |= sign_page.of(current, request.actor, at=timezone.now())
    return render(request, "assessments/sign_off.html", context, status=422 if refusal else 200)


def _run(assessment: Assessment) -> Run | None:
    runs = Run.objects.filter(assessment=assessment, kind=Run.Kind.FREEZE)
    return runs.order_by("-pk").first()


@require_POST
def submit(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        freezing.submit(assessment=assessment, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, assessment, refusal)
    return redirect("sign-off", org=org, number=number)


@require_GET
def progress(request: MemberRequest, org: str, number: int) -> HttpResponse:
    run = _run(assessment_or_404(request, number))
    response = render(request, "assessments/_run_progress.html", {"run": run})
    if run is None or run.finished_at is not None:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def sign(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        signing.sign(
            revision=_frozen(assessment),
            said=_said(request),
            pen=pen_of(request),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "sign")
    return redirect("sign-off", org=org, number=number)


@require_POST
def prepare(request: MemberRequest, org: str, number: int) -> HttpResponse:
    """Give a signer whose key is elsewhere the bytes to sign."""
    assessment = assessment_or_404(request, number)
    try:
        prepared = signing.prepare(
            revision=_frozen(assessment), said=_said(request), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "sign")
    return _page(request, assessment, prepared=prepared)


@require_POST
def sign_prepared(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    prepared = request.POST.get("prepared", "")
    try:
        signing.sign_prepared(
            revision=_frozen(assessment),
            prepared=prepared,
            pen=pen_of(request),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "sign", prepared=prepared)
    return redirect("sign-off", org=org, number=number)


def _said(request: MemberRequest) -> Said:
    return Said(
        challenge=request.POST.get("challenge", ""),
        comment=request.POST.get("comment", ""),
        accepts=frozenset(request.POST.getlist("accepts")),
    )


@require_POST
def send_back(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        signing.send_back(
            revision=_frozen(assessment),
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "return")
    return redirect("sign-off", org=org, number=number)


def _frozen(assessment: Assessment) -> Revision:
    found = assessment.revisions.filter(number=assessment.revision).first()
    if found is None:
        raise Refused(
            _("Revision %(number)s is a draft now: there is nothing to sign or return.")
            % {"number": assessment.revision}
        )
    return found


@require_POST
def reopen(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        signing.reopen(
            assessment=assessment,
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "reopen")
    return redirect("sign-off", org=org, number=number)


@require_POST
def incident(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment, fields = assessment_or_404(request, number), Fields(request.POST)
    try:
        day = fields.day("happened_on", _("Day"))
        fields.check()
        incidents.note(
            assessment=assessment,
            words=fields.text("words"),
            happened_on=day,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, "incident")
    return redirect("sign-off", org=org, number=number)
