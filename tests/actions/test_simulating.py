"""Losses are simulated in the background, stored once for their inputs, and computed again."""

import io
import json
from decimal import Decimal

import numpy as np
import pytest
from django.utils import timezone

from assessments.actions import losses, ratings, runs, simulating, work
from assessments.models import LossResult, Run
from assessments.permissions import Refused
from assessments.queries import estimates, loss_results
from assessments.queries.estimates import Frequency, Range
from assessments.queries.loss_scenarios import Inputs
from assessments.scoring.losses import BLOCK, result_of, simulate
from tests import make, worked

pytestmark = pytest.mark.django_db

YEARS = BLOCK


@pytest.fixture
def by():
    return make.actor(make.organisation())


@pytest.fixture
def draft(by, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(by)


def estimate(draft, by, numbers=(), low="0.1", high="0.4"):
    rows = draft.risks.filter(group__kind="domain").order_by("number")
    for risk in rows.filter(number__in=numbers) if numbers else rows[:3]:
        said = losses.Said(
            losses={"response": Range("range", Decimal(100_000), None, Decimal(1_000_000))},
            frequency=Frequency("poisson", Range("range", Decimal(low), None, Decimal(high))),
        )
        losses.estimate(risk=risk, said=said, version=None, by=by, at=timezone.now())


def ask(draft, by, **more):
    given = {"seed": 7, "years": YEARS} | more
    return simulating.ask(assessment=draft, by=by, at=timezone.now(), **given)


def test_a_simulation_is_stored_with_all_that_it_follows_from(draft, by):
    estimate(draft, by)

    run = ask(draft, by)
    work.do_all(timezone.now)

    run.refresh_from_db()
    found = LossResult.objects.get()
    draft.refresh_from_db()
    assert (run.state, run.result["result"]) == ("done", found.pk)
    assert (found.seed, found.years, found.engine) == (7, YEARS, "losses 2")
    assert found.input_rev == draft.input_rev
    assert found.figures["together"]["current"]["mean"] > 0
    assert loss_results.is_current(found)
    inputs = Inputs.from_document(found.inputs)
    again = result_of(simulate(inputs.scenarios, seed=7, years=YEARS), inputs.scenarios, seed=7)
    assert (again.digest, again.inputs) == (found.result_digest, found.input_digest)


def test_the_result_of_the_same_inputs_is_used_again(draft, by):
    estimate(draft, by)
    ask(draft, by)
    work.do_all(timezone.now)

    assert ask(draft, by) is None
    assert ask(draft, by, seed=8) is not None


def split(draft, by):
    """Ask for a simulation, claim it and cut it into parts as its worker does."""
    run = ask(draft, by)
    claimed = runs.claim(run.pk, at=timezone.now())
    simulating._split(claimed, simulating._begin(claimed), at=timezone.now())
    return run, claimed


def test_parts_that_several_workers_do_give_the_bytes_of_the_whole(draft, by, settings):
    settings.LOSS_PART_RISKS = 2
    estimate(draft, by)
    run, claimed = split(draft, by)
    parts = list(run.parts.order_by("-subject"))
    assert len(parts) == 2
    for part in parts:
        work.do(part.pk, timezone.now)
    result = simulating.run_simulation(claimed, timezone.now, work.do)

    found = LossResult.objects.get()
    inputs = Inputs.from_document(found.inputs)
    whole = result_of(simulate(inputs.scenarios, seed=7, years=YEARS), inputs.scenarios, seed=7)
    assert result == {"result": found.pk, "digest": whole.digest}
    assert found.figures == whole.to_document()
    assert not run.parts.exists()


def of_an_older_worker(content, form):
    """Return a part as another engine left it: its name in it, or without any."""
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        kept = dict(found)
    _engine, told, digests = json.loads(kept["each"].tobytes())
    older = {"named": ["losses 0", told, digests], "nameless": told}[form]
    kept["each"] = np.frombuffer(json.dumps(older).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **kept)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["named", "nameless"])
