"""How measures count: the part that they leave of likelihood and consequence, by formula."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
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


def left_of(factor: str, measures: Sequence[Counted], method: Method) -> Fraction:
    """
    Return F: the part of likelihood (l) or of one dimension (c, i, a) that measures leave.

    Source: docs/method.md, rules M6 and M21.
    """
    return _BY_FORMULA[method.formula](factor, measures, method)


def _capped_product(factor: str, measures: Sequence[Counted], method: Method) -> Fraction:
    place = FACTORS.index(factor)
    left = Fraction(1)
    for kind in KINDS:
        alike = [measure for measure in measures if measure.kind == kind]
        left *= 1 - method.cap(kind, factor) * (1 - _product(place, alike))
    key_is_open = any(measure.key == factor and measure.halves < FULL for measure in measures)
    return max(left, HALF) if key_is_open else left


def _capped_coverage(factor: str, measures: Sequence[Counted], method: Method) -> Fraction:
    place = FACTORS.index(factor)
    left = Fraction(1)
    for kind in KINDS:
        alike = [measure for measure in measures if measure.kind == kind]
        whole = sum(measure.effect[place] for measure in alike)
        done = sum(measure.effect[place] * measure.halves for measure in alike)
        left *= 1 - method.cap(kind, factor) * Fraction(done, 2 * max(100, whole))
    return left


def _plain_product(factor: str, measures: Sequence[Counted], _method: Method) -> Fraction:
    return _product(FACTORS.index(factor), measures)


def _nothing(_factor: str, _measures: Sequence[Counted], _method: Method) -> Fraction:
    return Fraction(1)


def _product(place: int, measures: Sequence[Counted]) -> Fraction:
    return prod(
        (1 - Fraction(measure.effect[place] * measure.halves, 200) for measure in measures),
        start=Fraction(1),
    )


_BY_FORMULA: Mapping[str, Callable[[str, Sequence[Counted], Method], Fraction]] = {
    "r3": _capped_product,
    "r2": _capped_coverage,
    "r1": _plain_product,
    "none": _nothing,
}
