"""Signing keys of persons: made or brought, vouched for, enrolled, revoked."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import carrying, ledger, pens, trail
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.custody import brought, kept
from assessments.models import Membership, Organisation, Person, SigningKey
from assessments.permissions import Actor, Capability, Refused
from assessments.queries import keyring
from assessments.queries.document import composed
from assessments.queries.names import instant
from assessments.verifier import envelope
from assessments.verifier.entries import Kind
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import PublicKey
from assessments.verifier.passkeys import Site
from assessments.verifier.shapes import decoded, encoded
from assessments.verifier.statements import Enrolment, Revocation

CREDENTIAL = re.compile(r"[\w-]{1,1400}\Z", re.ASCII)  # names a passkey, in base64url


@transaction.atomic
def make(*, passphrase: str, by: Actor, at: datetime) -> SigningKey:
    """
    Make a key that is kept here under a signing passphrase.

    Raises:
        Refused: *by* signs nothing here or has a key, or the passphrase is too weak.
    """
    person = _holder(by, at)
    try:
        validate_password(passphrase, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if person.check_password(passphrase):
        raise Refused(
            _("Take another passphrase than your password: who has one must not have both.")
        )
    private, sealed = kept.make(passphrase, settings.SIGNING_KEY_COST)
    statement = _enrolment(kept.public_of(private), person, at)
    signature = private.sign(envelope.pae(statement.to_bytes()))
    return _put(statement, signature, sealed, by=by, at=at)


def offered(*, public: str, by: Actor, at: datetime, site: Site | None = None) -> bytes:
    """
    Return the statement that the holder of *public* signs to bring it.

    It is PEM or an ssh line; of a passkey at *site* what the browser gave, in Base64.

    Raises:
        Refused: *by* signs nothing here or has a key, or it is no key of that kind.
    """
    with transaction.atomic():
        person = _holder(by, at)
    try:
        key = brought.passkey(public, site) if site else brought.public_key(public)
        return _enrolment(key, person, at).to_bytes()
    except NotGenuine as error:
        raise Refused(str(error)) from error


@transaction.atomic
def bring(
    *, statement: bytes, signature: bytes, by: Actor, at: datetime, credential: str = ""
) -> SigningKey:
    """
    Take a key that its person keeps, with its signature over the *statement* offered.

    Raises:
        Refused: the signature is not that of the key, or *by* may not bring one.
    """
    person = _holder(by, at)
    try:
        offer = keyring.enrolment(statement, person=str(person.uuid))
        made = brought.signature_by(offer.key, signature)
        offer.key.verify(envelope.pae(statement), made)
    except NotGenuine as error:
        raise Refused(
            _("The file is not the key's signature of these bytes: %(why)s.") % {"why": error}
        ) from error
    if (offer.key.site is not None) is not bool(CREDENTIAL.match(credential)):
        raise Refused(_("The browser did not say which passkey it made. Make it again."))
    return _put(offer, made, None, by=by, at=at, credential=credential)


@transaction.atomic
def vouch(*, key_id: int, pen: Pen, by: Actor, at: datetime) -> SigningKey:
    """
    Vouch that a waiting key is that of the person it names; enrol it when enough have.

    Raises:
        Refused: it does not wait, *by* is its person, vouched before or has no key.
        SigningKey.DoesNotExist: there is no such key here.
    """
    key = _locked(key_id, by)
    if key.state != SigningKey.State.PENDING:
        raise Refused(_("This key does not wait for anybody."))
    if key.person_id == by.person_id:
        raise Refused(_("Somebody else vouches for your key."))
    mine = pens.key_of(by)
    if mine.keyid in {one["keyid"] for one in key.signatures}:
        raise Refused(_("You have vouched for this key."))
    signature = pens.signed(bytes(key.statement), mine, pen)
    living = keyring.living(by.organisation_id)
    key.signatures = [
        *(one for n, one in enumerate(key.signatures) if not n or one["keyid"] in living),
        {"keyid": mine.keyid, "sig": encoded(signature)},
    ]
    key.save(update_fields=["signatures"])
    _note("key.vouched", key, by=by, at=at)
    _enrol_when_vouched(key, by=by, at=at)
    return key


@transaction.atomic
def withdraw(*, key_id: int, by: Actor, at: datetime) -> None:
    """
    Take a key back that still waits: its person, or an administrator.

    Raises:
        Refused: it does not wait, or *by* is neither.
        SigningKey.DoesNotExist: there is no such key here.
    """
    key = _locked(key_id, by)
    if key.state != SigningKey.State.PENDING:
        raise Refused(_("Only a key that waits is withdrawn; one that is enrolled is revoked."))
    _require_mine_or_administered(key, by)
    key.state, key.ended_at, key.sealed = SigningKey.State.WITHDRAWN, at, None
    key.save(update_fields=["state", "ended_at", "sealed"])
    _note("key.withdrawn", key, by=by, at=at)


def revocation(*, key_id: int, stolen: Stolen, by: Actor, at: datetime) -> bytes:
    """Return the statement that ends a key, as *by* signs it; raises as `revoke` does."""
    key = SigningKey.objects.get(pk=key_id, organisation_id=by.organisation_id)
    _require_endable(key, by)
    if not stolen.reason.strip():
        raise Refused(_("Say why the key is revoked: lost, stolen, or the person left."))
    last = keyring.size(by.organisation_id)
    if stolen.since is not None and not 0 <= stolen.since <= last:
        raise Refused(
            _("The ledger has entries 0 to %(last)s: give one of these numbers.")
            % {"last": last - 1}
        )
    return composed(
        Revocation(
            keyid=key.keyid,
            by=ledger.who(Person.objects.get(pk=by.person_id)),
            reason=stolen.reason.strip(),
            compromised_since=stolen.since,
            revoked_at=instant(at) or "",
        )
    ).to_bytes()


@transaction.atomic
def revoke(
    *, key_id: int, stolen: Stolen, pen: Pen, by: Actor, at: datetime, prepared: bytes = b""
) -> SigningKey:
    """
    End a key: what it signed before stands, but for what is in doubt.

    Args:
        prepared: the statement of `revocation`, when it was signed elsewhere.

    Raises:
        Refused: it is not enrolled, *by* is neither its person nor an administrator, has
            no key to sign with, or gives no reason.
        SigningKey.DoesNotExist: there is no such key here.
    """
    key = _locked(key_id, by)
    _require_endable(key, by)
    payload = prepared or revocation(key_id=key_id, stolen=stolen, by=by, at=at)
    said = carrying.revocation_in(payload, keyid=key.keyid)
    mine = key if key.person_id == by.person_id else pens.key_of(by)
    signature = pens.signed(payload, mine, pen)
    made = Envelope(payload, ()).signed_by(mine.keyid, signature)
    ledger.sign(Kind.KEY_REVOKE, made, organisation_id=by.organisation_id, at=at)
    key.state, key.ended_at, key.sealed = SigningKey.State.REVOKED, at, None
    key.reason, key.compromised_since = said.reason, said.compromised_since
    key.save(update_fields=["state", "ended_at", "sealed", "reason", "compromised_since"])
    _note("key.revoked", key, by=by, at=at, reason=said.reason)
    return key


def _holder(by: Actor, at: datetime) -> Person:
    """Return the person who is to have a key; the ledger begins with the first."""
    if not keyring.may_hold(by):
        raise Refused(
            _("Who signs, and who administers, has a signing key; your roles do neither.")
        )
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    member = Membership.objects.select_related("person").get(
        organisation_id=by.organisation_id, person_id=by.person_id
    )
    if SigningKey.objects.filter(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        state__in=[SigningKey.State.PENDING, SigningKey.State.ENROLLED],
    ).exists():
        raise Refused(_("You have a key. Withdraw or revoke it before the next one."))
    ledger.begin(by.organisation_id, at=at)
    return member.person


def _enrolment(key: PublicKey, person: Person, at: datetime) -> Enrolment:
    return Enrolment(key=key, person=ledger.who(person), made_at=instant(at) or "")


def _put(
    offer: Enrolment,
    signature: bytes,
    sealed: dict[str, Any] | None,
    *,
    by: Actor,
    at: datetime,
    credential: str = "",
) -> SigningKey:
    if SigningKey.objects.filter(
        organisation_id=by.organisation_id, keyid=offer.key.keyid
    ).exists():
        raise Refused(_("This key was brought before. Make a new one."))
    key = SigningKey.objects.create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        method=offer.key.method,
        keyid=offer.key.keyid,
        public=offer.key.raw,
        **(asdict(offer.key.site) if offer.key.site else {}),
        credential=credential,
        sealed=sealed,
        statement=offer.to_bytes(),
        signatures=[{"keyid": offer.key.keyid, "sig": encoded(signature)}],
        made_at=at,
    )
    _note("key.made", key, by=by, at=at)
    _enrol_when_vouched(key, by=by, at=at)
    return key


def _enrol_when_vouched(key: SigningKey, *, by: Actor, at: datetime) -> None:
    needed = keyring.vouchers_needed(key.organisation_id)
    if len(key.signatures) <= needed:
        return
    made = Envelope(bytes(key.statement), ())
    for one in key.signatures[: needed + 1]:
        made = made.signed_by(one["keyid"], decoded(one["sig"], "signature"))
    ledger.sign(Kind.KEY_ENROL, made, organisation_id=key.organisation_id, at=at)
    key.state, key.enrolled_at = SigningKey.State.ENROLLED, at
    key.save(update_fields=["state", "enrolled_at"])
    _note("key.enrolled", key, by=by, at=at)


def _locked(key_id: int, by: Actor) -> SigningKey:
    """Return a key, locked; keys of one organisation change one after another."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    return (
        SigningKey.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=key_id, organisation_id=by.organisation_id)
    )


def _require_endable(key: SigningKey, by: Actor) -> None:
    if key.state != SigningKey.State.ENROLLED:
        raise Refused(_("This key is not enrolled."))
    _require_mine_or_administered(key, by)


def _require_mine_or_administered(key: SigningKey, by: Actor) -> None:
    if key.person_id != by.person_id and not by.may(Capability.ADMINISTER):
        raise Refused(_("A key is ended by its person, or by an administrator."))


def _note(kind: str, key: SigningKey, *, by: Actor, at: datetime, **sides: Any) -> None:
    trail.note(
        kind,
        object_type="key",
        object_key=key.keyid[:16],
        organisation_id=key.organisation_id,
        by=by,
        at=at,
        after={"person": key.person.email, "state": key.state},
        **sides,
    )
