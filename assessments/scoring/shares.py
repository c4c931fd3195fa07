"""Which share of each upper node's value falls on a layer, each node once."""

from collections.abc import Iterable
from fractions import Fraction
from heapq import heappop, heappush

from assessments.scoring.reach import Graph


def shares_on(graph: Graph, dimension: int, nodes: Iterable[int]) -> dict[int, Fraction]:
    """
    Return the best share of each node's value that falls on any of *nodes* (0 C, 1 I, 2 A).

        share(A, layer) = max over paths from A to a node of the layer of the product of degrees

    A node that carries the layer itself has share 1; whoever does not depend on the layer is
    not in the answer. Only what lies above the layer is visited, without recursion.

    Source: docs/method.md, rule M26.
    """
    found: dict[int, Fraction] = {}
    queue = [(Fraction(-1), node) for node in sorted(set(nodes))]
    while queue:
        share, node = heappop(queue)
        if node in found:
            continue
        found[node] = -share
        edges = slice(graph.starts[node], graph.starts[node + 1])
        above = zip(
            graph.upper[edges].tolist(), graph.degree[dimension, edges].tolist(), strict=True
        )
        for upper, degree in above:
            if degree and upper not in found:
                heappush(queue, (share * degree / 100, upper))
    return found
