"""How measures count: the part that they leave of likelihood and consequence, by formula."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Protocol

from assessments.scoring.method import FACTORS, KINDS, Method

HALF = Fraction(1, 2)
FULL = 2  # halves of credit


class Counted(Protocol):
    """A measure: its kind, effects in hundredths, halves of credit, and what it is key for."""

    @property
    def kind(self) -> str: ...
    @property
    def effect(self) -> tuple[int, int, int, int]: ...
    @property
    def halves(self) -> int: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Row:
    """A measure as one factor sees it: kind, effect in hundredths, halves, whether it is key."""

    kind: str
    effect: int
    halves: int
    is_key: bool


Rows = tuple[_Row, ...]
Caps = tuple[int, ...]  # hundredths, in the order of `KINDS`


def left_of(factor: str, measures: Sequence[Counted], method: Method) -> Fraction:
    """
    Return F: the part of likelihood (l) or of one dimension (c, i, a) that measures leave.

    Source: docs/method.md, rules M6 and M21.
    """
    place = FACTORS.index(factor)
    rows = tuple(
        _Row(each.kind, each.effect[place], each.halves, each.key == factor) for each in measures
    )
    return _left(method.formula, rows, tuple(method.caps[kind][place] for kind in KINDS))


@lru_cache(maxsize=8192)  # a page asks for the same measures of many risks, state by state
def _left(formula: str, rows: Rows, caps: Caps) -> Fraction:
    return _BY_FORMULA[formula](rows, caps)


def _capped_product(rows: Rows, caps: Caps) -> Fraction:
    left = Fraction(1)
    for kind, cap in zip(KINDS, caps, strict=True):
        alike = [row for row in rows if row.kind == kind]
        left *= 1 - Fraction(cap, 100) * (1 - _product(alike))
    key_is_open = any(row.is_key and row.halves < FULL for row in rows)
    return max(left, HALF) if key_is_open else left


def _capped_coverage(rows: Rows, caps: Caps) -> Fraction:
    left = Fraction(1)
    for kind, cap in zip(KINDS, caps, strict=True):
        alike = [row for row in rows if row.kind == kind]
        whole = sum(row.effect for row in alike)
        done = sum(row.effect * row.halves for row in alike)
        left *= 1 - Fraction(cap, 100) * Fraction(done, 2 * max(100, whole))
    return left


def _plain_product(rows: Rows, _caps: Caps) -> Fraction:
    return _product(rows)


def _nothing(_rows: Rows, _caps: Caps) -> Fraction:
    return Fraction(1)


def _product(rows: Iterable[_Row]) -> Fraction:
    taken = [row.effect * row.halves for row in rows if row.effect and row.halves]
    return Fraction(prod(200 - each for each in taken), 200 ** len(taken))


_BY_FORMULA: Mapping[str, Callable[[Rows, Caps], Fraction]] = {
    "r3": _capped_product,
    "r2": _capped_coverage,
    "r1": _plain_product,
    "none": _nothing,
}
