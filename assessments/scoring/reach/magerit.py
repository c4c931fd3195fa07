"""The transitive degree of MAGERIT: how much of one asset's value depends on each other one."""

from collections.abc import Sequence

import numpy as np

from assessments.scoring.reach.graph import Floats, Graph
from assessments.scoring.reach.order import Order


class Circular(ValueError):
    """The recursion is not defined on a circle; the text names its members."""


def degrees(source: int, graph: Graph, order: Order, dimension: int) -> Floats:
    """
    Return the degree to which *source* depends on each node: (n,) floats from 0 to 1.

        deg(A => C) = (+) over the B right above C of deg(A => B) x deg(B -> C)
        a (+) b = 1 - (1 - a)(1 - b)

    The recursion is on the last hop, as published: paths that share their head count it
    for each of them. O(edges), in topological order.

    Raises:
        Circular: a circle is below *source*.

    Source: docs/method.md, rule M18; MAGERIT version 3, book III, 2.2.2.
    """
    found = np.zeros(graph.count)
    found[source] = 1.0
    circles = {member: circle for circle in order.circles for member in circle}
    for node in np.argsort(order.level, kind="stable").tolist():
        edges = slice(graph.starts[node], graph.starts[node + 1])
        through = found[graph.upper[edges]] * graph.degree[dimension, edges] / 100
        if node == source or not through.any():
            continue
        if node in circles:
            raise Circular(", ".join(str(member) for member in circles[node]))
        found[node] = 1 - np.prod(1 - through)
    return found


def accumulated(own: Sequence[float], node_degrees: Sequence[float]) -> float:
    """
    Return what an asset is worth: its own value (first), and those above by their degrees.

        acc(B) = v(B) + sum over the A above of v(A) x deg(A => B)

    Source: docs/method.md, rule M18; MAGERIT version 3, book III, 2.2.2.
    """
    return float(sum(value * degree for value, degree in zip(own, node_degrees, strict=True)))
