"""Files that may become assessments: kept for an hour between the look and the bringing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core import signing as secret_signing
from django.utils.translation import gettext as _

from assessments.actions import bringing, inventory_files
from assessments.actions.bringing import Came, Signer
from assessments.models import Assessment, NotaryKey
from assessments.permissions import Actor, Capability, Refused, require
from assessments.reports import reperformed
from assessments.reports.document import Document
from assessments.verifier import checking
from assessments.verifier.bundle import SNAPSHOT, Bundle
from assessments.verifier.checking import Trust, Verdict

ARCHIVE = b"PK"  # how every zip begins
_SALT = "vsrisk.arrival"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file holds: the snapshot, how it came, and the verdict if it is a bundle."""

    content: bytes
    document: Document
    came: Came
    verdict: Verdict | None


def look(content: bytes, file_name: str, *, key: str = "") -> Arrival:
    """
    Return what a bundle, or a snapshot alone, would bring; nothing is stored.

    Args:
        content: the bytes of the file.
        file_name: as it is told later.
        key: the ledger key that the bundle is trusted by; without, those of this
            installation's own notary.

    Raises:
        Refused: the bundle is not genuine, or its snapshot cannot be brought in; all that
            is wrong is named.
    """
    if not content.startswith(ARCHIVE):
        return Arrival(content, bringing.read(content), Came(file_name), None)
    publics = NotaryKey.objects.values_list("public", flat=True)
    trust = Trust(
        keys=(key,) if key else (),
        publics=() if key else tuple(bytes(each) for each in publics),
        engine=reperformed.differences,
    )
    verdict = checking.verify(content, trust)
    if not verdict.is_genuine:
        raise Refused(_("The bundle is refused: %(why)s") % {"why": " ".join(verdict.refusals)})
    snapshot = Bundle.read(content).files[SNAPSHOT]
    signers = tuple(
        Signer(
            each.statement.person.name,
            each.statement.role,
            each.statement.signed_at,
            each.statement.keyid,
        )
        for each in verdict.signatures
    )
    ledger_key = str(verdict.ledger.key) if verdict.ledger else ""
    came = Came(file_name, signers, ledger_key)
    return Arrival(snapshot, bringing.read(snapshot), came, verdict)


def hold(chunks: Iterable[bytes], file_name: str, *, by: Actor) -> str:
    """
    Keep a file until it is brought in or an hour has passed; return the token that names it.

    Raises:
        Refused: *by* may not start an assessment, or the file is too large.
    """
    require(by, Capability.ASSESS)
    stored = inventory_files.store(chunks, limit=int(settings.VERIFY_LIMIT_BYTES))
    value = {
        "file": stored.name,
        "name": file_name[:255],
        "person": by.person_id,
        "organisation": by.organisation_id,
    }
    return secret_signing.Signer(salt=_SALT).sign_object(value)


def held(token: str, *, by: Actor) -> tuple[bytes, str]:
    """
    Return the file that `hold` kept for *by*, and its name.

    Raises:
        Refused: it is another's, or no longer here.
    """
    path, name = _place(token, by)
    try:
        return path.read_bytes(), name
    except FileNotFoundError:
        raise Refused(_("The file is no longer here. Choose it again.")) from None


def drop(token: str, *, by: Actor) -> None:
    """Remove a held file, whether or not it is still there."""
    _place(token, by)[0].unlink(missing_ok=True)


def bring_held(token: str, *, key: str, by: Actor, at: datetime) -> Assessment:
    """
    Bring in what a held file holds, and let go of it.

    Raises:
        Refused: as `held`, `look` and `bringing.bring`.
    """
    content, name = held(token, by=by)
    arrival = look(content, name, key=key)
    draft = bringing.bring(content=arrival.content, came=arrival.came, by=by, at=at)
    drop(token, by=by)
    return draft


def _place(token: str, by: Actor) -> tuple[Path, str]:
    try:
        value = secret_signing.Signer(salt=_SALT).unsign_object(token)
    except secret_signing.BadSignature:
        value = {}
    if (value.get("person"), value.get("organisation")) != (by.person_id, by.organisation_id):
        raise Refused(_("The file is no longer here. Choose it again."))
    return Path(settings.UPLOAD_DIR) / value["file"], value["name"]
