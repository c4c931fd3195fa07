"""Sign-off: what blocks it, freezing, signing, returning, re-opening."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import freezing, signing
from assessments.models import Assessment, Person, Revision, Run, Signature
from assessments.permissions import Actor, Refused
from assessments.queries import gates
from assessments.reports.document import Document
from assessments.reports.view_contents import contents
from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404

FALLING = (5, 4, 3, 2, 1, None)


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number))


def _page(
    request: MemberRequest,
    assessment: Assessment,
    refusal: Exception | None = None,
    form: str = "",
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
        "refusal": refusal,
        "typed": request.POST if refusal else {},
        "form": form,
    }
    if current:
        context |= _ceremony(current, request.actor)
    return render(request, "assessments/sign_off.html", context, status=422 if refusal else 200)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named for a role, and the signature once it is given."""

    role: str
    person: Person
    signature: Signature | None
    is_next: bool

    @property
    def name(self) -> str:
        """Return the name: as it was when signing, else as it is."""
        return self.signature.person_name if self.signature else self.person.name


def _ceremony(current: Revision, actor: Actor) -> dict[str, Any]:
    """Return what a frozen revision shows: its contents from its bytes, and who signs."""
    found = contents(Document.from_json(bytes(current.snapshot.content)))
    in_signoff = current.status == Revision.Status.IN_SIGNOFF
    role = signing.next_role(current) if in_signoff else None
    given = {row.role: row for row in current.signatures.all()}
    signers = [
        Signer(each, getattr(current, each), given.get(each), each == role)
        for each in signing.ORDER
    ]
    return {
        "contents": found,
        "by_level": [(rank, n) for rank in FALLING if (n := found.levels.get(rank))],
        "signers": signers,
        "signed": len(given),
        "is_named": actor.person_id in {signer.person.pk for signer in signers},
        "is_my_turn": any(s.is_next and s.person.pk == actor.person_id for s in signers),
        "meaning": signing.meaning_of(role, current) if role else "",
        "files": current.reports.defer("content").order_by("-pk")[:1],
    }


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
        return _page(request, assessment, refusal, "sign")
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
