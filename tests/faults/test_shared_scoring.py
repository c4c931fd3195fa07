"""Two workers share a register; one dies, or a criterion changes, and the levels come out right."""

import os
import signal

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.actions import drafts, ratings
from assessments.models import Assessment, Run
from tests import make, registers
from tests.faults.conftest import Hospital
from tests.faults.invariants import require_right_levels
from tests.faults.plant import PART_ROWS, Plant, until

RISKS = 5 * PART_ROWS
HELD = "assessments_finding"  # read by each worker before it scores its first part


@pytest.fixture
def register(hospital: Hospital) -> registers.Filled:
    """Give a scored register that is larger than a part, in an organisation of its own."""
    return registers.fill(make.organisation(), RISKS)


def edit(register: registers.Filled, place: int) -> None:
    risk = register.draft.risks.order_by("number")[place]
    judged = ratings.Judgement(2 if risk.likelihood == 5 else 5, 5, 5, 5)
    ratings.rate(
        risk=risk, judgement=judged, reason="New", version=None, by=register.by, at=timezone.now()
    )


def busy(register: registers.Filled) -> list[Run]:
    """Return the parts that are being done, by the processes that their rows name."""
    return list(
        Run.objects.filter(assessment=register.draft, kind="part", state="running").order_by("pk")
    )


def both(register: registers.Filled, plant: Plant) -> list[Run]:
    """Wait until two processes are in the middle of a part each."""
    assert until(lambda: len({part.pid for part in busy(register)}) == 2 and plant.waiting() >= 2)
    return busy(register)


def tighten(draft: Assessment) -> None:
    """Change what the grid says of almost every cell, as one edit."""
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=draft.pk)
        grid = [[max(3, cell) for cell in row] for row in locked.method["grid"]]
        Assessment.objects.filter(pk=draft.pk).update(method=locked.method | {"grid": grid})
        drafts.raise_input_rev(locked, at=timezone.now())


def latest(register: registers.Filled) -> Run:
    return Run.objects.filter(assessment=register.draft, kind="score").latest("input_rev")


@pytest.mark.parametrize("has_the_whole", [True, False])
def test_one_of_two_workers_killed_in_its_part_is_followed_by_another(
    register: registers.Filled, plant: Plant, has_the_whole: bool
):
    with plant.held(HELD):
        edit(register, 7)
        parts = both(register, plant)
        whole = latest(register)
        killed = next(part for part in parts if (part.pid == whole.pid) is has_the_whole)
        os.kill(killed.pid, signal.SIGKILL)

    require_right_levels(register.draft)
    assert until(lambda: Run.objects.get(pk=whole.pk).finished_at)
    run = Run.objects.get(pk=whole.pk)
    assert (run.state, run.result["written"], run.done) == ("done", 1, RISKS)
    assert not run.parts.exists()


def test_a_criterion_changed_in_the_middle_abandons_the_run_and_ends_in_the_new_levels(
    register: registers.Filled, plant: Plant
):
    with plant.held(HELD):
        edit(register, 9)
        both(register, plant)
        older = latest(register)
        tighten(register.draft)

    require_right_levels(register.draft)
    assert until(lambda: Run.objects.get(pk=older.pk).finished_at)
    assert Run.objects.get(pk=older.pk).result == {"abandoned": older.input_rev}
    assert register.draft.score_rev > older.input_rev
