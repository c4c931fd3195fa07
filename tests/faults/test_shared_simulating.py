"""Two workers share a simulation; one dies, or an estimate changes, and the bytes are right."""

import os
import signal
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions import losses, simulating
from assessments.models import LossResult, Run
from assessments.queries import loss_results
from assessments.queries.estimates import Frequency, Range
from assessments.queries.loss_scenarios import Inputs
from assessments.scoring.losses import BLOCK, result_of, simulate
from tests import make, registers
from tests.faults.conftest import Hospital
from tests.faults.plant import PART_RISKS, Plant, until

RISKS = 8 * PART_RISKS
SEED, YEARS = 5, 4 * BLOCK
HELD = "assessments_finding"  # read by each worker before it simulates a part


@pytest.fixture
def register(hospital: Hospital) -> registers.Filled:
    """Give a register with confirmed estimates, in an organisation of its own."""
    found = registers.fill(make.organisation(), RISKS)
    for risk in found.draft.risks.exclude(state="dismissed").order_by("number")[:RISKS]:
        estimate(found, risk, "0.4")
    return found


def estimate(register: registers.Filled, risk, high: str) -> None:
    said = losses.Said(
        losses={"response": Range("range", Decimal(100_000), None, Decimal(1_000_000))},
        frequency=Frequency("poisson", Range("range", Decimal("0.1"), None, Decimal(high))),
    )
    losses.estimate(risk=risk, said=said, version=None, by=register.by, at=timezone.now())


def begun(register: registers.Filled) -> Run:
    """Ask for years, and wait until they are cut into parts."""
    run = simulating.ask(
        assessment=register.draft, seed=SEED, years=YEARS, by=register.by, at=timezone.now()
    )
    assert run is not None
    assert until(run.parts.exists)
    return run


def both(run: Run, plant: Plant) -> list[Run]:
    """Wait until two processes are in the middle of a part each."""

    def busy() -> list[Run]:
        return list(run.parts.filter(state="running").order_by("pk"))

    assert until(lambda: len({part.pid for part in busy()}) == 2 and plant.waiting() >= 2)
    return busy()


def require_right_bytes(register: registers.Filled, run: Run) -> LossResult:
    """Wait for the result, and compare it with what one process makes of its inputs."""
    assert until(lambda: Run.objects.get(pk=run.pk).finished_at)
    done = Run.objects.get(pk=run.pk)
    assert done.state == "done", done.error
    found = LossResult.objects.get(pk=done.result["result"])
    inputs = Inputs.from_document(found.inputs)
    assert len(inputs.scenarios) == RISKS
    part = simulate(inputs.scenarios, seed=SEED, years=YEARS, tolerance=inputs.tolerance)
    whole = result_of(part, inputs.scenarios, seed=SEED, tolerance=inputs.tolerance)
    assert (found.result_digest, found.figures) == (whole.digest, whole.to_document())
    assert loss_results.is_current(found)
    assert not done.parts.exists()
    return found


@pytest.mark.parametrize("has_the_whole", [True, False])
def test_one_of_two_workers_killed_in_its_part_is_followed_by_another(
    register: registers.Filled, plant: Plant, has_the_whole: bool
):
    run = begun(register)
    with plant.held(HELD):
        parts = both(run, plant)
        whole = Run.objects.get(pk=run.pk)
        killed = next(part for part in parts if (part.pid == whole.pid) is has_the_whole)
        os.kill(killed.pid, signal.SIGKILL)

    require_right_bytes(register, run)


def test_an_estimate_changed_in_the_middle_ends_in_the_new_figures(
    register: registers.Filled, plant: Plant
):
    run = begun(register)
    with plant.held(HELD):
        both(run, plant)
        risk = register.draft.lossestimates.order_by("risk__number").first().risk
        estimate(register, risk, "0.9")

    found = require_right_bytes(register, run)
    changed = found.inputs["scenarios"]
    assert "0.9" in str(changed)
