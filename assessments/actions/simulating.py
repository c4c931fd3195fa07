"""Simulate losses in the background. The only writer of `LossResult`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.actions import runs, score_parts, simulated, trail
from assessments.models import Assessment, LossResult, Run
from assessments.permissions import Actor, Capability, Refused, require, require_draft
from assessments.queries import consistent, loss_results
from assessments.queries.loss_scenarios import Inputs
from assessments.scoring.losses import BLOCK, Part, Result, Scenario, merge, result_of, simulate

SIMULATING = "Simulating"
MOST_YEARS = 40 * BLOCK
LARGEST_SEED = 2**31 - 1

Do = Callable[[int, runs.Clock], None]


@transaction.atomic
def ask(
    *, assessment: Assessment | None, seed: int, years: int, by: Actor, at: datetime
) -> Run | None:
    """
    Ask for the losses of an assessment, or without one of all of the actor's organisation.

    Returns None where the result of just these inputs is there already.

    Raises:
        Refused: *by* may not, it is no draft, nothing is confirmed, or the numbers are none.
    """
    require(by, Capability.ASSESS)
    if assessment is not None:
        assessment = Assessment.objects.select_for_update().get(
            pk=assessment.pk, organisation_id=by.organisation_id
        )
        require_draft(assessment)
    if not 0 <= seed <= LARGEST_SEED:
        raise Refused(_("The seed is a whole number from 0."))
    if years % BLOCK or not 0 < years <= MOST_YEARS:
        raise Refused(_("Choose a number of years from the list."))
    key = assessment.pk if assessment else None
    try:
        inputs = loss_results.inputs_of(key, by.organisation_id, seed=seed, years=years)
    except loss_results.ManyCurrencies as error:
        raise Refused(str(error)) from error
    if not inputs.scenarios:
        raise Refused(_("Nothing can be simulated yet: confirm an estimate with a loss first."))
    if loss_results.known(key, by.organisation_id, inputs.digest):
        return None
    run = runs.ask(
        Run.Kind.SIMULATE,
        organisation_id=by.organisation_id,
        subject=key or -by.organisation_id,
        at=at,
        by=by,
        assessment=assessment,
    )
    runs.want(run, {"seed": seed, "years": years})
    return run


@transaction.atomic
def cancel(*, run: Run, by: Actor, at: datetime) -> bool:
    """
    Stop a simulation that is asked for or under way; False if it has ended.

    Raises:
        Refused: *by* may not.
    """
    require(by, Capability.ASSESS)
    run.parts.filter(state=Run.State.QUEUED).delete()
    return runs.cancel(run, at=at)


def run_simulation(run: Run, clock: runs.Clock, do: Do) -> dict[str, object]:
    """
    Do a SIMULATE run: read the estimates, simulate, store the result once.

    Many scenarios are cut into parts, each a run of its own that any worker does; the sums
    are of whole cents, so the result is the same whoever does which. An estimate that is
    changed meanwhile starts it again with what holds then; the result is stored only while
    it is that of the inputs as they stand.

    Raises:
        runs.Ended: nothing is left to simulate, in words.
    """
    while True:
        inputs = _begin(run)
        if found := loss_results.known(run.assessment_id, run.organisation_id, inputs.digest):
            return {"result": found.pk, "reused": True}
        part = _done(run, inputs, clock, do)
        if part is None:
            continue
        chosen = inputs.scenarios
        result = result_of(part, chosen, seed=inputs.seed, tolerance=inputs.tolerance)
        stored = _store(run, inputs, result, at=clock())
        if stored is not None:
            return {"result": stored.pk, "digest": stored.result_digest}


def simulate_part(part: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do some scenarios of a simulation and keep what came of them; nothing once inputs moved.

    Doing it twice keeps the same bytes.
    """
    parent = Run.objects.get(parts=part.pk)
    inputs = Inputs.from_document(parent.wanted["inputs"])
    content = None
    if parent.state in score_parts.OPEN and not _moved(parent, inputs):
        chosen = inputs.scenarios[part.wanted["from"] : part.wanted["to"]]
        content = simulated.packed(_simulate(replace(inputs, scenarios=chosen), chosen))
    score_parts.keep(part, content, at=clock())
    return {}


def _begin(run: Run) -> Inputs:
    """Return what is simulated: as it was cut into parts, else as it stands now."""
    run.refresh_from_db(fields=["wanted"])
    if run.parts.exists():
        return Inputs.from_document(run.wanted["inputs"])
    inputs = _read(run)
    if not inputs.scenarios:
        raise runs.Ended(_("No confirmed estimate is left to simulate."))
    return inputs


