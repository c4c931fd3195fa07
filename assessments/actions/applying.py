"""Apply a checked inventory: everything it holds in one transaction, or nothing."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.actions import (
    drafts,
    inventory_files,
    inventory_rows,
    pinning,
    reading,
    runs,
    trail,
)
from assessments.importers import Reading
from assessments.models import Assessment, Import, Run, Upload
from assessments.permissions import Actor, Refused, actor_of


def apply(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do the APPLY run of an upload: read it again, then store it whole.

    Raises:
        runs.Ended: it can no longer be applied, or somebody stopped it.
    """
    upload = Upload.objects.select_related("organisation", "by", "assessment").get(pk=run.subject)
    if upload.state != Upload.State.APPLYING:
        inventory_files.drop_ended(upload)
        return {"state": upload.state}
    by = actor_of(upload.by, upload.organisation)
    if by is None:
        raise runs.Ended(_("Who uploaded this is no longer a member here."))
    read = reading.reading_of(upload, run, clock)
    try:
        imported = _store(upload, read, run=run, by=by, clock=clock)
    except IntegrityError:
        imported = _already(upload, clock)
    except Refused as refusal:
        raise runs.Ended(str(refusal)) from refusal
    inventory_files.drop(upload)
    return {"import": imported.pk}


@transaction.atomic
def _store(upload: Upload, read: Reading, *, run: Run, by: Actor, clock: runs.Clock) -> Import:
    at = clock()
    draft: Assessment | None = None
    if upload.assessment_id is not None:
        draft = drafts.open_draft(upload.assessment_id, by=by, at=at)
    imported = _import(upload, read, by=by, run=run, clock=clock)
    upload.state, upload.applied_import, upload.finished_at = Upload.State.APPLIED, imported, at
    upload.save(update_fields=["state", "applied_import", "finished_at"])
    trail.note(
        "import.applied",
        object_type="import",
        object_key=imported.file_name,
        organisation_id=imported.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        after={"sha256": imported.sha256, "totals": imported.totals},
    )
    if draft is not None:
        _step(run, clock, "Proposing risks")
        pinning.pin_into(draft, imported, by=by, at=at)
    _step(run, clock, "Storing")
    return imported


def _import(upload: Upload, read: Reading, *, by: Actor, run: Run, clock: runs.Clock) -> Import:
    estate = read.estate
    parameters = reading.parameters_of(upload.organisation)
    _step(run, clock, "Running checks")
    results = reading.run_checks(read, upload)
    placements = reading.placements_of(read, upload)
    _step(run, clock, "Storing assets")
    imported = Import.objects.create(
        organisation_id=upload.organisation_id,
        sha256=upload.sha256,
        file_name=upload.file_name,
        size=upload.size,
        format=read.format,
        tool=estate.tool,
        tool_version=(estate.version or "")[:40],
        taken_at=estate.taken_at,
        as_of=reading.as_of(read, upload),
        totals=dict(read.totals),
        sheets=upload.report.get("sheets", []),
        notices=list(read.notices),
        problems=reading.problems_of(read),
        parameters=asdict(parameters),
        by_id=by.person_id,
        at=clock(),
    )
    ids = inventory_rows.assets_for(estate, upload.organisation_id)
    inventory_rows.add_states(estate, imported, ids, placements)
    _step(run, clock, "Storing dependencies")
    inventory_rows.add_edges(estate.edges, imported, ids)
    inventory_rows.add_results(results, imported, ids)
    return imported


def _already(upload: Upload, clock: runs.Clock) -> Import:
    """Somebody applied the same file meanwhile."""
    imported = Import.objects.get(
        organisation_id=upload.organisation_id, sha256=upload.sha256, brought=False
    )
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.UNCHANGED, applied_import=imported, finished_at=clock()
    )
    return imported


def _step(run: Run, clock: runs.Clock, words: str) -> None:
    """Say what is being done; stop here if somebody cancelled the run."""
    if not runs.progress_beside(run, at=clock(), step=words):
        raise runs.Cancelled(_("The import was stopped; nothing was stored."))
