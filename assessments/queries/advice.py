"""What would lower the level of a risk, and what a person has to do for it."""

from dataclasses import dataclass

from assessments.catalogue import Item
from assessments.queries import scope
from assessments.queries.inputs import (
    Facts,
    Inputs,
    Measure,
    contradictions,
    raised_by,
    unraised_of,
)
from assessments.scoring import Credited, Method
from assessments.scoring.changes import Change, Option, Situation, what_would_change
from assessments.scoring.method import FACTORS


@dataclass(frozen=True, slots=True)
class ToDo:
    """One item to be done in full, and the checks whose findings have to be gone for that."""

    item: Item
    clears: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """
    A change that lowers the level, and what it takes.

    Without anything to do it is one rank that is `rank` now and would be one lower.
    """

    change: Change
    todo: tuple[ToDo, ...]
    rank: int | None = None


def advice_on(inputs: Inputs, facts: Facts, method: Method) -> tuple[Advice, ...]:
    """Return what would lower the current level of a risk, the smallest changes first."""
    changes = what_would_change(situation_of(inputs, facts), method)
    ranks = dict(zip(FACTORS, (inputs.likelihood, *inputs.consequence), strict=True))
    return tuple(
        Advice(
            change=change,
            todo=_todo(change, inputs, facts),
            rank=ranks[change.lowered[0]] if change.lowered else None,
        )
        for change in changes
    )


def situation_of(inputs: Inputs, facts: Facts) -> Situation:
    """
    Return a risk as it is now, with what each item would do to it.

    An item that treats the risk in no other way takes part when it clears a finding
    that raises the likelihood.
    """
    kind = facts.edition.risks.get(inputs.risk.code)
    raising = raised_by(inputs.risk, facts)
    return Situation(
        likelihood=inputs.likelihood,
        consequence=inputs.consequence,
        options=(*_options(inputs), *_clearing(inputs, raising, facts)),
        raised_by=raising,
        unraised=facts.method.placed("l", unraised_of(inputs.risk, facts)) if kind else None,
    )


def _options(inputs: Inputs) -> tuple[Option, ...]:
    return tuple(
        Option(
            now=measure.credited,
            full=measure.item.effect_on(inputs.risk.code).as_tuple(),
            builders=_builders(measure, inputs.measures) if measure.is_paper else frozenset(),
        )
        for measure in inputs.measures
    )


def _builders(design: Measure, measures: tuple[Measure, ...]) -> frozenset[str]:
    return frozenset(each.item.code for each in measures if each.item.realises == design.item.code)


def _clearing(
    inputs: Inputs, raising: tuple[frozenset[str], ...], facts: Facts
) -> tuple[Option, ...]:
    known = {measure.item.code for measure in inputs.measures}
    items = [facts.edition.item(code) for code in sorted(frozenset().union(*raising) - known)]
    return tuple(
        Option(now=Credited(item.code, item.kind, (0, 0, 0, 0), halves=0), full=(0, 0, 0, 0))
        for item in items
        if scope.applies(item, facts.facts)
    )


def _todo(change: Change, inputs: Inputs, facts: Facts) -> tuple[ToDo, ...]:
    return tuple(
        ToDo(facts.edition.item(code), contradictions(code, inputs.risk.group_id, facts))
        for code in change.measures
    )
