"""Levels computed anew from what is stored, one risk at a time: what stored ones are held to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from assessments.models import Assessment, Risk
from assessments.models.risk import COMPUTED
from assessments.queries.inputs import Inputs, facts_of, inputs_of
from assessments.queries.profiles import coverage, not_applicable
from assessments.scoring import Credited, Method, Scores, register_of, score
from assessments.scoring.explanation import written

PART = 5_000  # risks that are held at a time


@dataclass(frozen=True, slots=True)
class Computed:
    """The levels of one risk as columns of `Score`."""

    risk_id: int
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of one risk that is stored otherwise than its inputs give."""

    risk: str
    column: str
    stored: Any
    computed: Any


def load(assessment: Assessment) -> list[Inputs]:
    """Return the inputs of every risk in the register. A fixed number of queries."""
    facts = facts_of(assessment)
    return [inputs_of(risk, facts) for risk in _risks(assessment)]


def differences(assessment: Assessment) -> Iterator[Difference]:
    """
    Compute every stored level again, risk by risk, and yield what differs.

    Nothing is shared with the way in which levels are stored but the arithmetic of
    one row. Memory does not grow with the register. Read it in one snapshot.
    """
    facts, method = facts_of(assessment), Method.from_document(assessment.method)
    rows = _risks(assessment).select_related("treatment", "score").iterator(chunk_size=PART)
    while part := list(islice(rows, PART)):
        inputs = [inputs_of(risk, facts) for risk in part]
        for risk, computed in zip(part, compute(inputs, method), strict=True):
            yield from _differences(risk, computed)
    for key in assessment.scores.filter(risk__state="dismissed").values_list("risk__number"):
        yield Difference(f"R-{key[0]}", "level", "stored", "dismissed")


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
        "coverage": coverage(inputs.measures),
        "not_applicable": not_applicable(inputs.measures),
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


def _risks(assessment: Assessment) -> QuerySet[Risk]:
    kept = assessment.risks.exclude(state="dismissed")
    return kept.select_related("treatment").order_by("pk")


def _differences(risk: Risk, computed: Computed) -> Iterator[Difference]:
    row = getattr(risk, "score", None)
    for name in (*COMPUTED, "details"):
        stored = getattr(row, name, None)
        if stored != computed.columns[name]:
            yield Difference(risk.key, name, stored, computed.columns[name])
    level = risk.override_level or computed.columns["current"]
    if risk.level != level:
        yield Difference(risk.key, "level", risk.level, level)
