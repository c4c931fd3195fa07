"""Background runs: asked for, claimed, kept alive, ended. The only writer of `Run`."""

import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.models import Assessment, Run
from assessments.permissions import Actor

MAX_ATTEMPTS = 3
RING_AFTER = timedelta(seconds=5)

Clock = Callable[[], datetime]


class Ended(Exception):
    """A run cannot succeed however often it is tried; the text is for the person who asked."""


class Cancelled(Ended):
    """Somebody stopped the run."""


class Waiting(Exception):
    """Others still do parts of the run; whoever does the last one rings for it."""


def assessment_of(run: Run) -> int:
    """
    Return the key of the assessment that *run* works on.

    Raises:
        Ended: it has none.
    """
    if run.assessment_id is None:
        raise Ended(_("This run belongs to no assessment."))
    return run.assessment_id


def ask(
    kind: Run.Kind,
    *,
    organisation_id: int,
    subject: int,
    at: datetime,
    by: Actor | None = None,
    assessment: Assessment | None = None,
) -> Run:
    """
    Write the row of one piece of background work and ring when this commits.

    A second request while one is open returns the open one.
    """
    open_one = Run.objects.filter(
        kind=kind, subject=subject, state__in=[Run.State.QUEUED, Run.State.RUNNING]
    ).first()
    run = open_one or Run.objects.create(
        kind=kind,
        organisation_id=organisation_id,
        subject=subject,
        assessment=assessment,
        asked_by_id=by.person_id if by else None,
        asked_at=at,
    )
    jobs.ring_on_commit(run.pk)
    return run


def want(run: Run, wanted: Mapping[str, int]) -> None:
    """Say what is wanted of a run beyond its subject, in the transaction that asked for it."""
    Run.objects.filter(pk=run.pk, wanted={}).update(wanted=dict(wanted))


def ask_for_scores(assessment: Assessment, *, at: datetime) -> Run:
    """Ask for scores of the inputs as they are at `input_rev`; older open requests fall away."""
    mine = Run.objects.filter(kind=Run.Kind.SCORE, assessment=assessment)
    mine.filter(state=Run.State.QUEUED, input_rev__lt=assessment.input_rev).update(
        state=Run.State.CANCELLED, finished_at=at
    )
    run, _made = Run.objects.get_or_create(
        kind=Run.Kind.SCORE,
        assessment=assessment,
        subject=assessment.pk,
        input_rev=assessment.input_rev,
        defaults={"organisation_id": assessment.organisation_id, "asked_at": at},
    )
    jobs.ring_on_commit(run.pk)
    return run


@transaction.atomic
def claim(run_id: int, *, at: datetime) -> Run | None:
    """
    Take a run for this process, in a transaction of its own; None if there is nothing to do.

    Attempts are counted before the work, so that a run that kills its worker
    is returned as failed after `MAX_ATTEMPTS`.
    """
    run = Run.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()
    if run is None or not _is_free(run, at):
        return None
    if run.attempts >= MAX_ATTEMPTS:
        run.state = Run.State.FAILED
        run.error = run.error or _("It was tried three times and the worker died each time.")
        run.finished_at = at
        run.save(update_fields=["state", "error", "finished_at"])
        return run
    run.state = Run.State.RUNNING
    run.attempts += 1
    run.pid, run.host = os.getpid(), socket.gethostname()[:120]
    run.started_at = run.heartbeat_at = at
    run.save(update_fields=["state", "attempts", "pid", "host", "started_at", "heartbeat_at"])
    return run


def progress(run: Run, *, at: datetime, step: str, done: int = 0, total: int = 0) -> bool:
    """Say how far a run is; return False when somebody cancelled it."""
    return bool(_mine(run).update(heartbeat_at=at, step=step[:120], done=done, total=total))


def beat(run: Run, *, at: datetime) -> None:
    """Give a sign of life for a run that this process still has."""
    _mine(run).update(heartbeat_at=at)


