"""A dependency graph as arrays: the edges that lead to one node lie side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FULL = 100  # hundredths
_BITS = 63  # of a number that an int64 holds


@dataclass(frozen=True, slots=True)
class Graph:
    """
    n nodes and e edges, sorted by `lower`; node `upper` depends on node `lower`.

    `degree` (3, e) says how much of the value of `upper` falls on `lower` in C, I, A, in
    hundredths. The edges that lead to node k are `starts[k]:starts[k + 1]`.
    """

    count: int
    upper: Ints
    lower: Ints
    degree: Ints
    starts: Ints

    def only(self, kept: Bools) -> "Graph":
        """Return the graph of the same nodes with the *kept* (e,) edges alone."""
        return _sorted(self.count, self.upper[kept], self.lower[kept], self.degree[:, kept])

    def strongest(self, upper: int, lower: int, dimension: int) -> int:
        """Return the share of *upper* that falls on *lower*, in hundredths; 0 where none does."""
        edges = slice(self.starts[lower], self.starts[lower + 1])
        degree = self.degree[dimension, edges]
        return int(degree[self.upper[edges] == upper].max(initial=0))

    def below(self) -> "Below":
        """Return the same edges seen from above."""
        order = places_by(self.upper)
        return Below(_starts(self.upper, self.count), self.lower[order])


@dataclass(frozen=True, slots=True)
class Below:
    """What node k depends on: `lower[starts[k]:starts[k + 1]]`."""

    starts: Ints
    lower: Ints


def graph_of(count: int, upper: Ints, lower: Ints, degree: Ints) -> Graph:
    """
    Return the graph of *count* nodes with these edges, in O(nodes + edges).

    *upper* and *lower* have shape (e,), *degree* (3, e) holds hundredths, 0 to 100.
    """
    order = places_by(lower)
    return _sorted(count, upper[order], lower[order], degree[:, order])


def places_by(keys: Ints) -> Ints:
    """
    Return the places that sort *keys* (numbers from 0), equal ones in the order given.

    Key and place are sorted as one number where it fits, which processors do fastest.
    """
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > _BITS:
        return np.argsort(keys, kind="stable")
    found = keys << bits
    found |= np.arange(len(keys))
    found.sort()
    found &= (1 << bits) - 1
    return found


def _sorted(count: int, upper: Ints, lower: Ints, degree: Ints) -> Graph:
    return Graph(count, upper, lower, np.ascontiguousarray(degree), _starts(lower, count))


def _starts(nodes: Ints, count: int) -> Ints:
    """Return where the edges of each of *count* nodes begin once they lie side by side."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(nodes, minlength=count), out=starts[1:])
    return starts
