"""Keep levels in step with their inputs. The only writer of `Score` and `score_rev`."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from assessments.actions import runs, score_parts
from assessments.actions.drafts import raise_input_rev
from assessments.actions.score_outcomes import Outcome
from assessments.actions.score_rows import write
from assessments.models import Assessment, Run
from assessments.queries import consistent, score_columns

STORING = "Storing"


def refresh(
    run: Run, clock: runs.Clock, do: Callable[[int, runs.Clock], None]
) -> dict[str, object]:
    """
    Do a SCORE run: read as of one input revision, compute, store what changed.

    A register that is larger than one part is shared: each part is a run of its own, done
    by whoever is free, this worker among them, so that no worker's memory grows with the
    register. All is stored at once, by one worker, and only while no newer revision was
    scored and the assessment is a draft. Running it twice, or twice at once, ends in the
    same rows. An edit meanwhile abandons the run, since a newer one is asked for by then.
    """
    if not run.parts.exists():
        with consistent.snapshot():
            assessment = Assessment.objects.get(pk=runs.assessment_of(run))
            spans = score_columns.spans(assessment)
            if len(spans) <= 1:
                profiles = score_parts.profiles_of(assessment)
                found = [score_parts.outcome(assessment, profiles, span) for span in spans]
        if len(spans) <= 1:
            score_parts.tell(run, spans, done=True, at=clock())
            return _store(run, assessment.input_rev, found, clock)
        score_parts.split(run, assessment.input_rev, spans, at=clock())
    while part := score_parts.next_part(run):
        do(part, clock)
    revision = score_parts.require_all(run, at=clock())
    if revision is None:
        return {"abandoned": run.input_rev}
    return _store(run, revision, score_parts.outcomes(run), clock)


@transaction.atomic
def ask_anew(assessment_id: int, *, at: datetime) -> bool:
    """Have every level of a draft written again, whatever is stored; False if it is no draft."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    if not assessment.is_draft:
        return False
    assessment.scores.update(basis=None)
    raise_input_rev(assessment, at=at)
    return True


@transaction.atomic
def _store(
    run: Run, revision: int, found: Iterable[Outcome], clock: runs.Clock
) -> dict[str, object]:
    assessment = Assessment.objects.select_for_update().get(pk=runs.assessment_of(run))
    told = {"risks": 0, "written": 0, "input_rev": revision}
    risk, basis = hashlib.sha256(), hashlib.sha256()  # whatever the size of the parts
    is_wanted = assessment.score_rev < revision and assessment.is_draft
    if is_wanted:
        assessment.scores.filter(risk__state="dismissed").delete()
    for each in found:
        risk.update(each.risk.tobytes())
        basis.update(each.basis.tobytes())
        told["risks"] += len(each.risk)
        if is_wanted:
            told["written"] += write(assessment, revision, each.changes)
            runs.progress_beside(run, at=clock(), step=STORING)
    if is_wanted:
        digest = hashlib.sha256(risk.digest() + basis.digest()).hexdigest()
        Assessment.objects.filter(pk=assessment.pk, score_rev__lt=revision).update(
            score_rev=revision, input_digest=digest
        )
    score_parts.drop(assessment.pk, revision)
    return dict(told)
