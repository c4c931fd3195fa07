"""The bundle of a signed revision, made from what is stored."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from assessments.models import Checkpoint, LedgerEntry, ReportFile, Revision
from assessments.permissions import Refused
from assessments.queries import ledger as ledgers
from assessments.verifier import by_hand, note, statements
from assessments.verifier.bundle import (
    CHECKPOINT,
    EVIDENCE,
    LEDGER,
    READ_ME,
    REPORT,
    SNAPSHOT,
    Bundle,
)
from assessments.verifier.ledger import read
from assessments.verifier.snapshots import Snapshot


def name_of(revision: Revision) -> str:
    """Return the name of the file."""
    return f"{revision.assessment.key}_r{revision.number}.vsrisk.zip"


def sealed_by(revision: Revision) -> Checkpoint | None:
    """Return the newest checkpoint if it covers every signature of a signed revision."""
    newest = ledgers.newest(revision.organisation_id)
    last = _last_entry(revision)
    return newest if newest and last is not None and last < newest.size else None


def first_seal(revision: Revision) -> Checkpoint | None:
    """Return the checkpoint that a signed revision was first under."""
    last = _last_entry(revision)
    if last is None or revision.status != Revision.Status.SIGNED:
        return None
    rows = Checkpoint.objects.filter(organisation_id=revision.organisation_id, size__gt=last)
    return rows.order_by("size").first()


def listed_evidence(revision: Revision) -> frozenset[str]:
    """Return the SHA-256 of each file of evidence that a frozen revision lists."""
    return frozenset(sha for _, sha, _ in Snapshot.read(bytes(revision.snapshot.content)).evidence)


def bundle_of(revision: Revision, evidence: Mapping[str, bytes] | None = None) -> bytes:
    """
    Return the bundle of a revision that is signed by all and sealed.

    Args:
        revision: with its snapshot and its assessment.
        evidence: files that go along, by their SHA-256.

    Raises:
        Refused: it is not.
    """
    checkpoint = sealed_by(revision)
    if revision.status != Revision.Status.SIGNED or checkpoint is None:
        raise Refused(
            _("A bundle is made of a revision that is signed by all and sealed by the notary.")
        )
    rows = LedgerEntry.objects.filter(
        organisation_id=revision.organisation_id, number__lt=checkpoint.size
    )
    bodies = [bytes(body) for body in rows.order_by("number").values_list("body", flat=True)]
    snapshot = bytes(revision.snapshot.content)
    files = {
        SNAPSHOT: snapshot,
        LEDGER: b"".join(body + b"\n" for body in bodies),
        CHECKPOINT: checkpoint.note.encode(),
    }
    files |= {f"{EVIDENCE}{sha}": content for sha, content in (evidence or {}).items()}
    if report := _report(revision, checkpoint):
        files[REPORT] = report
    ledger = read(bodies, str(revision.assessment.uuid))
    sealed, _line = note.read(files[CHECKPOINT])
    if ledger.key:
        about = Snapshot.read(snapshot)
        files[READ_ME] = by_hand.read_me(about, ledger, sealed, ledger.key)
    name = statements.revision_name(str(revision.assessment.uuid), revision.number)
    return Bundle(name, files).to_bytes()


def _last_entry(revision: Revision) -> int | None:
    """Return the number of the entry of the last signature; None for one from before ledgers."""
    last = revision.signatures.select_related("entry").order_by("-pk").first()
    return last.entry.number if last and last.entry else None


def _report(revision: Revision, checkpoint: Checkpoint) -> bytes | None:
    """Return the newest report that the sealed part of the ledger knows."""
    known = LedgerEntry.objects.filter(
        organisation_id=revision.organisation_id, kind="report", number__lt=checkpoint.size
    )
    bodies = b"".join(map(bytes, known.values_list("body", flat=True)))
    for report in ReportFile.objects.filter(revision=revision).order_by("-pk"):
        if report.sha256.encode() in bodies:
            return bytes(report.content)
    return None
