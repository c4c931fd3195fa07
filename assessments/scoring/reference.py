"""One risk in exact fractions: the definition that all else is tested against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assessments.scoring.counting import FULL, left_of
from assessments.scoring.method import DIMENSIONS, FACTORS, Method


@dataclass(frozen=True, slots=True)
class Credited:
    """
    A measure as it counts for one risk.

    `effect` is what it takes off when done, in hundredths, for likelihood, C, I
    and A; `halves` is how far it is credited: 0 not, 1 half, 2 fully. `key` names
    the factor (l, c, i, a) that stays at one half or more until it is fully credited.
    """

    code: str
    kind: str
    effect: tuple[int, int, int, int]
    halves: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Likelihood and consequences after measures, as exact numbers; None where unset."""

    likelihood: Fraction | None
    c: Fraction | None
    i: Fraction | None
    a: Fraction | None


@dataclass(frozen=True, slots=True)
class Levels:
    """What follows for one risk in one state; None where an input is unset."""

    level: int | None
    likelihood: int | None
    consequence: int | None  # the highest over the dimensions
    by_dimension: tuple[int | None, int | None, int | None]
    numbers: Numbers


def score_one(
    likelihood: int | None,
    consequence: Sequence[int | None],
    measures: Iterable[Credited],
    method: Method,
) -> Levels:
    """
    Score one risk by the pinned method; by rule R3:

        q[k, x] = cap[k, x] * (1 - product over measures j of kind k of (1 - e[j, x] m[j]))
        F[x]    = product over kinds k of (1 - q[k, x])
        L' = 1 + (L - 1) F[L];  I'[x] = 1 + (I[x] - 1) F[x]
        level = max over x of grid[round(L')][round(I'[x])]

    Args:
        likelihood: rank 1-5, or None for unset.
        consequence: ranks in C, I and A, each 1-5 or None.
        measures: those whose facts hold; one with 0 halves changes nothing.
        method: the pinned method.

    Returns:
        Levels; unset as soon as likelihood or one consequence is unset.

    Source: docs/method.md, rules M6 and M21.
    """
    measures = tuple(measures)
    factor = {x: factor_of(x, measures, method) for x in FACTORS}
    numbers = Numbers(
        _number(likelihood, factor["l"]),
        *(_number(consequence[n], factor[x]) for n, x in enumerate(DIMENSIONS)),
    )
    return _levels(numbers, method)


def factor_of(factor: str, measures: Sequence[Credited], method: Method) -> Fraction:
    """Return F for likelihood or one dimension: the part that measures leave."""
    return left_of(factor, measures, method)


def level_of(number: Fraction, method: Method) -> int:
    """Return the rank of a number: three quarters of a step must be earned (default)."""
    return max(1, ceil(number - (1 - Fraction(method.earned, 100))))


def _number(rank: int | None, factor: Fraction) -> Fraction | None:
    return None if rank is None else 1 + (rank - 1) * factor


def _levels(numbers: Numbers, method: Method) -> Levels:
    likelihood = None if numbers.likelihood is None else level_of(numbers.likelihood, method)
    ranks = [
        None if number is None else level_of(number, method)
        for number in (numbers.c, numbers.i, numbers.a)
    ]
    cells = [
        None if likelihood is None or rank is None else method.cell(likelihood, rank)
        for rank in ranks
    ]
    known = [cell for cell in cells if cell is not None]
    is_set = len(known) == len(DIMENSIONS)
    return Levels(
        level=max(known) if is_set else None,
        likelihood=likelihood,
        consequence=max(rank for rank in ranks if rank is not None) if is_set else None,
        by_dimension=(cells[0], cells[1], cells[2]),
        numbers=numbers,
    )


__all__ = ["FULL", "Credited", "Levels", "Numbers", "factor_of", "level_of", "score_one"]
