"""The notary's seal on a rendered report, and the entry that the ledger gets of it."""

import hashlib
import logging
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from assessments import jobs
from assessments.actions import ledger
from assessments.custody import seals
from assessments.models import ReportFile
from assessments.verifier import statements
from assessments.verifier.entries import Kind

MOST_RINGS = 100
PAUSE_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Authority:
    """The time-stamp authority as this process knows it: left alone for a while after silence."""

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def is_left_alone(self) -> bool:
        """Say whether it failed a moment ago: waiting for it again would keep ledgers unsealed."""
        return time.monotonic() < self.quiet_until

    def leave_alone(self) -> None:
        """Ask it nothing for a while."""
        self.quiet_until = time.monotonic() + PAUSE_SECONDS


authority = Authority()


def seal(report_id: int, notary_dir: Path, *, at: datetime) -> ReportFile | None:
    """
    Seal the report of a revision that is signed by all, once, and have the ledger know it.

    Returns None when there is nothing to do, or when the certificate that lies for the
    organisation cannot seal or the time-stamp authority does not answer; the log says why,
    and the report waits for the next ring.
    """
    if authority.is_left_alone():
        return None
    try:
        with transaction.atomic():
            rows = unsealed().select_for_update(skip_locked=True, of=("self",))
            report = rows.filter(pk=report_id).first()
            return _sealed(report, notary_dir, at) if report else None
    except seals.NoSeal as error:
        if isinstance(error, seals.NoStamp):
            authority.leave_alone()
        logger.error("report %s is not sealed: %s", report_id, error)  # noqa: TRY400 - the words are the finding
        return None


def unsealed() -> QuerySet[ReportFile]:
    """Return the reports that wait for their seal, oldest first."""
    rows = ReportFile.objects.filter(is_final=True, certificate="")
    return rows.select_related("revision", "assessment", "organisation").order_by("pk")


def ring() -> int:
    """Ring for the notary for every report that waits for its seal; return how many rings."""
    waiting = unsealed().values_list("pk", flat=True)[:MOST_RINGS]
    return sum(jobs.ring_for_seal(pk) for pk in waiting)


def _sealed(report: ReportFile, notary_dir: Path, at: datetime) -> ReportFile:
    organisation, revision = report.organisation, report.revision
    seal = seals.of(notary_dir, str(organisation.uuid), organisation.name, at=at)
    pdf = seal.on(
        bytes(report.content),
        organisation=organisation.name,
        stamper=seals.authority(settings.TIME_STAMP_URL),
    )
    report.content, report.sha256 = pdf, hashlib.sha256(pdf).hexdigest()
    report.certificate, report.sealed_at = seal.fingerprint, at
    report.save(update_fields=["content", "sha256", "certificate", "sealed_at"])
    assert revision is not None  # noqa: S101 - the database keeps it so
    facts = {
        "revision": statements.revision_name(str(report.assessment.uuid), revision.number),
        "sha256": report.sha256,
        "size": len(pdf),
        "certificate": report.certificate,
    }
    ledger.note(Kind.REPORT, facts, organisation_id=organisation.pk, by=None, at=at)
    return report
