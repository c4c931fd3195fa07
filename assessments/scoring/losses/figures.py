"""What many simulated years say: means, quantiles, the worst of them, and a curve."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

PERMILLE = 1000
QUANTILES = (100, 500, 900, 950, 990, 999)  # of the losses of a year
TAILS = (950, 990, 999)
_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)  # tenths: so close that a curve looks like one


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The losses of a year, in whole cents, from `years` simulated ones.

    `mean` is the annual loss expectancy and `error` its standard error; `quantiles` holds
    the losses that 10, 50, 90, 95, 99 and 99.9 % of the years do not exceed (the last
    three are the value at risk); `shortfall` the mean of the worst 5, 1 and 0.1 %. `hit`
    counts the years with any loss, `above` those above the tolerance; `curve` says for
    amounts how many years reach them.
    """

    years: int
    mean: int
    error: int
    quantiles: tuple[int, ...]
    shortfall: tuple[int, ...]
    hit: int
    above: int | None
    curve: tuple[tuple[int, int], ...]

    def to_document(self) -> dict[str, Any]:
        """Return the figures as plain JSON: integers only."""
        return {
            "years": self.years,
            "mean": self.mean,
            "error": self.error,
            "quantiles": list(self.quantiles),
            "shortfall": list(self.shortfall),
            "hit": self.hit,
            "above": self.above,
            "curve": [list(point) for point in self.curve],
        }


def figures_of(losses: Ints, years: int, tolerance: int | None = None) -> Figures:
    """
    Return the figures of *years* years, in k of which there are *losses* (k,); all in cents.

    Exact, whatever the order of the years, but for the standard error, which is rounded
    to a cent. O(k log k). Source: docs/method.md, rule M23.
    """
    some = np.sort(losses[losses > 0])
    total = int(some.sum())
    mean = Fraction(total, years)
    squares = float(np.square(some.astype(np.float64)).sum())
    variance = max(0.0, squares / years - float(mean) ** 2)
    return Figures(
        years=years,
        mean=round(mean),
        error=round(sqrt(variance / years)),
        quantiles=tuple(_quantile(some, years, permille) for permille in QUANTILES),
        shortfall=tuple(_shortfall(some, years, permille) for permille in TAILS),
        hit=len(some),
        above=None if tolerance is None else _reaching(some, tolerance + 1),
        curve=_curve(some),
    )


def rosi(before: int, after: int, cost: int) -> Fraction | None:
    """
    Return what a treatment earns for what it costs; None where it costs nothing.

        ROSI = (annual loss before - annual loss after - cost) / cost

    Source: docs/method.md, rule M23.
    """
    return Fraction(before - after - cost, cost) if cost > 0 else None


def _quantile(some: Ints, years: int, permille: int) -> int:
    """Return the least loss that so many years do not exceed."""
    place = -(-years * permille // PERMILLE) - 1 - (years - len(some))
    return int(some[place]) if place >= 0 else 0


def _shortfall(some: Ints, years: int, permille: int) -> int:
    """Return the mean loss of the worst years, as many as exceed the quantile at most."""
    worst = max(1, years - years * permille // PERMILLE)
    return round(Fraction(int(some[-worst:].sum()), worst))


def _reaching(some: Ints, amount: int) -> int:
    return len(some) - int(np.searchsorted(some, amount))


def _curve(some: Ints) -> tuple[tuple[int, int], ...]:
    amounts = _amounts(some)
    below = np.searchsorted(some, np.array(amounts, dtype=np.int64)).tolist()
    return tuple((amount, len(some) - less) for amount, less in zip(amounts, below, strict=True))


def _amounts(some: Ints) -> list[int]:
    """Return round amounts, ten of each power of ten, that span the losses."""
    if not len(some):
        return []
    low, high = int(some[0]), int(some[-1])
    decades = range(len(str(low)) - 1, len(str(high)) + 1)
    tenths = [step * 10**decade for decade, step in product(decades, _STEPS)]
    kept = [each // 10 for each in tenths if not each % 10 and low < each // 10 <= high]
    return [low, *kept, high] if high > low else [low]
