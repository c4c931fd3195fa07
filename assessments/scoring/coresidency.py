"""Guests of unlike trust behind the same walls."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WIDE = 2  # steps of trust between two guests
EXPOSED = 1  # the trust of what anybody may reach


@dataclass(frozen=True, slots=True)
class Gaps:
    """
    The spread of trust in each of k places; 0 where no guest of known trust is on.

    `lowest` and `highest` (k,) are the trust of the least and the most trusted guest.
    """

    lowest: Ints
    highest: Ints

    @property
    def gap(self) -> Ints:
        """Return how many steps lie between them, (k,)."""
        return self.highest - self.lowest

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Say which places hold an exposed guest beside one that is two steps above, (k,)."""
        found: NDArray[np.bool_] = (self.lowest == EXPOSED) & (self.gap >= WIDE)
        return found


def gaps(place: Ints, trust: Ints, powered: NDArray[np.bool_], count: int) -> Gaps:
    """
    Return the spread of trust among the guests of each of *count* places, in O(guests).

    `place` (n,) says where each guest runs, -1 for nowhere; `trust` (n,) is that of its
    domain, 0 for unset; `powered` (n,) whether it is on. Only guests that are on, somewhere,
    and of known trust count: what is not known opens no gap, and closes none.

    Source: docs/method.md, rule M20.
    """
    counts = powered & (trust > 0) & (place >= 0)
    lowest = np.full(count, np.iinfo(np.int64).max)
    highest = np.zeros(count, dtype=np.int64)
    np.minimum.at(lowest, place[counts], trust[counts])
    np.maximum.at(highest, place[counts], trust[counts])
    return Gaps(np.where(highest > 0, lowest, 0), highest)
