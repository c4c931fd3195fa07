"""Statements on their way to a key that is kept elsewhere, and back with a signature."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing as secret_signing
from django.utils.translation import gettext as _

from assessments.permissions import Actor, Refused
from assessments.queries import keyring
from assessments.queries.names import instant
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.shapes import decoded, encoded
from assessments.verifier.statements import Revocation

GOOD_FOR = timedelta(hours=1)
QUICK = timedelta(minutes=5)  # for passkeys
_SALT = "vsrisk.carried"


@dataclass(frozen=True, slots=True)
class Stolen:
    """Why a key is revoked, and the first entry that is in doubt if it was stolen."""

    reason: str
    since: int | None = None


def carried(payload: bytes, *, by: Actor, at: datetime, is_quick: bool = False) -> str:
    """
    Return a statement as its signer carries it, as a token that only we can make.

    It is good for an hour; for five minutes if *is_quick*, since a passkey is at hand.
    """
    value = {
        "person": by.person_id,
        "organisation": by.organisation_id,
        "payload": encoded(payload),
        "until": instant(at + (QUICK if is_quick else GOOD_FOR)),
    }
    return secret_signing.Signer(salt=_SALT).sign_object(value, compress=True)


def brought_back(token: str, *, by: Actor, at: datetime) -> bytes:
    """
    Return the statement that `carried` gave to *by*.

    Raises:
        Refused: it is another's, or an hour old.
    """
    try:
        value = secret_signing.Signer(salt=_SALT).unsign_object(token)
        payload = decoded(value["payload"], "payload")
    except (secret_signing.BadSignature, NotGenuine):
        raise Refused(_("These are not the bytes that were prepared for you.")) from None
    if (value["person"], value["organisation"]) != (by.person_id, by.organisation_id):
        raise Refused(_("These are not the bytes that were prepared for you."))
    if (instant(at) or "") > value["until"]:
        raise Refused(
            _(
                "The bytes were prepared more than an hour ago, for a passkey more than five "
                "minutes ago. Prepare them again."
            )
        )
    return payload


def text_of(token: str) -> str:
    """Return the statement in a token, to be shown; empty when we did not make it."""
    try:
        value = secret_signing.Signer(salt=_SALT).unsign_object(token)
    except secret_signing.BadSignature:
        return ""
    return decoded(value["payload"], "payload").decode()


def revocation_in(payload: bytes, *, keyid: str) -> Revocation:
    """
    Return what *payload* states, which must be the end of this very key.

    Raises:
        Refused: it states something else.
    """
    try:
        return keyring.revocation(payload, keyid=keyid)
    except NotGenuine as error:
        raise Refused(str(error)) from error
