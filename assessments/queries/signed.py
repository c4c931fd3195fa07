"""Signatures as reports show them."""

from assessments.models import Revision
from assessments.queries import bundles
from assessments.queries.names import instant
from assessments.reports.view import Checkpoint, Signature, Signing


def signing_of(revision: Revision | None) -> Signing:
    """Return who signed a revision; a draft has no signatures."""
    if revision is None:
        return Signing(state="draft", signatures=())
    return Signing(
        state=revision.status,
        signatures=tuple(
            Signature(
                role=row.role,
                name=row.person_name,
                email=row.person_email,
                meaning=row.meaning,
                comment=row.comment,
                digest=row.digest,
                signed_at=instant(row.signed_at) or "",
                keyid=row.keyid,
            )
            for row in revision.signatures.order_by("pk")
        ),
        checkpoint=_checkpoint(revision),
    )


def _checkpoint(revision: Revision) -> Checkpoint | None:
    row = bundles.first_seal(revision)
    if row is None:
        return None
    return Checkpoint(note=row.note, size=row.size, sealed_at=instant(row.sealed_at) or "")
