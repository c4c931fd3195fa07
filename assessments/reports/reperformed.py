"""Levels computed again from a snapshot alone: what an auditor's second calculation is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from typing import Any, Self, cast

from assessments.reports.document import Document
from assessments.reports.judgements import Credit, Rating, Risk, State
from assessments.scoring import Credited, Method, register_of, score, score_one
from assessments.scoring.explanation import decimal, written

STATES = ("inherent", "current", "residual")
HALVES: Mapping[str, int] = {"0": 0, "1/2": 1, "1": 2}
PAPER = 10  # hundredths that a design counts for until it is built


def differences(content: bytes) -> list[str]:
    """
    Return where the levels in a snapshot are not those that its inputs give, in words.

    All risks are computed as columns; one that differs there is computed again in exact
    fractions, which decide.

    Raises:
        canonical.NotCanonical, records.NotADocument: *content* is no snapshot.
    """
    document = Document.from_json(content)
    method = Method.from_document(cast(Mapping[str, Any], document.criteria.method))
    inputs = [_Inputs.of(risk, method) for risk in document.risks]
    found = {
        (place, name)
        for name in STATES
        for place in _unlike([each.states[name] for each in inputs], method)
    }
    return [
        f"{risk.key} {name}"
        for place, risk in enumerate(document.risks)
        for name in STATES
        if (place, name) in found and not inputs[place].states[name].holds(method)
    ]


@dataclass(frozen=True, slots=True)
class _State:
    """One state of one risk: its inputs, and what is stored."""

    stored: State
    likelihood: int | None
    consequence: tuple[int | None, int | None, int | None]
    measures: tuple[Credited, ...]

    def holds(self, method: Method) -> bool:
        """Say whether what is stored follows, in exact fractions."""
        return self.stored == _exactly(self.likelihood, self.consequence, self.measures, method)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The three states of one risk."""

    states: Mapping[str, _State]

    @classmethod
    def of(cls, risk: Risk, method: Method) -> Self:
        now = _effective(risk)
        likelihood = method.placed("l", now.likelihood)
        consequence = (
            method.placed("c", now.consequence_c),
            method.placed("i", now.consequence_i),
            method.placed("a", now.consequence_a),
        )
        counted = tuple(_credited(credit, is_planned=False) for credit in risk.credits)
        planned = tuple(_credited(credit, is_planned=True) for credit in risk.credits)
        later = risk.residual_likelihood_input
        return cls(
            {
                "inherent": _State(risk.inherent, likelihood, consequence, ()),
                "current": _State(risk.current, likelihood, consequence, counted),
                "residual": _State(risk.residual, later, consequence, planned),
            }
        )


def _unlike(states: Sequence[_State], method: Method) -> Iterator[int]:
    """Yield the places of the risks whose stored state is not the one computed as columns."""
    found = score(
        register_of(
            [each.likelihood for each in states],
            [each.consequence for each in states],
            [each.measures for each in states],
        ),
        method,
    )
    ranks = zip(found.level, found.likelihood, found.consequence, found.millionths, strict=True)
    for place, (level, likelihood, consequence, numbers) in enumerate(ranks):
        stored = states[place].stored
        computed = (
            *(int(rank) or None for rank in (level, likelihood, consequence)),
            *(written(number) if number else None for number in numbers.tolist()),
        )
        if computed != tuple(getattr(stored, field.name) for field in fields(State)):
            yield place


def _effective(risk: Risk) -> Rating:
    """Return the rating that counts: in each part the judged one, else the proposed."""
    judged, proposed = risk.judged, risk.proposed
    parts = {
        field.name: getattr(proposed if getattr(judged, field.name) is None else judged, field.name)
        for field in fields(Rating)
    }
    return Rating(**parts)


def _credited(credit: Credit, *, is_planned: bool) -> Credited:
    is_paper = credit.planned_paper if is_planned else credit.paper
    effects = (credit.effect_l, credit.effect_c, credit.effect_i, credit.effect_a)
    shares = map(_hundredths, effects)
    likelihood, c, i, a = (min(PAPER, share) if is_paper else share for share in shares)
    return Credited(
        code=credit.item,
        kind=credit.kind,
        effect=(likelihood, c, i, a),
        halves=HALVES[credit.planned_credit if is_planned else credit.credit],
        key=credit.key,
    )


@cache
def _hundredths(text: str) -> int:
    return int(100 * Fraction(text))


def _exactly(
    likelihood: int | None,
    consequence: tuple[int | None, int | None, int | None],
    measures: tuple[Credited, ...],
    method: Method,
) -> State:
    levels = score_one(likelihood, consequence, measures, method)
    n = levels.numbers
    likelihood_n, c, i, a = (
        None if number is None else decimal(number) for number in (n.likelihood, n.c, n.i, n.a)
    )
    return State(
        level=levels.level,
        likelihood=levels.likelihood,
        consequence=levels.consequence,
        likelihood_number=likelihood_n,
        consequence_c_number=c,
        consequence_i_number=i,
        consequence_a_number=a,
    )
