"""A level as an account: what each measure takes off, so that the lines add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.method import FACTORS, Method
from assessments.scoring.reference import Credited, factor_of

Four = tuple[Fraction, Fraction, Fraction, Fraction]
Ranks = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """Ranks of likelihood, C, I and A with the measures counted so far; `code` names the step."""

    code: str
    ranks: Ranks
    measures: tuple[Credited, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One step and what it adds to likelihood, C, I and A; a measure never adds, it takes."""

    code: str
    adds: Four


@dataclass(frozen=True, slots=True)
class Account:
    """Where the numbers start, what each step adds, and where they end."""

    start: Four
    entries: tuple[Entry, ...]
    end: Four


def account(stages: Sequence[Stage], method: Method, places: int = 2) -> Account:
    """
    Return what each stage after the first adds to the one before it.

    The factors multiply and kinds have caps, so a measure's share depends on those
    before it: each is credited for how far the numbers fall when it joins them.
    Numbers are rounded to *places* first, so start + entries = end exactly.

        adds[n, x] = number[x](stage n) - number[x](stage n-1)

    Source: docs/method.md, rule M6, for the numbers.
    """
    numbers = [_numbers(stage, method, places) for stage in stages]
    return Account(
        start=numbers[0],
        entries=tuple(
            Entry(stage.code, _difference(now, was))
            for stage, was, now in zip(stages[1:], numbers, numbers[1:], strict=False)
        ),
        end=numbers[-1],
    )


def in_turn(ranks: Ranks, before: Sequence[Credited], after: Sequence[Credited]) -> Iterator[Stage]:
    """Yield a stage for each measure that goes from how it counted *before* to *after*."""
    for count, measure in enumerate(after, start=1):
        if measure != before[count - 1]:
            yield Stage(measure.code, ranks, (*after[:count], *before[count:]))


def _numbers(stage: Stage, method: Method, places: int) -> Four:
    likelihood, c, i, a = (
        round(1 + (rank - 1) * factor_of(name, stage.measures, method), places)
        for name, rank in zip(FACTORS, stage.ranks, strict=True)
    )
    return likelihood, c, i, a


def _difference(now: Four, was: Four) -> Four:
    likelihood, c, i, a = (after - before for after, before in zip(now, was, strict=True))
    return likelihood, c, i, a
