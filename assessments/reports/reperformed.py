"""Levels computed again from a snapshot alone: what an auditor's second calculation is."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, cast

from assessments.reports.document import Document
from assessments.reports.judgements import Credit, Rating, Risk, State
from assessments.scoring import Credited, Method, score_one
from assessments.scoring.explanation import decimal

HALVES: Mapping[str, int] = {"0": 0, "1/2": 1, "1": 2}
PAPER = 10  # hundredths that a design counts for until it is built
DISMISSED = "dismissed"


def differences(content: bytes) -> list[str]:
    """
    Return where the levels in a snapshot are not those that its inputs give, in words.

    Raises:
        canonical.NotCanonical, records.NotADocument: *content* is no snapshot.
    """
    document = Document.from_json(content)
    method = Method.from_document(cast(Mapping[str, Any], document.criteria.method))
    return [words for risk in document.risks for words in _differences(risk, method)]


def _differences(risk: Risk, method: Method) -> Iterator[str]:
    now = _effective(risk)
    likelihood = method.placed("l", now.likelihood)
    consequence = (
        method.placed("c", now.consequence_c),
        method.placed("i", now.consequence_i),
        method.placed("a", now.consequence_a),
    )
    states = {
        "inherent": (risk.inherent, likelihood, ()),
        "current": (risk.current, likelihood, _counted(risk, is_planned=False)),
        "residual": (
            risk.residual,
            risk.residual_likelihood_input,
            _counted(risk, is_planned=True),
        ),
    }
    for name, (stored, rank, measures) in states.items():
        if stored != _state(rank, consequence, measures, method):
            yield f"{risk.key} {name}"


def _effective(risk: Risk) -> Rating:
    """Return the rating that counts: in each part the judged one, else the proposed."""
    judged, proposed = risk.judged, risk.proposed
    parts = {
        field.name: getattr(proposed if getattr(judged, field.name) is None else judged, field.name)
        for field in fields(Rating)
    }
    return Rating(**parts)


def _counted(risk: Risk, *, is_planned: bool) -> tuple[Credited, ...]:
    return tuple(_credited(credit, is_planned=is_planned) for credit in risk.credits)


def _credited(credit: Credit, *, is_planned: bool) -> Credited:
    is_paper = credit.planned_paper if is_planned else credit.paper
    written = (credit.effect_l, credit.effect_c, credit.effect_i, credit.effect_a)
    shares = (int(100 * Fraction(text)) for text in written)
    likelihood, c, i, a = (min(PAPER, share) if is_paper else share for share in shares)
    return Credited(
        code=credit.item,
        kind=credit.kind,
        effect=(likelihood, c, i, a),
        halves=HALVES[credit.planned_credit if is_planned else credit.credit],
        key=credit.key,
    )


def _state(
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
