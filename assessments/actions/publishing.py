"""Render reports in the background. The only writer of `ReportFile`."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import ledger, runs
from assessments.models import Assessment, ReportFile, Revision, Run
from assessments.permissions import Actor, Capability, require
from assessments.queries import consistent, curves
from assessments.queries.document import document_of
from assessments.queries.signed import signing_of
from assessments.reports.pdf import NotRendered, render_pdf
from assessments.verifier import statements
from assessments.verifier.entries import Kind


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
    Do the REPORT run.

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

    def on_progress(done: int, total: int) -> None:
        runs.progress(run, at=clock(), step=_("Rendering"), done=done, total=total)

    try:
        pdf = render_pdf(content, signing, on_progress, curves.on_paper)
    except NotRendered as error:
        raise runs.Ended(str(error)) from error
    return {"report": _keep(pdf, assessment, revision, at=clock()).pk}


@transaction.atomic
def _keep(
    pdf: bytes, assessment: Assessment, revision: Revision | None, *, at: datetime
) -> ReportFile:
    """Keep a report; the ledger hears of one whose revision is signed by all."""
    report = ReportFile.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        revision=revision,
        input_rev=assessment.input_rev,
        content=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        created_at=at,
    )
    if revision and revision.status == Revision.Status.SIGNED:
        facts = {
            "revision": statements.revision_name(str(assessment.uuid), revision.number),
            "sha256": report.sha256,
            "size": len(pdf),
        }
        organisation = assessment.organisation_id
        ledger.note(Kind.REPORT, facts, organisation_id=organisation, by=None, at=at)
    return report


def current_revision(assessment: Assessment) -> Revision | None:
    """Return the frozen revision that the assessment is at; None for a draft."""
    if assessment.is_draft:
        return None
    return (
        assessment.revisions.select_related("snapshot").filter(number=assessment.revision).first()
    )