def test_numbers_of_two_engines_are_never_added_up(draft, by, settings, form):
    settings.LOSS_PART_RISKS = 2
    estimate(draft, by)
    run, claimed = split(draft, by)
    for part in run.parts.order_by("subject"):
        work.do(part.pk, timezone.now)
    first = run.parts.order_by("subject").first()
    first.outcome = of_an_older_worker(bytes(first.outcome), form)
    first.save(update_fields=["outcome"])

    result = simulating.run_simulation(claimed, timezone.now, work.do)

    found = LossResult.objects.get()
    inputs = Inputs.from_document(found.inputs)
    whole = result_of(simulate(inputs.scenarios, seed=7, years=YEARS), inputs.scenarios, seed=7)
    assert result == {"result": found.pk, "digest": whole.digest}
    assert not run.parts.exists()


def test_an_estimate_that_changes_in_mid_run_ends_in_the_right_numbers(draft, by, settings):
    settings.LOSS_PART_RISKS = 2
    estimate(draft, by)
    run, claimed = split(draft, by)
    first = run.parts.order_by("subject").first()
    work.do(first.pk, timezone.now)
    estimate(draft, by, high="0.9")

    result = simulating.run_simulation(claimed, timezone.now, work.do)

    found = LossResult.objects.get()
    assert result["result"] == found.pk
    assert loss_results.is_current(found)


def test_a_stopped_simulation_stores_nothing(draft, by, settings):
    estimate(draft, by)
    run = ask(draft, by)
    claimed = runs.claim(run.pk, at=timezone.now())
    assert simulating.cancel(run=run, by=by, at=timezone.now())

    with pytest.raises(runs.Cancelled):
        simulating.run_simulation(claimed, timezone.now, work.do)

    assert not LossResult.objects.exists()
    settings.LOSS_PART_RISKS = 2
    again, claimed = split(draft, by)
    part = again.parts.first()
    taken = runs.claim(part.pk, at=timezone.now())
    simulating.cancel(run=again, by=by, at=timezone.now())
    simulating.simulate_part(taken, timezone.now)
    part.refresh_from_db()
    assert (part.state, part.outcome) == ("cancelled", None)


def test_what_cannot_be_simulated_is_refused_in_words(draft, by):
    with pytest.raises(Refused, match="confirm an estimate"):
        ask(draft, by)
    estimate(draft, by)
    with pytest.raises(Refused, match="seed"):
        ask(draft, by, seed=-1)
    with pytest.raises(Refused, match="years"):
        ask(draft, by, years=10)
    run = ask(draft, by)
    for each in list(draft.lossestimates.select_related("risk")):
        losses.drop(risk=each.risk, by=by, at=timezone.now())
    work.do_all(timezone.now)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "No confirmed estimate is left to simulate.")


def test_an_edit_that_moves_no_estimate_leaves_the_result_current(draft, by):
    estimate(draft, by)
    ask(draft, by)
    work.do_all(timezone.now)
    other = draft.risks.exclude(loss_estimate__isnull=False).order_by("-number")[0]
    judgement = ratings.Judgement(2, 2, 2, 2)
    ratings.rate(
        risk=other, judgement=judgement, reason="Seen", version=None, by=by, at=timezone.now()
    )

    assert loss_results.is_current(LossResult.objects.get())


def test_all_of_an_organisation_is_simulated_together_unless_currencies_differ(draft, by):
    estimate(draft, by)
    ask(None, by)
    work.do_all(timezone.now)
    found = LossResult.objects.get(assessment=None)
    assert len(found.figures["each"]) == 3
    assert loss_results.newest(None, by.organisation_id) == found
    other = make.assessment(draft.organisation, criteria={"currency": "CHF"})
    risk = make.risk(other)
    losses.estimate(
        risk=risk,
        said=losses.Said(
            {"response": Range("range", Decimal(100), None, Decimal(200))},
            estimates.proposed(other, risk).frequency,
        ),
        version=None,
        by=by,
        at=timezone.now(),
    )

    with pytest.raises(Refused, match="CHF, EUR cannot be added"):
        ask(None, by)
    assert not loss_results.is_current(found)


def test_runs_are_asked_once(draft, by):
    estimate(draft, by)

    assert ask(draft, by) == ask(draft, by)
    assert Run.objects.filter(kind="simulate").count() == 1