def _read(run: Run) -> Inputs:
    seed, years = run.wanted["seed"], run.wanted["years"]
    with consistent.snapshot():
        return loss_results.inputs_of(
            run.assessment_id, run.organisation_id, seed=seed, years=years
        )


def _moved(run: Run, inputs: Inputs) -> bool:
    return _read(run).digest != inputs.digest


def _done(run: Run, inputs: Inputs, clock: runs.Clock, do: Do) -> Part | None:
    """Return all scenarios simulated; None when the inputs moved on, or the engine did."""
    if len(inputs.scenarios) <= settings.LOSS_PART_RISKS:
        return _simulate(inputs, _told(run, inputs, clock))
    if not run.parts.exists():
        _split(run, inputs, at=clock())
    while part := score_parts.next_part(run):
        do(part, clock)
    if score_parts.require_all(run, at=clock()) is None:
        return None
    try:
        return merge(_outcomes(run))
    except simulated.OtherEngine:  # of a worker that was older than this one: begin again
        run.parts.all().delete()
        return None


def _simulate(inputs: Inputs, scenarios: "Iterator[Scenario] | tuple[Scenario, ...]") -> Part:
    return simulate(scenarios, seed=inputs.seed, years=inputs.years, tolerance=inputs.tolerance)


def _told(run: Run, inputs: Inputs, clock: runs.Clock) -> Iterator[Scenario]:
    """Yield each scenario, and say how far it is before it is simulated."""
    total = len(inputs.scenarios)
    for place, scenario in enumerate(inputs.scenarios):
        if not runs.progress(run, at=clock(), step=SIMULATING, done=place, total=total):
            raise runs.Cancelled(_("Somebody stopped this run."))
        yield scenario


@transaction.atomic
def _split(run: Run, inputs: Inputs, *, at: datetime) -> None:
    """Write a run for each part and ring for each; what they simulate stands in the whole."""
    run.wanted |= {"inputs": inputs.to_document()}
    Run.objects.filter(pk=run.pk).update(wanted=run.wanted)
    total, size = len(inputs.scenarios), settings.LOSS_PART_RISKS
    starts = range(0, total, size)
    parts = Run.objects.bulk_create(
        Run(
            kind=Run.Kind.PART,
            organisation_id=run.organisation_id,
            assessment_id=run.assessment_id,
            parent=run,
            subject=number,
            total=min(size, total - start),
            wanted={"from": start, "to": start + size},
            asked_at=at,
        )
        for number, start in enumerate(starts, 1)
    )
    for part in parts:
        jobs.ring_on_commit(part.pk)
    if not runs.progress(run, at=at, step=SIMULATING, done=0, total=total):
        raise runs.Cancelled(_("Somebody stopped this run."))


def _outcomes(run: Run) -> Iterator[Part]:
    for part in run.parts.order_by("subject").values_list("pk", flat=True):
        content = Run.objects.values_list("outcome", flat=True).get(pk=part)
        yield simulated.unpacked(bytes(content or b""))


@transaction.atomic
def _store(run: Run, inputs: Inputs, result: Result, *, at: datetime) -> LossResult | None:
    """Store a result while it is that of the inputs as they stand; else nothing."""
    assessment = None
    if run.assessment_id is not None:
        assessment = Assessment.objects.select_for_update().get(pk=run.assessment_id)
    run.parts.exclude(state=Run.State.RUNNING).delete()
    if _moved(run, inputs):
        return None
    document = result.to_document()
    stored, is_new = LossResult.objects.get_or_create(
        organisation_id=run.organisation_id,
        assessment=assessment,
        input_digest=result.inputs,
        defaults={
            "revision": assessment.revision if assessment else 0,
            "input_rev": assessment.input_rev if assessment else 0,
            "seed": inputs.seed,
            "years": inputs.years,
            "engine": document["engine"],
            "inputs": inputs.to_document(),
            "figures": document,
            "result_digest": result.digest,
            "created_at": at,
        },
    )
    if is_new:
        _note(stored, assessment, at)
    return stored


def _note(stored: LossResult, assessment: Assessment | None, at: datetime) -> None:
    trail.note(
        "loss.simulated",
        object_type="losses",
        object_key=assessment.key if assessment else "",
        organisation_id=stored.organisation_id,
        assessment=assessment,
        at=at,
        after={
            "seed": stored.seed,
            "years": stored.years,
            "input_digest": stored.input_digest,
            "result_digest": stored.result_digest,
        },
    )
