"""Render reports in the background. The only writer of `ReportFile`."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.actions import runs
from assessments.models import Assessment, ReportFile, Revision, Run
from assessments.permissions import Actor, Capability, require
from assessments.queries import consistent, curves
from assessments.queries.document import document_of
from assessments.queries.signed import signing_of
from assessments.reports.pdf import NotRendered, render_pdf
from assessments.reports.view import Signing


def ask_of_sealed(revision: Revision, *, at: datetime) -> Run:
    """Ask for the report of a revision whose signatures were sealed, in that transaction."""
    return runs.ask(
        Run.Kind.FINAL,
        organisation_id=revision.organisation_id,
        subject=revision.pk,
        assessment=revision.assessment,
        at=at,
    )


@transaction.atomic
def ask(*, assessment: Assessment, by: Actor, at: datetime) -> Run:
    """Ask for the report of the current revision: a draft says so on each page."""
    require(by, Capability.READ)
    return runs.ask(
        Run.Kind.REPORT,
        organisation_id=assessment.organisation_id,
        subject=assessment.pk,
        assessment=assessment,
        by=by,
        at=at,
    )


def render(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do the REPORT run: of the revision that the assessment is at, or of its draft.

    Raises:
        runs.Ended: the renderer refused.
    """
    with consistent.snapshot():
        known = Assessment.objects.select_related("organisation")
        assessment = known.get(pk=runs.assessment_of(run))
        revision = current_revision(assessment)
        content = (
            bytes(revision.snapshot.content)
            if revision
            else document_of(assessment, at=clock()).to_json()
        )
        signing = signing_of(revision)
    pdf = _drawn(run, clock, content, signing)
    return {"report": _keep(pdf, assessment, revision, signing, at=clock()).pk}


def render_final(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do the FINAL run: of a revision that is signed by all and sealed, whatever came after.

    Raises:
        runs.Ended: the renderer refused.
    """
    rows = Revision.objects.select_related("snapshot", "assessment")
    revision = rows.get(pk=run.subject, assessment=runs.assessment_of(run))
    signing = signing_of(revision)
    pdf = _drawn(run, clock, bytes(revision.snapshot.content), signing)
    return {"report": _keep(pdf, revision.assessment, revision, signing, at=clock()).pk}


def _drawn(run: Run, clock: runs.Clock, content: bytes, signing: Signing) -> bytes:
    def on_progress(done: int, total: int) -> None:
        runs.progress(run, at=clock(), step=_("Rendering"), done=done, total=total)

    try:
        return render_pdf(content, signing, on_progress, curves.on_paper)
    except NotRendered as error:
        raise runs.Ended(str(error)) from error


@transaction.atomic
def _keep(
    pdf: bytes,
    assessment: Assessment,
    revision: Revision | None,
    signing: Signing,
    *,
    at: datetime,
) -> ReportFile:
    """Keep a report; one that shows all signatures goes on to be sealed."""
    report = ReportFile.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        revision=revision,
        input_rev=assessment.input_rev,
        content=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        created_at=at,
        is_final=signing.is_signed,
    )
    if report.is_final:
        jobs.ring_for_seal_on_commit(report.pk)
    return report


def current_revision(assessment: Assessment) -> Revision | None:
    """Return the frozen revision that the assessment is at; None for a draft."""
    if assessment.is_draft:
        return None
    return (
        assessment.revisions.select_related("snapshot").filter(number=assessment.revision).first()
    )
