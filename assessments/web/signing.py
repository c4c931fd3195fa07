"""Sign-off: what blocks it, freezing, signing, returning, re-opening."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import freezing, signing
from assessments.models import Assessment, Revision, Run
from assessments.permissions import Refused
from assessments.queries import gates
from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number))


def _page(
    request: MemberRequest, assessment: Assessment, refusal: Exception | None = None
) -> HttpResponse:
    current = assessment.revisions.filter(number=assessment.revision).first()
    role = signing.next_role(current) if current and current.status == "in_signoff" else None
    context = in_assessment(assessment, "sign-off") | {
        "conditions": gates.freeze_conditions(assessment) if assessment.is_draft else (),
        "current": current,
        "signatures": current.signatures.order_by("pk") if current else (),
        "role": role,
        "is_my_turn": bool(role and current and _named(current, role) == request.actor.person_id),
        "meaning": signing.meaning_of(role, current) if role and current else "",
        "revisions": assessment.revisions.order_by("-number"),
        "run": _run(assessment),
        "acceptances": assessment.acceptances.filter(withdrawn_at=None).select_related(
            "risk", "accepted_by"
        ),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "assessments/sign_off.html", context, status=422 if refusal else 200)


def _named(revision: object, role: str) -> object:
    return getattr(revision, f"{role}_id")


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
    pen = signing.Pen(
        password=request.POST.get("password", ""),
        digest=request.POST.get("digest", ""),
        comment=request.POST.get("comment", ""),
    )
    try:
        signing.sign(revision=_frozen(assessment), pen=pen, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, assessment, refusal)
    return redirect("sign-off", org=org, number=number)


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
        return _page(request, assessment, refusal)
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
        messages.error(request, str(refusal))
    return redirect("sign-off", org=org, number=number)
