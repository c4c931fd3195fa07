"""Statements on their way to a key that is kept elsewhere, and back with a signature."""

from datetime import datetime, timedelta

from django.core import signing as secret_signing
from django.utils.translation import gettext as _

from assessments.permissions import Actor, Refused
from assessments.queries.names import instant
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.shapes import decoded, encoded

GOOD_FOR = timedelta(hours=1)
_SALT = "vsrisk.carried"


def carried(payload: bytes, *, by: Actor, at: datetime) -> str:
    """Return a statement as its signer carries it, as a token that only we can make."""
    value = {
        "person": by.person_id,
        "organisation": by.organisation_id,
        "payload": encoded(payload),
        "until": instant(at + GOOD_FOR),
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
        raise Refused(_("The bytes were prepared more than an hour ago. Prepare them again."))
    return payload
