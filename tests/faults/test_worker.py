"""The worker is killed in the middle of its work, and nothing that was said is lost."""

import os
import signal
import time

from assessments.models import Run
from tests.faults.conftest import Hospital
from tests.faults.invariants import ledger, require_right_levels, require_whole_edits
from tests.faults.plant import SILENT_SECONDS, Plant, parent, until

SCORED_FROM = "assessments_finding"  # read by a scoring run, not by an edit


def test_a_child_killed_while_its_run_names_it_is_followed_by_another(
    hospital: Hospital, plant: Plant
):
    before, worker = ledger(hospital.draft), plant.worker
    with plant.held(SCORED_FROM):
        assert hospital.browser.rate(hospital.draft, 1, (5, 5, 5, 5), "child").status == 200
        run = hospital.busy(Run.Kind.SCORE)
        assert until(plant.waiting)
        assert parent(run.pid) == worker
        os.kill(run.pid, signal.SIGKILL)
    require_right_levels(hospital.draft)
    require_whole_edits(hospital.draft, before, ["child"])
    again = done(run)
    assert (again.state, again.attempts) == (Run.State.DONE, 2)
    assert again.pid != run.pid


def test_a_whole_worker_killed_while_its_run_names_it_is_followed_by_a_new_one(
    hospital: Hospital, plant: Plant
):
    before, worker = ledger(hospital.draft), plant.worker
    with plant.held(SCORED_FROM):
        assert hospital.browser.rate(hospital.draft, 2, (4, 5, 5, 5), "worker").status == 200
        run = hospital.busy(Run.Kind.SCORE)
        assert until(plant.waiting)
        plant.kill_worker()
    require_right_levels(hospital.draft)
    require_whole_edits(hospital.draft, before, ["worker"])
    assert plant.worker != worker
    again = done(run)
    assert (again.state, again.attempts) == (Run.State.DONE, 2)


def test_a_long_run_that_lives_is_left_to_its_worker(hospital: Hospital, plant: Plant):
    with plant.held(SCORED_FROM):
        assert hospital.browser.rate(hospital.draft, 3, (5, 4, 5, 5), "long").status == 200
        run = hospital.busy(Run.Kind.SCORE)
        assert until(plant.waiting)
        time.sleep(2 * SILENT_SECONDS)
        others = plant.unfinished()
        plant.ring(run.pk)
        assert until(lambda: plant.unfinished() == others)  # the ring is spent, the run goes on
        now = Run.objects.get(pk=run.pk)
        assert (now.pid, now.attempts, now.state) == (run.pid, 1, Run.State.RUNNING)
        assert now.heartbeat_at > run.heartbeat_at
    require_right_levels(hospital.draft)
    assert done(run).attempts == 1


def test_a_child_that_hangs_loses_its_run_and_cannot_spoil_it_later(
    hospital: Hospital, plant: Plant
):
    with plant.held(SCORED_FROM):
        assert hospital.browser.rate(hospital.draft, 4, (1, 5, 5, 5), "older").status == 200
        older = hospital.busy(Run.Kind.SCORE)
        assert until(plant.waiting)
        os.kill(older.pid, signal.SIGSTOP)
    try:
        assert hospital.browser.rate(hospital.draft, 4, (5, 1, 1, 1), "newer").status == 200
        require_right_levels(hospital.draft)
        digest, busy = hospital.draft.input_digest, plant.unfinished()
    finally:
        os.kill(older.pid, signal.SIGCONT)
    assert until(lambda: plant.unfinished() < busy)
    require_right_levels(hospital.draft)
    assert hospital.draft.input_digest == digest


def done(run: Run) -> Run:
    """Wait until a run is over; levels are stored a moment before it says so."""
    assert until(lambda: Run.objects.get(pk=run.pk).finished_at)
    return Run.objects.get(pk=run.pk)
