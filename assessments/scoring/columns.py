"""Very many risks at once: those that share their measures share one small table of ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.method import DIMENSIONS, FACTORS, Method
from assessments.scoring.register import Ints, Register, factors_of, millionths_of, rounded

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

BLOCK = 1 << 14  # rows that are worked on together, so that what is between stays in the cache
_RANK = 7  # the lower three bits of a packed cell; its level lies above them
_BITS = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """
    The inputs of n risks; 0 stands for unset.

    `likelihood` has shape (n,), `consequence` (3, n) for C, I, A, both ranks; `profile`
    (n,) says which profile's measures a risk has.
    """

    likelihood: Bytes
    consequence: Bytes
    profile: Places

    def at(self, places: Places) -> "Columns":
        """Return the columns of the risks at *places*, in that order."""
        return Columns(self.likelihood[places], self.consequence[:, places], self.profile[places])


@dataclass(frozen=True, slots=True)
class Table:
    """
    What p profiles make of each rank; rank 0 (unset) gives 0.

    `likelihood` (p * s,) holds ranks, s being one more than the highest rank. `cells`
    (3, p * s * s), by profile, likelihood and consequence before measures, holds
    level * 8 + consequence after measures for C, I and A.
    """

    likelihood: Bytes
    cells: Bytes
    size: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """Levels of n risks; 0 stands for unset. `by_dimension` has shape (3, n)."""

    level: Bytes
    likelihood: Bytes
    consequence: Bytes
    by_dimension: Bytes


def table_of(profiles: Register, method: Method, most: Places | None = None) -> Table:
    """
    Return the table of profiles that are given as a register of one row each.

    Only the measures of *profiles* are looked at; every rank is tried with them, by the
    same exact rounding as `register.score`. *most* (p,) is the highest likelihood that a
    profile leaves, whatever a risk's own is. O(profiles * ranks + measures).

    Source: docs/method.md, rule M6.
    """
    factors = factors_of(profiles, method)
    size = max(len(method.grid), len(method.grid[0])) + 1
    ranks = np.zeros((size, *factors.shape), dtype=np.uint8)
    for rank in range(1, size):
        given = np.full(factors.shape, rank, dtype=np.int64)
        if most is not None:
            given[:, 0] = np.minimum(given[:, 0], most)
        ranks[rank] = rounded(1 + (given - 1) * factors, given, profiles, method)
    return Table(likelihood=ranks[:, :, 0].T.ravel(), cells=_cells(ranks, method), size=size)


def rank(columns: Columns, tables: Sequence[Table]) -> list[Ranked]:
    """
    Return the levels of every risk by each table: one look-up a dimension, no arithmetic.

    O(n) in time, and in memory beyond the result O(`BLOCK`).

    Source: docs/method.md, rule M6.
    """
    count = len(columns.likelihood)
    found = [
        Ranked(
            level=np.zeros(count, dtype=np.uint8),
            likelihood=np.zeros(count, dtype=np.uint8),
            consequence=np.zeros(count, dtype=np.uint8),
            by_dimension=np.zeros((len(DIMENSIONS), count), dtype=np.uint8),
        )
        for _table in tables
    ]
    for start in range(0, count, BLOCK):
        block = slice(start, start + BLOCK)
        places = _places(columns, tables[0].size, block)
        given = np.minimum(columns.likelihood[block], columns.consequence[:, block].min(axis=0))
        for table, ranked in zip(tables, found, strict=True):
            _look_up(places, table, given > 0, ranked, block)
    return found


def kinds_of(columns: Columns) -> tuple[Places, Places]:
    """
    Return which risks are alike in profile and ranks: their levels are alike in all.

    The first place (k,) of each kind, and the kind (n,) of each risk.
    """
    packed = columns.profile
    for ranks in (columns.likelihood, *columns.consequence):
        packed = (packed << _BITS) | ranks
    _packed, first, kind = np.unique(packed, return_index=True, return_inverse=True)
    return first, kind


def in_millionths(columns: Columns, profiles: Register, method: Method) -> Ints:
    """Return likelihood, C, I and A of each risk before rounding: (n, 4). For few risks."""
    ranks = np.column_stack([columns.likelihood, *columns.consequence]).astype(np.int64)
    alone = profiles.at(columns.profile)
    numbers = 1 + (ranks - 1) * factors_of(alone, method)
    return millionths_of(numbers, ranks, alone, method)


def columns_of(
    likelihood: Sequence[int | None],
    consequence: Sequence[Sequence[int | None]],
    profile: Sequence[int],
) -> Columns:
    """Return the columns of risks that are given one by one; None is unset."""
    rows = [[each or 0 for each in three] for three in consequence]
    return Columns(
        likelihood=np.array([each or 0 for each in likelihood], dtype=np.uint8),
        consequence=np.array(rows, dtype=np.uint8).reshape(len(rows), len(DIMENSIONS)).T.copy(),
        profile=np.array(profile, dtype=np.int64),
    )


def _cells(ranks: Bytes, method: Method) -> Bytes:
    """Return level and consequence of each profile, likelihood and consequence, packed."""
    size, count, _factors = ranks.shape
    grid = np.zeros((size, size), dtype=np.uint8)
    grid[1 : len(method.grid) + 1, 1 : len(method.grid[0]) + 1] = method.grid
    packed = (grid << _BITS) | np.arange(size, dtype=np.uint8)
    likelihood = ranks[:, :, 0].T[:, :, None].astype(np.int64) * size
    cells = np.empty((len(DIMENSIONS), count, size, size), dtype=np.uint8)
    for place in range(len(DIMENSIONS)):
        packed.take(likelihood + ranks[:, :, place + 1].T[:, None, :], out=cells[place])
    return cells.reshape(len(DIMENSIONS), -1)


def _places(columns: Columns, size: int, block: slice) -> Places:
    """Return where to look for a block of rows: the likelihood, then C, I and A; (4, k)."""
    given = columns.likelihood[block]
    places = np.empty((len(FACTORS), len(given)), dtype=np.int64)
    np.multiply(columns.profile[block], size, out=places[0])
    np.add(places[0], given, out=places[0])
    base = places[0] * size
    for at in range(len(DIMENSIONS)):
        np.add(base, columns.consequence[at, block], out=places[at + 1])
    return places


def _look_up(
    places: Places, table: Table, is_set: NDArray[np.bool_], found: Ranked, block: slice
) -> None:
    level, worst = found.level[block], found.consequence[block]
    table.likelihood.take(places[0], out=found.likelihood[block], mode="clip")
    packed = np.empty(len(level), dtype=np.uint8)
    for at in range(len(DIMENSIONS)):
        table.cells[at].take(places[at + 1], out=packed, mode="clip")
        cells = found.by_dimension[at, block]
        np.right_shift(packed, _BITS, out=cells)
        np.maximum(level, cells, out=level)
        packed &= _RANK
        np.maximum(worst, packed, out=worst)
    np.multiply(level, is_set, out=level)
    np.multiply(worst, is_set, out=worst)
