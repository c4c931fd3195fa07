"""Which action does the work of which kind of background run, and how a run ends."""

import logging
from collections.abc import Callable, Mapping

from assessments.actions import (
    applying,
    freezing,
    making,
    publishing,
    reading,
    runs,
    score_parts,
    scores,
    simulating,
    uploads,
)
from assessments.actions.beating import beating
from assessments.models import Run

logger = logging.getLogger(__name__)

Work = Callable[[Run, runs.Clock], dict[str, object]]


def _make(run: Run, clock: runs.Clock) -> dict[str, object]:
    return making.make(run, clock, do)


def _score(run: Run, clock: runs.Clock) -> dict[str, object]:
    return scores.refresh(run, clock, do)


def _simulate(run: Run, clock: runs.Clock) -> dict[str, object]:
    return simulating.run_simulation(run, clock, do)


def _part(run: Run, clock: runs.Clock) -> dict[str, object]:
    whole = Run.objects.values_list("kind", flat=True).get(parts=run.pk)
    return PARTS[whole](run, clock)


PARTS: Mapping[str, Work] = {
    Run.Kind.SCORE: score_parts.score,
    Run.Kind.SIMULATE: simulating.simulate_part,
}
WORK: Mapping[str, Work] = {
    Run.Kind.SCORE: _score,
    Run.Kind.PART: _part,
    Run.Kind.READ: reading.read,
    Run.Kind.APPLY: applying.apply,
    Run.Kind.FREEZE: freezing.freeze,
    Run.Kind.REPORT: publishing.render,
    Run.Kind.FINAL: publishing.render_final,
    Run.Kind.EXAMPLE: _make,
    Run.Kind.SIMULATE: _simulate,
}
GIVEN_UP: Mapping[str, Callable[[Run, runs.Clock], None]] = {
    Run.Kind.PART: score_parts.give_up,
    Run.Kind.READ: uploads.give_up,
    Run.Kind.APPLY: uploads.give_back,
}


def do(run_id: int, clock: runs.Clock) -> None:
    """
    Claim a run, do its work, and say how it ended; nothing if somebody else has it.

    A refusal ends the run with its words; any other error is noted, retried up
    to three times, and raised.
    """
    run = runs.claim(run_id, at=clock())
    if run is None:
        return
    if run.state == Run.State.FAILED:
        _give_up(run, clock)
        return
    try:
        with beating(run, clock):
            result = WORK[run.kind](run, clock)
    except runs.Waiting:
        return
    except runs.Ended as ending:
        _fail(run, clock, str(ending), final=True)
    except Exception as error:
        logger.exception("run failed", extra={"run": run.pk, "kind": run.kind})
        _fail(run, clock, f"{type(error).__name__}: {error}")
        raise
    else:
        runs.finish(run, at=clock(), result=result)


def do_all(clock: runs.Clock) -> int:
    """Do everything that waits, in this process; return how many runs."""
    count = 0
    while run := Run.objects.filter(state=Run.State.QUEUED).order_by("pk").first():
        do(run.pk, clock)
        count += 1
    return count


def _fail(run: Run, clock: runs.Clock, error: str, *, final: bool = False) -> None:
    if runs.fail(run, at=clock(), error=error, final=final):
        run.error = error
        _give_up(run, clock)


def _give_up(run: Run, clock: runs.Clock) -> None:
    """Tell what the run was about that nobody tries any more."""
    if tell := GIVEN_UP.get(run.kind):
        tell(run, clock)
