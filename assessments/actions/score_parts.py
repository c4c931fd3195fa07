"""Share the scoring of a large register: its parts are runs, done by whichever worker is free."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.actions import runs
from assessments.actions.score_outcomes import Outcome
from assessments.actions.score_rows import changes
from assessments.models import Assessment, Run
from assessments.queries import consistent, score_columns
from assessments.queries.inputs import facts_of
from assessments.queries.profiles import Profiles
from assessments.queries.score_columns import Span
from assessments.scoring import Method

SCORING = "Scoring"
OPEN = (Run.State.QUEUED, Run.State.RUNNING)


class Shared:
    """What all parts of one run share, kept by this process while it does them."""

    def __init__(self) -> None:
        self.key: tuple[object, ...] = ()
        self.profiles: Profiles | None = None

    def of(self, part: Run, assessment: Assessment) -> Profiles:
        """Return the profiles of a part's run, loaded with the first part that is done here."""
        key = (connection.settings_dict["NAME"], part.parent_id, part.input_rev)
        if self.profiles is None or self.key != key:
            self.key, self.profiles = key, profiles_of(assessment)
        return self.profiles


_shared = Shared()


def profiles_of(assessment: Assessment) -> Profiles:
    """Load what all risks of an assessment share."""
    return Profiles(facts_of(assessment), Method.from_document(assessment.method))


def outcome(assessment: Assessment, profiles: Profiles, span: Span) -> Outcome:
    """Read and score one part of a register."""
    part = score_columns.part(assessment, profiles, span)
    return Outcome(part.risk, part.basis, changes(part, profiles))


@transaction.atomic
def split(run: Run, revision: int, spans: Sequence[Span], *, at: datetime) -> None:
    """Write a run for each part, ring for each, and say how much there is to do."""
    parts = Run.objects.bulk_create(
        Run(
            kind=Run.Kind.PART,
            organisation_id=run.organisation_id,
            assessment_id=run.assessment_id,
            parent=run,
            subject=number,
            input_rev=revision,
            total=span.count,
            wanted={"after": span.after, "upto": span.upto},
            asked_at=at,
        )
        for number, span in enumerate(spans, 1)
    )
    for part in parts:
        jobs.ring_on_commit(part.pk)
    tell(run, spans, done=False, at=at)


def tell(run: Run, spans: Sequence[Span], *, done: bool, at: datetime) -> None:
    """
    Say how many risks a run scores, and whether that is done.

    Raises:
        Cancelled: somebody stopped it.
    """
    total = sum(span.count for span in spans)
    if not runs.progress(run, at=at, step=SCORING, done=total if done else 0, total=total):
        raise runs.Cancelled(_("Somebody stopped this run."))


def next_part(run: Run) -> int | None:
    """Return a part of *run* that nobody does yet."""
    waiting = run.parts.filter(state=Run.State.QUEUED).order_by("subject")
    return waiting.values_list("pk", flat=True).first()


def score(part: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do one part: read and score its risks as of the run's input revision, and keep the outcome.

    Doing it twice keeps the same outcome. Once the inputs have moved on nothing is kept.
    """
    with consistent.snapshot():
        assessment = Assessment.objects.get(pk=runs.assessment_of(part))
        found = None
        if assessment.input_rev == part.input_rev:
            span = Span(part.wanted["after"], part.wanted["upto"], part.total)
            found = outcome(assessment, _shared.of(part, assessment), span)
    keep(part, found.packed() if found else None, at=clock())
    return {}


def give_up(part: Run, clock: runs.Clock) -> None:
    """End the whole run with the words of the part that could not be done."""
    Run.objects.filter(parts=part.pk, state__in=OPEN).update(
        state=Run.State.FAILED, error=part.error, finished_at=clock()
    )
    Run.objects.filter(parent=part.parent_id).exclude(state=Run.State.RUNNING).delete()


def require_all(run: Run, *, at: datetime) -> int | None:
    """
    Return the input revision for which all parts of *run* are done; None if it was abandoned.

    Raises:
        Waiting: other workers still do some; the last of them rings for the run.
        Cancelled: somebody stopped the run, or another worker has it.
    """
    if not _has_all(run, at):
        raise runs.Waiting
    parts = run.parts.order_by("subject")
    if parts.filter(outcome=None).exists():
        parts.delete()
        return None
    return parts.values_list("input_rev", flat=True)[0]


@transaction.atomic
def _has_all(run: Run, at: datetime) -> bool:
    """Return whether no part is open; else leave the run to whoever does the last one."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.state != Run.State.RUNNING or locked.attempts != run.attempts:
        raise runs.Cancelled(_("Somebody stopped this run."))
    is_open = run.parts.filter(state__in=OPEN).exists()
    if is_open:
        Run.objects.filter(pk=run.pk).update(pid=None, attempts=0, heartbeat_at=at)
    return not is_open


def outcomes(run: Run) -> Iterator[Outcome]:
    """Load the outcomes of all parts in order, one at a time."""
    for part in run.parts.order_by("subject").values_list("pk", flat=True):
        content = Run.objects.values_list("outcome", flat=True).get(pk=part)
        yield Outcome.unpacked(bytes(content or b""))


def drop(assessment_id: int, revision: int) -> None:
    """Forget the parts of runs for *revision* and before: they are stored or outdated."""
    parts = Run.objects.filter(
        parent__kind=Run.Kind.SCORE, assessment=assessment_id, input_rev__lte=revision
    )
    parts.exclude(state=Run.State.RUNNING).delete()


@transaction.atomic
def keep(part: Run, content: bytes | None, *, at: datetime) -> None:
    """Keep what a part found; whoever keeps the last one rings for the run, if nobody has it."""
    wholes = Run.objects.select_for_update(of=("self",)).filter(parts=part.pk)
    parent = wholes.filter(state__in=OPEN).first()
    mine = Run.objects.filter(pk=part.pk, state=Run.State.RUNNING, attempts=part.attempts)
    if parent is None:
        mine.update(state=Run.State.CANCELLED, finished_at=at)
        return
    if not mine.update(
        state=Run.State.DONE, outcome=content, done=F("total"), finished_at=at, error=""
    ):
        return
    if content is None:  # so are all that wait
        parent.parts.filter(state=Run.State.QUEUED).update(
            state=Run.State.CANCELLED, finished_at=at
        )
    Run.objects.filter(pk=parent.pk).update(done=F("done") + part.total)
    still_open = parent.parts.filter(state__in=OPEN).exists()
    if not still_open and parent.state == Run.State.RUNNING and parent.pid is None:
        Run.objects.filter(pk=parent.pk).update(state=Run.State.QUEUED, asked_at=at)
        jobs.ring_on_commit(parent.pk)
