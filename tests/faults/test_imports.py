"""An importer dies at any moment: the import is there whole or not at all, and its file goes."""

import contextlib
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from assessments.models import (
    Asset,
    AssetEdge,
    AssetState,
    CheckOutcome,
    Finding,
    Import,
    Run,
    Upload,
)
from tests import worked
from tests.faults.conftest import Hospital
from tests.faults.plant import SILENT_SECONDS, Plant, is_alive, parser_of, until

TABLES = (Import, Asset, AssetState, AssetEdge, CheckOutcome, Finding)
APPLIED_LATE = "assessments_assetedge"  # written after import, assets and states
SLOW = (300, 21)  # never applied, so that it is read each time
SMALL = 64 * 1024**2


def test_a_worker_killed_while_it_reads_takes_its_reader_along_and_another_reads_on(
    hospital: Hospital, plant: Plant
):
    before = rows(hospital)
    upload, run, reader = stopped_reader(hospital)
    plant.kill_worker()
    with contextlib.suppress(ProcessLookupError):
        os.kill(reader, signal.SIGCONT)  # stopped before it could listen, or gone already
    assert until(lambda: not is_alive(reader))
    assert rows(hospital) == before
    assert ended(upload, Upload.State.CHECKED).report["totals"]["vms"] > 0
    run.refresh_from_db()
    assert run.attempts == 2
    hospital.browser.cancel(upload)


def test_a_worker_killed_between_reading_and_applying_leaves_the_file_ready(
    hospital: Hospital, plant: Plant
):
    upload = hospital.browser.upload("between.zip", worked.estate(8, 22))
    ended(upload, Upload.State.CHECKED)
    file = file_of(plant, upload)
    plant.kill_worker()
    hospital.browser.apply(upload)
    require_whole(hospital, ended(upload, Upload.State.APPLIED))
    assert until(lambda: not file.exists())


def test_a_worker_killed_while_it_applies_leaves_nothing_until_another_applies_it_whole(
    hospital: Hospital, plant: Plant
):
    upload = hospital.browser.upload("during.zip", worked.estate(8, 23))
    ended(upload, Upload.State.CHECKED)
    before, file = rows(hospital), file_of(plant, upload)
    with plant.held(APPLIED_LATE):
        hospital.browser.apply(upload)
        run = hospital.busy(Run.Kind.APPLY)
        assert until(plant.waiting)
        os.kill(run.pid, signal.SIGKILL)
        assert until(lambda: not is_alive(run.pid))
        assert rows(hospital, but=AssetEdge) == {
            k: v for k, v in before.items() if k != "AssetEdge"
        }
    require_whole(hospital, ended(upload, Upload.State.APPLIED))
    assert Run.objects.get(pk=run.pk).attempts == 2
    assert until(lambda: not file.exists())


def test_a_long_reading_and_a_long_applying_are_left_to_the_workers_that_do_them(
    hospital: Hospital, plant: Plant
):
    applied = hospital.browser.upload("slow.zip", worked.estate(8, 25))
    ended(applied, Upload.State.CHECKED)
    read, reading, reader = stopped_reader(hospital)
    with plant.held(APPLIED_LATE):
        hospital.browser.apply(applied)
        applying = hospital.busy(Run.Kind.APPLY)
        assert until(plant.waiting)
        time.sleep(2 * SILENT_SECONDS)
        plant.ring(reading.pk, applying.pk)
        for run in (reading, applying):
            now = Run.objects.get(pk=run.pk)
            assert (now.pid, now.attempts, now.state) == (run.pid, 1, Run.State.RUNNING)
            assert now.heartbeat_at > run.heartbeat_at
        os.kill(reader, signal.SIGCONT)
    ended(read, Upload.State.CHECKED)
    require_whole(hospital, ended(applied, Upload.State.APPLIED))
    assert [Run.objects.get(pk=run.pk).attempts for run in (reading, applying)] == [1, 1]
    hospital.browser.cancel(read)


@pytest.mark.parametrize(
    ("what", "limit", "words"),
    [
        (resource.RLIMIT_AS, SMALL, "memory"),
        (resource.RLIMIT_CPU, 0, "processor time"),
    ],
)
def test_a_reader_beyond_its_limits_ends_its_run_alone_and_in_words(
    hospital: Hospital, plant: Plant, what, limit, words
):
    worker = plant.worker
    upload, run, reader = stopped_reader(hospital)
    resource.prlimit(reader, what, (limit, limit))
    file = file_of(plant, upload)
    os.kill(reader, signal.SIGCONT)
    refused = ended(upload, Upload.State.REFUSED)
    assert words in refused.error
    assert until(lambda: Run.objects.get(pk=run.pk).finished_at)
    run.refresh_from_db()
    assert (run.state, run.error) == (Run.State.FAILED, refused.error)
    assert not file.exists()
    assert plant.worker == worker
    assert is_alive(run.pid)


def stopped_reader(hospital: Hospital) -> tuple[int, Run, int]:
    """Upload a file and stop the process that reads it; return upload, run and that process."""
    upload = hospital.browser.upload("file.zip", worked.estate(*SLOW))
    run = hospital.busy(Run.Kind.READ)
    reader = until(lambda: parser_of(run.pid))
    assert reader
    os.kill(reader, signal.SIGSTOP)
    return upload, run, reader


def ended(upload: int, state: Upload.State) -> Upload:
    """Wait until an upload is in a state and return it."""
    assert until(lambda: Upload.objects.get(pk=upload).state == state), upload
    return Upload.objects.get(pk=upload)


def file_of(plant: Plant, upload: int) -> Path:
    """Return where the file of an upload lies, readable for us alone."""
    path = plant.uploads / Upload.objects.get(pk=upload).stored_as
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def rows(hospital: Hospital, but: type | None = None) -> dict[str, int]:
    mine = {"organisation": hospital.organisation}
    return {
        table.__name__: table.objects.filter(**mine).count() for table in TABLES if table != but
    }


def require_whole(hospital: Hospital, upload: Upload) -> None:
    """All that was read is stored, once."""
    imported = Import.objects.get(organisation=hospital.organisation, sha256=upload.sha256)
    states = imported.states.count()
    assert imported == upload.applied_import
    assert imported.states.filter(kind="vm").count() == upload.report["totals"]["vms"]
    assert states == imported.states.values("asset").distinct().count() > 0
    assert AssetEdge.objects.filter(imported=imported).exists()
    outcomes = CheckOutcome.objects.filter(imported=imported)
    assert set(outcomes.values_list("code", flat=True)) == set(upload.report["checks"])
    assert sum(outcomes.values_list("count", flat=True)) == (
        Finding.objects.filter(imported=imported).count()
    )
