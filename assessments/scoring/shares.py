"""Which share of each upper node's value falls on a layer, each node once."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush

from assessments.scoring.graph import Dependency

Above = Mapping[int, Sequence[tuple[int, int]]]  # lower -> (upper, degree in hundredths)


def above_of(dependencies: Iterable[Dependency], dimension: int) -> Above:
    """Return who depends on each node in one dimension (0 C, 1 I, 2 A). O(edges)."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in dependencies:
        if degree := each.degree[dimension]:
            found.setdefault(each.lower, []).append((each.upper, degree))
    return found


def shares_on(above: Above, nodes: Iterable[int]) -> dict[int, Fraction]:
    """
    Return the best share of each node's value that falls on any of *nodes*.

        share(A, layer) = max over paths from A to a node of the layer of the product of degrees

    A node that carries the layer itself has share 1; whoever does not depend on the layer is
    not in the answer. Only what lies above the layer is visited, without recursion.

    Source: docs/method.md, rule M23.
    """
    found: dict[int, Fraction] = {}
    queue = [(Fraction(-1), node) for node in sorted(set(nodes))]
    while queue:
        share, node = heappop(queue)
        if node in found:
            continue
        found[node] = -share
        for upper, degree in above.get(node, ()):
            if upper not in found:
                heappush(queue, (share * degree / 100, upper))
    return found
