"""What a signer is shown, and that exactly this is what is signed: the nonce and the statement."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing as secret_signing
from django.utils.translation import gettext as _

from assessments.actions import ledger
from assessments.models import Person, Revision, Signature
from assessments.permissions import Actor, Refused
from assessments.queries.document import composed
from assessments.queries.names import instant
from assessments.verifier import canonical, statements
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.statements import ROLES, Accepted, Signoff

GOOD_FOR = timedelta(minutes=5)  # what is shown, until it is signed here
_SALT = "vsrisk.signoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a signature in one role stands for, word for word."""

    revision: str
    digest: str
    role: str
    meaning: str
    accepted: tuple[Accepted, ...]
    after: tuple[str, ...]

    def digest_of_all(self) -> str:
        """Return one digest of all that is shown."""
        values: dict[str, Any] = asdict(self)
        return canonical.digest(canonical.encode(composed(values)))


@dataclass(frozen=True, slots=True)
class Said:
    """What a signer gives with the signature: the challenge seen, a comment, what is accepted."""

    challenge: str
    comment: str = ""
    accepts: frozenset[str] = frozenset()  # keys of risks, each ticked


def next_role(revision: Revision) -> str | None:
    """Return the role that signs next; None when all have signed."""
    signed = set(revision.signatures.values_list("role", flat=True))
    return next((role for role in ROLES if role not in signed), None)


def named(revision: Revision, role: str) -> int:
    """Return the key of the person who signs a revision in *role*."""
    return {
        Signature.Role.ASSESSOR: revision.assessor_id,
        Signature.Role.RISK_OWNER: revision.risk_owner_id,
        Signature.Role.APPROVER: revision.approver_id,
    }[Signature.Role(role)]


def shown(revision: Revision, role: str) -> Shown:
    """Return what a signature of *revision* in *role* stands for now."""
    signed = revision.signatures.select_related("entry").order_by("pk")
    entries = [row.entry for row in signed if row.entry]
    return composed(
        Shown(
            revision=statements.revision_name(str(revision.assessment.uuid), revision.number),
            digest=revision.snapshot_id,
            role=role,
            meaning=_meaning(role, revision.number),
            accepted=() if role == Signature.Role.ASSESSOR else _accepted(revision),
            after=tuple(hashlib.sha256(bytes(entry.body)).hexdigest() for entry in entries),
        )
    )


def challenge(seen: Shown, *, by: Actor, at: datetime) -> str:
    """Return what proves, for five minutes and once, that *by* was shown exactly this."""
    value = {
        "nonce": secrets.token_urlsafe(18),
        "person": by.person_id,
        "shown": seen.digest_of_all(),
        "until": instant(at + GOOD_FOR),
    }
    return secret_signing.Signer(salt=_SALT).sign_object(value)


def nonce_of(given: str, seen: Shown, *, by: Actor, at: datetime) -> str:
    """
    Return the nonce of a challenge that *by* gives back.

    Raises:
        Refused: it is another's, too old, or about something else than is there now.
    """
    try:
        value = secret_signing.Signer(salt=_SALT).unsign_object(given)
    except secret_signing.BadSignature:
        raise Refused(_("What you saw is not what is in sign-off now. Look again.")) from None
    if value["person"] != by.person_id or value["shown"] != seen.digest_of_all():
        raise Refused(_("What you saw is not what is in sign-off now. Look again."))
    if (instant(at) or "") > value["until"]:
        raise Refused(
            _("You looked at this more than five minutes ago. Look again, then sign at once.")
        )
    return str(value["nonce"])


def require_each(said: Said, seen: Shown) -> None:
    """
    Check that every risk that the signature accepts was ticked.

    Raises:
        Refused: one was not; names them all.
    """
    missing = sorted({each.risk for each in seen.accepted} - said.accepts)
    if missing:
        raise Refused(
            _("Accept each of these risks by its own tick, or return the revision: %(risks)s.")
            % {"risks": ", ".join(missing)}
        )


def stated(
    seen: Shown, *, person: Person, keyid: str, comment: str, nonce: str, at: datetime
) -> Signoff:
    """Return the statement that is signed: what was shown, by whom, when."""
    return composed(
        Signoff(
            revision=seen.revision,
            digest=seen.digest,
            role=seen.role,
            meaning=seen.meaning,
            person=ledger.who(person),
            keyid=keyid,
            signed_at=instant(at) or "",
            comment=comment.strip(),
            accepted=seen.accepted,
            after=seen.after,
            nonce=nonce,
        )
    )


def signoff_in(payload: bytes) -> Signoff:
    """
    Return the sign-off that *payload* states.

    Raises:
        Refused: it states something else.
    """
    try:
        statement = statements.parse(payload)
    except NotGenuine:
        statement = None
    if not isinstance(statement, Signoff):
        raise Refused(_("These are not the bytes of a sign-off."))
    return statement


def require_unchanged(statement: Signoff, seen: Shown) -> None:
    """
    Check that a carried statement says what is there now.

    Raises:
        Refused: the sign-off has moved on since it was prepared.
    """
    parts = {name: getattr(statement, name) for name in asdict(seen)}
    if Shown(**parts) != seen:
        raise Refused(_("What you signed is not what is in sign-off now. Prepare it again."))


def _meaning(role: str, number: int) -> str:
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


def _accepted(revision: Revision) -> tuple[Accepted, ...]:
    """Return the acceptances that are frozen in the revision."""
    living = revision.assessment.acceptances.filter(withdrawn_at=None).select_related("risk")
    return tuple(
        Accepted(row.risk.key, row.level, row.expires_on.isoformat())
        for row in living.order_by("risk__number")
    )
