"""What every asset of an estate is worth at once: the best path to it, and all paths together."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.reach.graph import FULL, Floats, Graph, Ints
from assessments.scoring.reach.order import Order

UNIT = 10**16  # a claim of one rank; eight steps that keep less than all are still exact
UNSET = -1
HIGHEST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """
    The value of n nodes in one dimension.

    `own` (n,) and `claim` (n,) are what a node is set to and what it is worth: the number
    less one, in `UNIT`s, `UNSET` where there is none. `rank` (n,) is rounded half up, 0
    where unset.
    """

    own: Ints
    claim: Ints
    rank: Ints


def accumulate(own: Ints, graph: Graph, order: Order, dimension: int) -> Found:
    """
    Return the value of every node: that of the best path of all that lead to it.

    *own* (n,) holds ranks, 0 for unset. The numbers are whole multiples of 1 / `UNIT`, and
    exactly those of `graph.accumulate` over up to eight steps that keep less than all of a
    value; a step beyond rounds down. Circles need no care but patience: each of their
    members keeps the best path that leads to it. O(nodes + edges), level by level.

    Source: docs/method.md, rule M3.
    """
    claims = np.where(own > 0, (own - 1) * UNIT, UNSET)
    claim = claims.copy()
    degree = graph.degree[dimension]
    for step in order.steps:
        for _turn in range(step.turns):
            arrived = claim[step.upper]
            through = degree[step.edges]
            some = np.flatnonzero(through < FULL)  # most dependencies keep a value whole
            share = through[some]
            less = arrived[some] * share // FULL
            less[share == 0] = UNSET
            arrived[some] = less
            best = np.maximum.reduceat(arrived, step.first)
            claim[step.lower] = np.maximum(claim[step.lower], best)
    rank = np.where(claim >= 0, (claim + UNIT // 2) // UNIT + 1, 0)
    return Found(claims, claim, rank)


def path_to(node: int, found: Found, graph: Graph, dimension: int) -> tuple[int, ...]:
    """
    Return the nodes of a path that a value came over, from who set it down to *node*.

    Looks at the edges on the way alone: nothing is kept for it.
    """
    path, seen = [node], {node}
    while found.own[path[-1]] != found.claim[path[-1]]:
        place = path[-1]
        edges = slice(graph.starts[place], graph.starts[place + 1])
        upper, degree = graph.upper[edges], graph.degree[dimension, edges]
        arrived = np.where(degree < FULL, found.claim[upper] * degree // FULL, found.claim[upper])
        tight = upper[(arrived == found.claim[place]) & (degree > 0)].tolist()
        above = next((each for each in tight if each not in seen), None)
        if above is None:
            path.pop()  # a circle led back to where the path has been
        else:
            path.append(above)
            seen.add(above)
    return tuple(reversed(path))


def together(own: Ints, graph: Graph, order: Order, dimension: int) -> Floats:
    """
    Return what all values that reach each node come to together: (n,) floats, 0 where none.

        log10(sum over each A that has a value of its own: share(A, B) x 10^value(A))

    Each A counts once, with the share of its best path. O(values x (nodes + edges)).

    Source: docs/method.md, rule M3.
    """
    total = np.zeros(graph.count)
    for source in np.flatnonzero(own):
        alone = np.zeros(graph.count, dtype=np.int64)
        alone[source] = 2  # a claim of one unit: the claim that arrives is the share
        share = accumulate(alone, graph, order, dimension).claim / UNIT
        total += np.maximum(share, 0) * 10.0 ** own[source]
    return np.log10(total, out=np.zeros(graph.count), where=total > 0)


def lifted(rank: Ints, together: Floats) -> Ints:
    """
    Return ranks where values that come together count: the higher of both, at most 5.

        max(rank, min(5, floor(together + 1/2)))

    What no value reaches stays 0.

    Source: docs/method.md, rule M3.
    """
    sums = np.minimum(np.floor(together + 0.5).astype(np.int64), HIGHEST)
    found: Ints = np.where(rank > 0, np.maximum(rank, sums), 0)
    return found
