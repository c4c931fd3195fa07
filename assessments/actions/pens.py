"""Sign a statement as a person: with the key kept here, or with a signature made elsewhere."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.custody import brought, kept
from assessments.models import SigningKey
from assessments.permissions import Actor, Refused
from assessments.verifier import envelope
from assessments.verifier.genuine import NotGenuine


@dataclass(frozen=True, slots=True)
class Pen:
    """What a person signs with: the passphrase of the key kept here, or a signature."""

    passphrase: str = ""
    signature: bytes = b""  # the file, or what a passkey gave


def key_of(by: Actor, *, state: SigningKey.State = SigningKey.State.ENROLLED) -> SigningKey:
    """
    Return the key that *by* signs with, locked until the end of the transaction.

    Raises:
        Refused: there is none that is enrolled.
    """
    mine = SigningKey.objects.select_for_update().filter(
        organisation_id=by.organisation_id, person_id=by.person_id, state=state
    )
    key = mine.first()
    if key is None:
        raise Refused(
            _("You have no signing key that is enrolled. Make one, and have it vouched for.")
        )
    return key


def signed(payload: bytes, key: SigningKey, pen: Pen) -> bytes:
    """
    Return the signature of *key* over the statement in *payload*.

    Raises:
        Refused: the passphrase is wrong, or the file is not the key's signature of it.
    """
    message, public = envelope.pae(payload), key.public_key
    if key.sealed is None:
        return _brought(message, key, pen)
    try:
        return kept.opened(key.sealed, pen.passphrase, public).sign(message)
    except kept.WrongPassphrase:
        raise Refused(_("The signing passphrase is not right.")) from None


def _brought(message: bytes, key: SigningKey, pen: Pen) -> bytes:
    """Return the signature of a passkey, or in a file of openssl, ssh-keygen or a DSSE."""
    try:
        signature = brought.signature_by(key.public_key, pen.signature)
        key.public_key.verify(message, signature)
    except NotGenuine as error:
        if key.credential:
            raise Refused(
                _("Your passkey did not sign these bytes: %(why)s.") % {"why": error}
            ) from None
        raise Refused(
            _("The file is not your key's signature of these bytes: %(why)s.") % {"why": error}
        ) from None
    return signature
