"""A whole register at once: columns in, columns out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.counting import left_of
from assessments.scoring.method import DIMENSIONS, FACTORS, KINDS, Method
from assessments.scoring.reference import Credited

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_NEAR = 1e-9  # closer to a step than this, a float cannot be trusted: fractions decide
_FULL = 2  # halves
MILLION = 1_000_000
_PLACES = {kind: place for place, kind in enumerate(KINDS)}
_FACTORS = {"": -1} | {factor: place for place, factor in enumerate(FACTORS)}


@dataclass(frozen=True, slots=True)
class Register:
    """
    The inputs of n risks as columns; 0 stands for unset.

    `likelihood` has shape (n,), `consequence` (n, 3) for C, I, A. The measures of
    risk r are rows `starts[r]:starts[r + 1]` of the measure columns: `effect`
    (k, 4) hundredths for likelihood, C, I, A; `kind` (k,) index into KINDS;
    `halves` (k,) 0-2; `key` (k,) index into FACTORS,
    -1 for a measure that is key for none.
    """

    likelihood: Ints
    consequence: Ints
    starts: Ints
    effect: Ints
    kind: Ints
    halves: Ints
    key: Ints

    def at(self, places: Ints) -> "Register":
        """Return the register of the risks at *places*, in that order."""
        counts = np.diff(self.starts)[places]
        starts = np.concatenate([[0], np.cumsum(counts)])
        measures = np.arange(starts[-1]) + np.repeat(self.starts[places] - starts[:-1], counts)
        return Register(
            likelihood=self.likelihood[places],
            consequence=self.consequence[places],
            starts=starts,
            effect=self.effect[measures],
            kind=self.kind[measures],
            halves=self.halves[measures],
            key=self.key[measures],
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """
    Levels of n risks as columns; 0 stands for unset. `by_dimension` has shape (n, 3).

    `millionths` (n, 4) holds likelihood, C, I and A after measures, rounded half to even.
    """

    level: Ints
    likelihood: Ints
    consequence: Ints
    by_dimension: Ints
    millionths: Ints


def register_of(
    likelihood: Sequence[int | None],
    consequence: Sequence[Sequence[int | None]],
    measures: Sequence[Sequence[Credited]],
) -> Register:
    """Return the columns of n risks that are given one by one; None is unset."""
    flat = list(chain.from_iterable(measures))
    ranks = [rank or 0 for rank in chain.from_iterable(consequence)]
    effects = list(chain.from_iterable(measure.effect for measure in flat))
    return Register(
        likelihood=np.array([rank or 0 for rank in likelihood], dtype=np.int64),
        consequence=np.array(ranks, dtype=np.int64).reshape(len(likelihood), len(DIMENSIONS)),
        starts=np.array([0, *accumulate(len(found) for found in measures)], dtype=np.int64),
        effect=np.array(effects, dtype=np.int64).reshape(len(flat), len(FACTORS)),
        kind=np.array([_PLACES[measure.kind] for measure in flat], dtype=np.int64),
        halves=np.array([measure.halves for measure in flat], dtype=np.int64),
        key=np.array([_FACTORS[measure.key] for measure in flat], dtype=np.int64),
    )


def score(register: Register, method: Method) -> Scores:
    """
    Score every risk of a register by the pinned method, exactly.

    Factors are computed in floating point; a number within a billionth of a step
    is decided in exact fractions, so each rank is that of `reference.score_one`.
    O(risks + measures), no Python object per risk but for the close calls.

    Source: docs/method.md, rules M6 and M21.
    """
    ranks = np.column_stack([register.likelihood, register.consequence]).astype(np.int64)
    numbers = 1 + (ranks - 1) * factors_of(register, method)
    found = rounded(numbers, ranks, register, method)
    grid = np.zeros((len(method.grid) + 1, len(method.grid[0]) + 1), dtype=np.int64)
    grid[1:, 1:] = np.array(method.grid, dtype=np.int64)
    cells = grid[found[:, :1], found[:, 1:]]
    is_set = (ranks > 0).all(axis=1)
    return Scores(
        level=np.where(is_set, cells.max(axis=1, initial=0), 0),
        likelihood=found[:, 0],
        consequence=np.where(is_set, found[:, 1:].max(axis=1, initial=0), 0),
        by_dimension=cells,
        millionths=millionths_of(numbers, ranks, register, method),
    )


def factors_of(register: Register, method: Method) -> Floats:
    """Return F, the part that the measures of each risk leave: (n, 4), by the formula pinned."""
    owner = np.repeat(np.arange(len(register.likelihood)), np.diff(register.starts))
    return _BY_FORMULA[method.formula](register, method, owner)


def _capped_product(register: Register, method: Method, owner: Ints) -> Floats:
    n, count = len(register.likelihood), len(KINDS)
    with np.errstate(divide="ignore"):  # a measure may take off everything: log 0
        left = np.log1p(-(register.effect * register.halves[:, None]) / 200.0)
    slot = owner * count + register.kind
    factors = np.ones((n, len(FACTORS)))
    for place in range(len(FACTORS)):
        sums = np.bincount(slot, weights=left[:, place], minlength=n * count)
        open_part = np.exp(sums).reshape(n, count)
        factors[:, place] = (1 - _caps(method, place) * (1 - open_part)).prod(axis=1)
    key_open = np.zeros((n, len(FACTORS)), dtype=bool)
    opens = (register.key >= 0) & (register.halves < _FULL)
    key_open[owner[opens], register.key[opens]] = True
    return np.where(key_open, np.maximum(factors, 0.5), factors)


def _capped_coverage(register: Register, method: Method, owner: Ints) -> Floats:
    n, count = len(register.likelihood), len(KINDS)
    slot = owner * count + register.kind
    factors = np.ones((n, len(FACTORS)))
    for place in range(len(FACTORS)):
        effect = register.effect[:, place].astype(float)
        whole = np.bincount(slot, weights=effect, minlength=n * count)
        done = np.bincount(slot, weights=effect * register.halves, minlength=n * count)
        covered = (done / (2 * np.maximum(100, whole))).reshape(n, count)
        factors[:, place] = (1 - _caps(method, place) * covered).prod(axis=1)
    return factors


def _plain_product(register: Register, _method: Method, owner: Ints) -> Floats:
    n = len(register.likelihood)
    with np.errstate(divide="ignore"):  # a measure may take off everything: log 0
        left = np.log1p(-(register.effect * register.halves[:, None]) / 200.0)
    sums = [
        np.bincount(owner, weights=left[:, place], minlength=n) for place in range(len(FACTORS))
    ]
    found: Floats = np.exp(np.column_stack(sums))
    return found


def _nothing(register: Register, _method: Method, _owner: Ints) -> Floats:
    return np.ones((len(register.likelihood), len(FACTORS)))


def _caps(method: Method, place: int) -> Floats:
    return np.array([method.caps[kind][place] for kind in KINDS]) / 100.0


_BY_FORMULA = {
    "r3": _capped_product,
    "r2": _capped_coverage,
    "r1": _plain_product,
    "none": _nothing,
}


def rounded(numbers: Floats, ranks: Ints, register: Register, method: Method) -> Ints:
    """Return the ranks (n, 4) of *numbers* that came from *ranks*; unset stays 0."""
    kept = 1 - method.earned / 100
    shifted = numbers - kept
    found = np.maximum(1, np.ceil(shifted)).astype(np.int64)
    close = (np.abs(shifted - np.rint(shifted)) < _NEAR) & (ranks > 0)
    for row, place in zip(*np.nonzero(close), strict=True):
        exact = 1 + (int(ranks[row, place]) - 1) * _exact_factor(
            register, int(row), int(place), method
        )
        step = exact - (1 - Fraction(method.earned, 100))
        found[row, place] = max(1, -(-step.numerator // step.denominator))
    return np.where(ranks > 0, found, 0)


def millionths_of(numbers: Floats, ranks: Ints, register: Register, method: Method) -> Ints:
    """Return *numbers* (n, 4) in millionths, rounded half to even; unset stays 0."""
    scaled = numbers * MILLION
    rounded = np.rint(scaled).astype(np.int64)
    close = (np.abs(np.abs(scaled - rounded) - 0.5) < _NEAR * MILLION) & (ranks > 0)
    for row, place in zip(*np.nonzero(close), strict=True):
        factor = _exact_factor(register, int(row), int(place), method)
        rounded[row, place] = round((1 + (int(ranks[row, place]) - 1) * factor) * MILLION)
    return np.where(ranks > 0, rounded, 0)


def _exact_factor(register: Register, row: int, place: int, method: Method) -> Fraction:
    span = range(int(register.starts[row]), int(register.starts[row + 1]))
    names = ("", *FACTORS)  # a key of -1 is none
    measures = [
        Credited(
            code="",
            kind=KINDS[int(register.kind[one])],
            effect=_four(register.effect[one].tolist()),
            halves=int(register.halves[one]),
            key=names[int(register.key[one]) + 1],
        )
        for one in span
    ]
    return left_of(FACTORS[place], measures, method)


def _four(effect: Sequence[int]) -> tuple[int, int, int, int]:
    likelihood, c, i, a = effect
    return likelihood, c, i, a
