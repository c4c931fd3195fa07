"""Sign, return and re-open revisions. The only writer of `Signature`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import carrying, ceremony, drafts, ledger, pens, trail
from assessments.actions.ceremony import Said, Shown
from assessments.actions.pens import Pen
from assessments.models import Assessment, Membership, Person, Revision, Signature, SigningKey
from assessments.permissions import Actor, Capability, Refused, require
from assessments.verifier import statements
from assessments.verifier.entries import Kind
from assessments.verifier.envelope import Envelope
from assessments.verifier.statements import Signoff


@transaction.atomic
def sign(*, revision: Revision, said: Said, pen: Pen, by: Actor, at: datetime) -> Signature:
    """
    Sign a frozen revision in the role that *by* is named for, with the key kept here.

    Raises:
        Refused: another signs next, what was shown is not what is there, a risk that the
            signature accepts was not ticked, *by* has no key, or the passphrase is wrong.
    """
    row, seen = _turn(revision, by)
    key = pens.key_of(by)
    statement = _stated(seen, said, key, by=by, at=at)
    return _put(row, statement, key, pen, by=by, at=at)


@transaction.atomic
def prepare(*, revision: Revision, said: Said, by: Actor, at: datetime) -> str:
    """
    Return the statement, as a token, for a signer whose key is elsewhere; raises as `sign`.

    It is good for an hour, for a passkey five minutes, and as long as the sign-off stands
    where it does.
    """
    _row, seen = _turn(revision, by)
    key = pens.key_of(by)
    statement = _stated(seen, said, key, by=by, at=at)
    return carrying.carried(statement.to_bytes(), by=by, at=at, is_quick=bool(key.credential))


@transaction.atomic
def sign_prepared(
    *, revision: Revision, prepared: str, pen: Pen, by: Actor, at: datetime
) -> Signature:
    """
    Sign a frozen revision by the signature file over what `prepare` gave.

    Raises:
        Refused: the sign-off has moved on, or the file is not the signature of that.
    """
    row, seen = _turn(revision, by)
    statement = ceremony.signoff_in(carrying.brought_back(prepared, by=by, at=at))
    key = pens.key_of(by)
    ceremony.require_unchanged(statement, seen)
    if statement.keyid != key.keyid:
        raise Refused(_("You have another key than when this was prepared. Prepare it again."))
    return _put(row, statement, key, pen, by=by, at=at)


def _turn(revision: Revision, by: Actor) -> tuple[Revision, Shown]:
    """Return the revision, locked, and what *by*, whose turn it is, signs."""
    require(by, Capability.SIGN)
    row = _lock(revision, by)
    if row.status != Revision.Status.IN_SIGNOFF:
        raise Refused(_("This revision is no longer in sign-off."))
    role = ceremony.next_role(row)
    if role is None or ceremony.named(row, role) != by.person_id:
        raise Refused(_("It is another person's turn to sign."))
    member = Membership.objects.select_for_update(of=("self",)).select_related("person")
    me = member.get(organisation_id=by.organisation_id, person_id=by.person_id)
    if me.status != Membership.Status.ACTIVE or not me.person.is_active:
        raise Refused(_("Your membership has ended. Nothing was signed."))
    if row.signatures.filter(entry=None).exists():
        raise Refused(
            _("A signature here is from before there was a ledger. Return the revision, then sign.")
        )
    return row, ceremony.shown(row, role)


def _stated(seen: Shown, said: Said, key: SigningKey, *, by: Actor, at: datetime) -> Signoff:
    nonce = ceremony.nonce_of(said.challenge, seen, by=by, at=at)
    ceremony.require_each(said, seen)
    person = Person.objects.get(pk=by.person_id)
    return ceremony.stated(
        seen, person=person, keyid=key.keyid, comment=said.comment, nonce=nonce, at=at
    )


def _put(
    row: Revision, statement: Signoff, key: SigningKey, pen: Pen, *, by: Actor, at: datetime
) -> Signature:
    """Sign, add to the ledger, and complete the revision with the last signature."""
    if Signature.objects.filter(nonce=statement.nonce).exists():
        raise Refused(_("This was signed already."))
    payload = statement.to_bytes()
    made = Envelope(payload, ()).signed_by(key.keyid, pens.signed(payload, key, pen))
    signature = Signature.objects.create(
        organisation_id=row.organisation_id,
        revision=row,
        role=statement.role,
        person_id=by.person_id,
        person_name=statement.person.name,
        person_email=statement.person.email,
        meaning=statement.meaning,
        comment=statement.comment,
        accepted=[
            {"risk": one.risk, "level": one.level, "until": one.until} for one in statement.accepted
        ],
        digest=statement.digest,
        signed_at=at,
        keyid=key.keyid,
        nonce=statement.nonce,
        entry=ledger.sign(Kind.SIGNOFF, made, organisation_id=row.organisation_id, at=at),
    )
    after = {"role": statement.role, "digest": statement.digest}
    trail.note_of_revision("revision.signed", row.assessment, row.number, by=by, at=at, after=after)
    if ceremony.next_role(row) is None:
        _complete(row, at=at)  # its report follows when the notary has sealed the signatures
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
    _record(Kind.REJECT, row, reason, by=by, at=at)
    trail.note_of_revision(
        "revision.returned", row.assessment, row.number, by=by, at=at, reason=reason
    )
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
    _record(Kind.REOPEN, row, reason, by=by, at=at)
    trail.note_of_revision(
        "revision.reopened", row.assessment, row.number, by=by, at=at, reason=reason
    )
    return draft


def _lock(revision: Revision, by: Actor) -> Revision:
    Assessment.objects.select_for_update().get(
        pk=revision.assessment_id, organisation_id=by.organisation_id
    )
    return Revision.objects.select_for_update(of=("self",)).get(pk=revision.pk)


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


def _record(kind: Kind, row: Revision, reason: str, *, by: Actor, at: datetime) -> None:
    """Add to the ledger that a revision was returned or followed."""
    facts = {
        "revision": statements.revision_name(str(row.assessment.uuid), row.number),
        "digest": row.snapshot_id,
        "reason": reason.strip(),
    }
    ledger.note(kind, facts, organisation_id=row.organisation_id, by=by, at=at)
