"""Keep levels in step with their inputs. The only writer of `Score` and `score_rev`."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from assessments.actions import runs
from assessments.models import Answer, Assessment, Run, Score
from assessments.models.risk import COMPUTED
from assessments.queries import consistent
from assessments.queries.inputs import Inputs, facts_of, inputs_of
from assessments.scoring import Credited, Method, Scores, register_of, score
from assessments.scoring.explanation import written

BATCH = 1000
NOT_APPLICABLE = Answer.State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Computed:
    """The levels of one risk as columns of `Score`."""

    risk_id: int
    columns: dict[str, Any]


def refresh(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do a SCORE run: read as of one moment, compute, store what changed.

    The read sees one input revision; the write happens only while no newer one
    was scored and the assessment is a draft. Running it twice, or twice at once,
    ends in the same rows.
    """
    with consistent.snapshot():
        assessment = Assessment.objects.get(pk=runs.assessment_of(run))
        revision = assessment.input_rev
        inputs = load(assessment)
        method = Method.from_document(assessment.method)
    runs.progress(run, at=clock(), step="Scoring", done=0, total=len(inputs))
    computed = list(compute(inputs, method))
    written = _store(run, revision, computed)
    return {"risks": len(computed), "written": written, "input_rev": revision}


def load(assessment: Assessment) -> list[Inputs]:
    """Return the inputs of every risk in the register. A fixed number of queries."""
    facts = facts_of(assessment)
    risks = assessment.risks.exclude(state="dismissed").select_related("treatment").order_by("pk")
    return [inputs_of(risk, facts) for risk in risks]


def compute(inputs: Sequence[Inputs], method: Method) -> Iterator[Computed]:
    """Yield the levels of each risk in its three states, in the order given."""
    counted = [each.counted() for each in inputs]
    none: list[tuple[Credited, ...]] = [()] * len(inputs)
    likelihood = [each.likelihood for each in inputs]
    consequence = [each.consequence for each in inputs]
    later = [each.residual_likelihood for each in inputs]
    plans = [each.planned() for each in inputs]
    found = {
        "inherent": score(register_of(likelihood, consequence, none), method),
        "current": score(register_of(likelihood, consequence, counted), method),
        "residual": score(register_of(later, consequence, plans), method),
    }
    for place, each in enumerate(inputs):
        yield Computed(each.risk.pk, _columns(found, place, each))


def _columns(found: dict[str, Scores], place: int, inputs: Inputs) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    dimensions: dict[str, list[int | None]] = {}
    for state, scores in found.items():
        columns[state] = _rank(scores.level[place])
        columns[f"{state}_likelihood"] = _rank(scores.likelihood[place])
        columns[f"{state}_consequence"] = _rank(scores.consequence[place])
        dimensions[state] = [_rank(level) for level in scores.by_dimension[place]]
    columns["details"] = {
        "by_dimension": dimensions,
        "numbers": _numbers(found["current"], place),
        "coverage": _coverage(inputs),
        "not_applicable": _not_applicable(inputs),
    }
    return columns


def _numbers(scores: Scores, place: int) -> dict[str, str | None]:
    """Return current likelihood and highest consequence before they are rounded to ranks."""
    likelihood, *consequence = scores.millionths[place].tolist()
    return {
        "likelihood": written(likelihood) if likelihood else None,
        "consequence": written(max(consequence)) if any(consequence) else None,
    }


def _rank(number: Any) -> int | None:
    return int(number) or None


def _coverage(inputs: Inputs) -> int | None:
    """Return how much of what could be done is done, in percent of the effects."""
    whole = sum(sum(measure.credited.effect) for measure in inputs.measures)
    done = sum(sum(m.credited.effect) * m.credited.halves for m in inputs.measures)
    return 50 * done // whole if whole else None


def _not_applicable(inputs: Inputs) -> int | None:
    """Return how much of what could be done is said not to apply: percent, rounded up."""
    whole = sum(sum(measure.credited.effect) for measure in inputs.measures)
    said = sum(sum(m.credited.effect) for m in inputs.measures if m.state == NOT_APPLICABLE)
    return -(-100 * said // whole) if whole else None


@transaction.atomic
def _store(run: Run, revision: int, computed: Iterable[Computed]) -> int:
    assessment = Assessment.objects.select_for_update().get(pk=runs.assessment_of(run))
    if assessment.score_rev >= revision or not assessment.is_draft:
        return 0
    known = {row.risk_id: row for row in assessment.scores.all()}
    new, changed = [], []
    digest = hashlib.sha256(f"{assessment.uuid} {revision}".encode())
    for each in computed:
        digest.update(repr((each.risk_id, sorted(each.columns.items(), key=str))).encode())
        row = known.pop(each.risk_id, None)
        if row is None:
            new.append(_row(assessment, revision, each))
        elif any(getattr(row, name) != value for name, value in each.columns.items()):
            for name, value in each.columns.items():
                setattr(row, name, value)
            row.scored_rev = revision
            changed.append(row)
    if known:
        assessment.scores.filter(pk__in=[row.pk for row in known.values()]).delete()
    Score.objects.bulk_create(new, batch_size=BATCH)
    Score.objects.bulk_update(changed, [*COMPUTED, "details", "scored_rev"], batch_size=BATCH)
    Assessment.objects.filter(pk=assessment.pk, score_rev__lt=revision).update(
        score_rev=revision, input_digest=digest.hexdigest()
    )
    return len(new) + len(changed)


def _row(assessment: Assessment, revision: int, computed: Computed) -> Score:
    return Score(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        risk_id=computed.risk_id,
        scored_rev=revision,
        **computed.columns,
    )
