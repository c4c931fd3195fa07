"""Keep levels in step with their inputs. The only writer of `Score` and `score_rev`."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import runs
from assessments.actions.drafts import raise_input_rev
from assessments.actions.score_rows import Changes, changes, write
from assessments.models import Assessment, Run
from assessments.queries import consistent, score_columns
from assessments.queries.inputs import facts_of
from assessments.queries.profiles import Profiles
from assessments.queries.score_columns import Part
from assessments.scoring import Method


def refresh(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do a SCORE run: read as of one input revision, compute, store what changed.

    The register is read in parts, so that memory does not grow with it; the facts that all
    risks share are read once, with the first part. An edit between two parts abandons the
    run, since a newer one is asked for by then. The write happens only while no newer
    revision was scored and the assessment is a draft. Running it twice, or twice at once,
    ends in the same rows.
    """
    reader = _Reader(runs.assessment_of(run))
    risk, basis = hashlib.sha256(), hashlib.sha256()  # whatever the size of the parts
    found: list[Changes] = []
    risks = 0
    while (part := reader.next()) is not None:
        risk.update(part.risk.tobytes())
        basis.update(part.basis.tobytes())
        found.append(changes(part, reader.profiles))
        risks += len(part.risk)
        if not runs.progress(run, at=clock(), step="Scoring", done=risks, total=reader.total):
            raise runs.Cancelled(_("Somebody stopped this run."))
    if reader.is_outdated:
        return {"abandoned": reader.revision}
    digest = hashlib.sha256(risk.digest() + basis.digest()).hexdigest()
    written = _store(run, reader.revision, found, digest)
    return {"risks": risks, "written": written, "input_rev": reader.revision}


@transaction.atomic
def ask_anew(assessment_id: int, *, at: datetime) -> bool:
    """Have every level of a draft written again, whatever is stored; False if it is no draft."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    if not assessment.is_draft:
        return False
    assessment.scores.update(basis=None)
    raise_input_rev(assessment, at=at)
    return True


class _Reader:
    """Reads a register part by part, all of one input revision or not at all."""

    def __init__(self, assessment_id: int) -> None:
        self.assessment_id = assessment_id
        self.after = 0
        self.is_outdated = False
        self.revision = -1

    def next(self) -> Part | None:
        """Return the next part; None after the last one, or once the inputs have moved on."""
        with consistent.snapshot():
            assessment = Assessment.objects.get(pk=self.assessment_id)
            if self.revision < 0:
                self._begin(assessment)
            elif assessment.input_rev != self.revision:
                self.is_outdated = True
                return None
            part = score_columns.part(assessment, self.profiles, self.after)
        if part is not None:
            self.after = int(part.risk[-1])
        return part

    def _begin(self, assessment: Assessment) -> None:
        self.revision = assessment.input_rev
        method = Method.from_document(assessment.method)
        self.profiles = Profiles(facts_of(assessment), method)
        self.total = assessment.risks.exclude(state="dismissed").count()


@transaction.atomic
def _store(run: Run, revision: int, found: Iterable[Changes], digest: str) -> int:
    assessment = Assessment.objects.select_for_update().get(pk=runs.assessment_of(run))
    if assessment.score_rev >= revision or not assessment.is_draft:
        return 0
    assessment.scores.filter(risk__state="dismissed").delete()
    count = sum(write(assessment, revision, each) for each in found)
    Assessment.objects.filter(pk=assessment.pk, score_rev__lt=revision).update(
        score_rev=revision, input_digest=digest
    )
    return count
