"""The broker dies or freezes during edits: they are kept, and their levels follow later."""

import json
import random
import signal

from django.utils import timezone

from assessments.actions import ratings
from assessments.models import Run
from tests.faults.conftest import Hospital
from tests.faults.invariants import ledger, require_right_levels, require_whole_edits
from tests.faults.plant import Plant, until

COPIES = 20


def test_edits_go_on_without_a_broker_and_levels_follow_when_it_is_back(
    hospital: Hospital, plant: Plant
):
    before = ledger(hospital.draft)
    plant.servers.valkey.kill()
    said = edit(hospital, "no broker")
    assert "Levels are being recomputed" in hospital.browser.register(hospital.draft)
    ready = json.loads(hospital.browser.get("/readyz").text)
    assert ready["state"] == "degraded"
    assert any("broker" in problem for problem in ready["problems"])
    plant.servers.valkey.start()
    require_right_levels(hospital.draft)
    require_whole_edits(hospital.draft, before, said)
    assert "Levels are being recomputed" not in hospital.browser.register(hospital.draft)


def test_edits_go_on_beside_a_frozen_broker_and_levels_follow_when_it_thaws(
    hospital: Hospital, plant: Plant
):
    before = ledger(hospital.draft)
    plant.servers.valkey.process.send_signal(signal.SIGSTOP)
    try:
        said = edit(hospital, "frozen broker")
        assert "Levels are being recomputed" in hospital.browser.register(hospital.draft)
        assert json.loads(hospital.browser.get("/readyz").text)["state"] == "degraded"
    finally:
        plant.servers.valkey.process.send_signal(signal.SIGCONT)
    require_right_levels(hospital.draft)
    require_whole_edits(hospital.draft, before, said)


def test_a_worker_whose_broker_dies_while_it_works_is_soon_at_work_again(
    hospital: Hospital, plant: Plant
):
    with plant.held("assessments_finding"):
        assert hospital.browser.rate(hospital.draft, 5, (5, 5, 4, 5), "ack").status == 200
        hospital.busy(Run.Kind.SCORE)
        assert until(plant.waiting)
        plant.servers.valkey.kill()
    require_right_levels(hospital.draft)  # the work itself needs no broker
    plant.servers.valkey.start()
    said = edit(hospital, "after the crash")
    require_right_levels(hospital.draft)
    assert len(said) == 4


def test_many_copies_of_a_ring_in_any_order_are_one_piece_of_work(hospital: Hospital, plant: Plant):
    older = list(Run.objects.filter(kind=Run.Kind.SCORE).values_list("pk", flat=True))
    risk = hospital.draft.risks.get(number=6)
    judgement = ratings.Judgement(5, 5, 5, 2)
    at = timezone.now()
    ratings.rate(  # without a ring: those of this process go nowhere
        risk=risk, judgement=judgement, reason="copies", version=None, by=hospital.by(), at=at
    )
    run = Run.objects.filter(kind=Run.Kind.SCORE).latest("pk")
    rings = [run.pk] * COPIES + older * 2
    random.Random(5).shuffle(rings)
    plant.ring(*rings)
    require_right_levels(hospital.draft)
    assert until(lambda: Run.objects.get(pk=run.pk).finished_at)
    assert until(lambda: not plant.waiting_rings())
    run.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.DONE, 1)
    assert hospital.draft.scores.get(risk=risk).scored_rev == run.input_rev
    assert not Run.objects.filter(pk__in=older).exclude(attempts__lte=2).exists()


def edit(hospital: Hospital, why: str) -> list[str]:
    """Change four risks, each twice over; return the reasons that were acknowledged."""
    said = []
    for place in range(4):
        reason, rank = f"{why} {place}", 1 + place
        answer = hospital.browser.rate(hospital.draft, 7 + place, (rank, 5, 5, 5), reason)
        assert answer.status == 200
        said.append(reason)
    return said
