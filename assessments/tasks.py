"""
The background door. One task: claim a run, do its work, say how it ended.

It decides nothing; the table says which action does the work of which kind of run.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from assessments.actions import applying, freezing, publishing, reading, runs, scores
from assessments.jobs import Job
from assessments.models import Run

logger = logging.getLogger(__name__)

Work = Callable[[Run, Callable[[], datetime]], dict[str, object]]

WORK: Mapping[str, Work] = {
    Run.Kind.SCORE: scores.refresh,
    Run.Kind.READ: reading.read,
    Run.Kind.APPLY: applying.apply,
    Run.Kind.FREEZE: freezing.freeze,
    Run.Kind.REPORT: publishing.render,
}


@shared_task(name=Job.RUN, ignore_result=True)
def work(*, run_id: int, **_from_a_newer_sender: object) -> None:
    run = runs.claim(run_id, at=timezone.now())
    if run is None:
        return
    try:
        result = WORK[run.kind](run, timezone.now)
    except runs.Ended as ending:
        runs.fail(run, at=timezone.now(), error=str(ending), final=True)
    except Exception as error:
        logger.exception("run failed", extra={"run": run.pk, "kind": run.kind})
        runs.fail(run, at=timezone.now(), error=f"{type(error).__name__}: {error}")
        raise
    else:
        runs.finish(run, at=timezone.now(), result=result)