def progress_beside(run: Run, *, at: datetime, step: str) -> bool:
    """
    Say how far a run is from inside a long transaction, over a connection of its own.

    Returns False when somebody cancelled the run or another worker has it now. A
    row that the other connection cannot see yet counts as wanted.
    """
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE assessments_run SET heartbeat_at = %s, step = %s WHERE id = %s"
                " RETURNING state, attempts",
                [at, step[:120], run.pk],
            )
            row = cursor.fetchone()
    finally:
        beside.close()
    return row is None or row == (Run.State.RUNNING, run.attempts)


def finish(run: Run, *, at: datetime, result: dict[str, object] | None = None) -> None:
    """Mark a run done."""
    _mine(run).update(
        state=Run.State.DONE, finished_at=at, result=result or {}, error="", done=F("total")
    )


def fail(run: Run, *, at: datetime, error: str, final: bool = False) -> bool:
    """
    Put a failed attempt back in the queue, or end the run when *final* or tried out.

    Returns whether this ended it.
    """
    over = final or run.attempts >= MAX_ATTEMPTS
    ended = _mine(run).update(
        state=Run.State.FAILED if over else Run.State.QUEUED,
        error=error,
        finished_at=at if over else None,
        heartbeat_at=at,
    )
    return over and bool(ended)


@transaction.atomic
def cancel(run: Run, *, at: datetime) -> bool:
    """Stop a queued or running run; the worker notices at its next progress call."""
    over = {"state": Run.State.CANCELLED, "finished_at": at}
    Run.objects.filter(parent=run, state=Run.State.QUEUED).update(**over)
    open_one = Run.objects.filter(pk=run.pk, state__in=[Run.State.QUEUED, Run.State.RUNNING])
    return bool(open_one.update(**over))


@transaction.atomic
def retry(run: Run, *, at: datetime) -> None:
    """Queue a failed run again, with its attempts forgotten."""
    Run.objects.filter(pk=run.pk, state=Run.State.FAILED).update(
        state=Run.State.QUEUED, attempts=0, error="", asked_at=at, finished_at=None
    )
    jobs.ring_on_commit(run.pk)


def sweep(*, at: datetime) -> int:
    """
    Ring for all work that nobody does; return how many rings.

    Covers lost messages, killed workers, dead brokers, and assessments whose
    scores lag behind their inputs without an open run.
    """
    for assessment_id in _stale(at).values_list("pk", flat=True):
        _ask_again(assessment_id, at)
    return sum(jobs.ring(run_id) for run_id in _free(at).values_list("pk", flat=True))


def _stale(at: datetime) -> "QuerySet[Assessment]":
    return Assessment.objects.filter(score_rev__lt=F("input_rev"), dirty_at__lt=at - RING_AFTER)


@transaction.atomic
def _ask_again(assessment_id: int, at: datetime) -> None:
    """Have a run for the inputs of an assessment that lags; one that failed waits for a person."""
    locked = _stale(at).select_for_update(skip_locked=True).filter(pk=assessment_id).first()
    if locked is not None:
        run = ask_for_scores(locked, at=at)
        ended = Run.objects.filter(
            pk=run.pk, state__in=[Run.State.DONE, Run.State.CANCELLED]
        )  # yet its levels are not there: a row from elsewhere, or a restored one
        ended.update(state=Run.State.QUEUED, attempts=0, asked_at=at, finished_at=None)


def _silent_since(at: datetime) -> datetime:
    """Return the time before which a running row without a heartbeat is nobody's."""
    return at - timedelta(seconds=settings.RUN_SILENT_SECONDS)


def _free(at: datetime) -> "QuerySet[Run]":
    silent = Q(state=Run.State.RUNNING, heartbeat_at__lt=_silent_since(at))
    waiting = Q(state=Run.State.QUEUED, asked_at__lt=at - RING_AFTER)
    return Run.objects.filter(silent | waiting).order_by("pk")


def _is_free(run: Run, at: datetime) -> bool:
    if run.state == Run.State.QUEUED:
        return True
    silent = run.heartbeat_at is None or run.heartbeat_at < _silent_since(at)
    return run.state == Run.State.RUNNING and silent


def _mine(run: Run) -> "QuerySet[Run]":
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, attempts=run.attempts)
