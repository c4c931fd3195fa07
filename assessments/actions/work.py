"""Which action does the work of which kind of background run, and how a run ends."""

import logging
from collections.abc import Callable, Mapping

from assessments.actions import applying, freezing, publishing, reading, runs, scores
from assessments.models import Run

logger = logging.getLogger(__name__)

Work = Callable[[Run, runs.Clock], dict[str, object]]

WORK: Mapping[str, Work] = {
    Run.Kind.SCORE: scores.refresh,
    Run.Kind.READ: reading.read,
    Run.Kind.APPLY: applying.apply,
    Run.Kind.FREEZE: freezing.freeze,
    Run.Kind.REPORT: publishing.render,
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
    try:
        result = WORK[run.kind](run, clock)
    except runs.Ended as ending:
        runs.fail(run, at=clock(), error=str(ending), final=True)
    except Exception as error:
        logger.exception("run failed", extra={"run": run.pk, "kind": run.kind})
        runs.fail(run, at=clock(), error=f"{type(error).__name__}: {error}")
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
