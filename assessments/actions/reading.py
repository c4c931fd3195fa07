"""Read an uploaded inventory for its dry run: nothing is stored but the report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments import checks, importers
from assessments.actions import comparing, inventory_files, runs, uploads
from assessments.checks import CheckResult, Parameters, Placement
from assessments.checks.parameters import changed
from assessments.estate import Ref
from assessments.importers import Reading, Unreadable
from assessments.models import Organisation, Run, Upload
from assessments.queries import earlier

SHOWN_PROBLEMS = 500


def read(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do the READ run of an upload and leave its report on it.

    Raises:
        runs.Ended: the file cannot be read, or somebody stopped it.
    """
    upload = Upload.objects.select_related("organisation").get(pk=run.subject)
    if upload.state not in (Upload.State.WAITING, Upload.State.READING):
        return {"state": upload.state}
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READING)
    reading = reading_of(upload, run, clock)
    results = run_checks(reading, upload)
    changes = comparing.changes(
        reading.estate, results, placements_of(reading, upload), upload.organisation_id
    )
    Upload.objects.filter(pk=upload.pk, state=Upload.State.READING).update(
        state=Upload.State.CHECKED, report=_report(reading, results) | {"changes": changes}
    )
    return {"state": Upload.State.CHECKED.value}


def reading_of(upload: Upload, run: Run, clock: runs.Clock) -> Reading:
    """
    Parse the file of *upload* in a guarded child process.

    Raises:
        runs.Ended: it cannot be read (the upload is refused with the words) or was stopped.
    """
    wanted = True

    def on_progress(step: str, done: int, total: int) -> None:
        nonlocal wanted
        wanted = runs.progress(run, at=clock(), step=step, done=done, total=total)

    try:
        return importers.read_guarded(
            inventory_files.path_of(upload),
            on_progress=on_progress,
            should_stop=lambda: not wanted,
        )
    except importers.Stopped as error:
        raise runs.Cancelled(str(error)) from error
    except (Unreadable, FileNotFoundError) as error:
        words = str(error) if isinstance(error, Unreadable) else "The file is no longer here."
        uploads.refuse(upload, error=words, at=clock())
        raise runs.Ended(words) from error


def as_of(reading: Reading, upload: Upload) -> datetime:
    """Return the "now" of age rules: the export's own date, else what the person said."""
    return upload.as_of or reading.estate.taken_at or upload.at


def parameters_of(organisation: Organisation) -> Parameters:
    """Return the thresholds of an organisation: the defaults with its own on top."""
    return changed(organisation.check_parameters)


def placements_of(reading: Reading, upload: Upload) -> Mapping[Ref, Placement]:
    """Return the domain that the organisation's rules give each guest."""
    return checks.place(
        reading.estate.guests,
        headers=parameters_of(upload.organisation).zone_headers,
        clusters={cluster.ref: cluster.name for cluster in reading.estate.clusters},
    )


def run_checks(reading: Reading, upload: Upload) -> tuple[CheckResult, ...]:
    """
    Run every check over a reading with the organisation's thresholds.

    Checks of two exports compare it with the one before, as it was applied.
    """
    now = as_of(reading, upload)
    return checks.run(
        reading.estate,
        parameters=parameters_of(upload.organisation),
        as_of=now,
        earlier=earlier.estate_before(upload.organisation_id, reading.estate.anchors, now),
    )


def _report(reading: Reading, results: tuple[CheckResult, ...]) -> dict[str, Any]:
    return {
        "format": reading.format,
        "totals": dict(reading.totals),
        "notices": list(reading.notices),
        "sheets": [
            {
                "sheet": sheet.sheet,
                "read": sheet.read,
                "kept": sheet.kept,
                "skipped": [{"reason": skip.reason, "count": skip.count} for skip in sheet.skipped],
                "missing_columns": list(sheet.missing_columns),
                "unknown_columns": list(sheet.unknown_columns),
            }
            for sheet in reading.sheets
        ],
        "problems": problems_of(reading),
        "problem_count": len(reading.problems),
        "checks": checks.summary(results),
        "taken_at": reading.estate.taken_at.isoformat() if reading.estate.taken_at else None,
    }


def problems_of(reading: Reading) -> list[dict[str, Any]]:
    """Return the first problems as JSON; the report says how many there are in all."""
    return [
        {
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "words": problem.words,
        }
        for problem in reading.problems[:SHOWN_PROBLEMS]
    ]
