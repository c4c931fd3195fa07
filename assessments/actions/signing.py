"""Sign, return and re-open revisions. The only writer of `Signature`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, publishing, trail
from assessments.models import Assessment, Person, Revision, Signature
from assessments.permissions import (
    Actor,
    Capability,
    Refused,
    require,
    require_reauthenticated,
)

ORDER = (Signature.Role.ASSESSOR, Signature.Role.RISK_OWNER, Signature.Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Pen:
    """What a signer gives at the moment of signing: the password again, and the digest seen."""

    password: str
    digest: str
    comment: str = ""


def meaning_of(role: str, revision: Revision) -> str:
    """Return the sentence that a signature in *role* stands for."""
    number = revision.number
    return {
        Signature.Role.ASSESSOR: _(
            "I made this assessment and stand for its content as frozen in revision %(n)s."
        ),
        Signature.Role.RISK_OWNER: _(
            "I own these risks, agree with the treatment plan and accept what remains in "
            "revision %(n)s."
        ),
        Signature.Role.APPROVER: _("I approve revision %(n)s and the risks accepted in it."),
    }[Signature.Role(role)] % {"n": number}


def next_role(revision: Revision) -> str | None:
    """Return the role that signs next; None when all have signed."""
    signed = set(revision.signatures.values_list("role", flat=True))
    return next((role for role in ORDER if role not in signed), None)


@transaction.atomic
def sign(*, revision: Revision, pen: Pen, by: Actor, at: datetime) -> Signature:
    """
    Sign a frozen revision in the role that *by* is named for.

    Raises:
        Refused: another signs next, the password is wrong, or the digest shown
            is not that of the revision.
    """
    require(by, Capability.SIGN)
    row = _lock(revision, by)
    if row.status != Revision.Status.IN_SIGNOFF:
        raise Refused(_("This revision is no longer in sign-off."))
    role = next_role(row)
    if role is None or _named(row, role) != by.person_id:
        raise Refused(_("It is another person's turn to sign."))
    person = Person.objects.get(pk=by.person_id)
    require_reauthenticated(password_is_right=person.check_password(pen.password))
    if pen.digest != row.snapshot_id:
        raise Refused(_("What you saw is not what is in sign-off now. Look again."))
    signature = Signature.objects.create(
        organisation_id=row.organisation_id,
        revision=row,
        role=role,
        person=person,
        person_name=person.name,
        person_email=person.email,
        meaning=meaning_of(role, row),
        comment=pen.comment.strip(),
        accepted=_accepted(row),
        digest=row.snapshot_id,
        signed_at=at,
    )
    _note("revision.signed", row, by=by, at=at, after={"role": role, "digest": row.snapshot_id})
    if next_role(row) is None:
        _complete(row, at=at)
        publishing.ask(assessment=row.assessment, by=by, at=at)
    return signature


@transaction.atomic
def send_back(*, revision: Revision, reason: str, by: Actor, at: datetime) -> Assessment:
    """
    Return a revision with a reason: the next revision opens as a draft.

    Raises:
        Refused: *by* is not named in it, it is not in sign-off, or there is no reason.
    """
    require(by, Capability.SIGN)
    row = _lock(revision, by)
    if row.status != Revision.Status.IN_SIGNOFF:
        raise Refused(_("This revision is no longer in sign-off."))
    if by.person_id not in (row.assessor_id, row.risk_owner_id, row.approver_id):
        raise Refused(_("Only who is named in a revision returns it."))
    if not reason.strip():
        raise Refused(_("Say what has to change before you would sign."))
    row.status, row.return_reason = Revision.Status.RETURNED, reason.strip()
    row.returned_by_id, row.returned_at = by.person_id, at
    row.save(update_fields=["status", "return_reason", "returned_by", "returned_at"])
    draft = _open_next(row, reason, at=at)
    _note("revision.returned", row, by=by, at=at, reason=reason)
    return draft


@transaction.atomic
def reopen(*, assessment: Assessment, reason: str, by: Actor, at: datetime) -> Assessment:
    """
    Open the revision after a signed one; the signed one stays as it is.

    Raises:
        Refused: *by* may not, it is not signed, or there is no reason.
    """
    require(by, Capability.ASSESS)
    row = (
        Revision.objects.select_for_update()
        .filter(
            assessment=assessment, number=assessment.revision, organisation_id=by.organisation_id
        )
        .first()
    )
    if row is None or row.status != Revision.Status.SIGNED:
        raise Refused(_("Only a signed revision is followed by the next one."))
    if not reason.strip():
        raise Refused(_("Say why the next revision is opened."))
    draft = _open_next(row, reason, at=at)
    _note("revision.reopened", row, by=by, at=at, reason=reason)
    return draft


def _lock(revision: Revision, by: Actor) -> Revision:
    Assessment.objects.select_for_update().get(
        pk=revision.assessment_id, organisation_id=by.organisation_id
    )
    return Revision.objects.select_for_update(of=("self",)).get(pk=revision.pk)


def _named(row: Revision, role: str) -> int:
    return {
        Signature.Role.ASSESSOR: row.assessor_id,
        Signature.Role.RISK_OWNER: row.risk_owner_id,
        Signature.Role.APPROVER: row.approver_id,
    }[Signature.Role(role)]


def _accepted(row: Revision) -> list[dict[str, Any]]:
    living = row.assessment.acceptances.filter(withdrawn_at=None).select_related("risk")
    return [
        {"risk": each.risk.key, "level": each.level, "until": each.expires_on.isoformat()}
        for each in living.order_by("risk__number")
    ]


def _complete(row: Revision, *, at: datetime) -> None:
    row.status, row.signed_at = Revision.Status.SIGNED, at
    row.save(update_fields=["status", "signed_at"])
    Assessment.objects.filter(pk=row.assessment_id).update(status=Assessment.Status.SIGNED)


def _open_next(row: Revision, reason: str, *, at: datetime) -> Assessment:
    draft = Assessment.objects.select_for_update().get(pk=row.assessment_id)
    draft.status = Assessment.Status.DRAFT
    draft.revision, draft.revision_reason = row.number + 1, reason.strip()
    draft.frozen_digest = ""
    draft.save(update_fields=["status", "revision", "revision_reason", "frozen_digest"])
    drafts.raise_input_rev(draft, at=at)
    return draft


def _note(kind: str, row: Revision, *, by: Actor, at: datetime, **sides: Any) -> None:
    trail.note(
        kind,
        object_type="revision",
        object_key=f"{row.assessment.key} r{row.number}",
        organisation_id=row.organisation_id,
        assessment=row.assessment,
        by=by,
        at=at,
        **sides,
    )
