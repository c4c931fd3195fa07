"""Which guests each asset carries with it, over every path, and what they come to."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.reach.graph import FULL, Graph, Ints, places_by
from assessments.scoring.reach.order import Order, Step

WHOLE = 10**16  # a share of one; a hundred of them still fit an int64
HALF = WHOLE // 2
_DIMENSIONS = 3


@dataclass(slots=True)
class _Pairs:
    """
    Which guest reaches which node: those of node k are `begin[k]` and the `count[k] - 1` after.

    `share` (3, p) is how much of the guest's value falls on the node by its best path in
    C, I and A, in parts of `WHOLE`.
    """

    begin: Ints
    count: Ints
    guest: Ints
    share: Ints

    def places(self, nodes: Ints) -> tuple[Ints, Ints]:
        """Return the places of all pairs of *nodes*, and the number of the node of each."""
        counts = self.count[nodes]
        if (counts == 1).all():  # guests, which make up most of an estate
            return self.begin[nodes], np.arange(len(nodes))
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(self.begin[nodes] - (ends - counts), counts)
        return places, np.repeat(np.arange(len(nodes)), counts)

    def put(self, node: Ints, guest: Ints, share: Ints) -> None:
        """Replace the pairs of all nodes in *node*, which is sorted."""
        first = np.flatnonzero(np.diff(node, prepend=-1))
        self.begin[node[first]] = first + len(self.guest)
        self.count[node[first]] = np.diff(first, append=len(node))
        self.guest = np.concatenate([self.guest, guest])
        self.share = np.concatenate([self.share, share], axis=1)


@dataclass(frozen=True, slots=True)
class Blast:
    """
    What falls with each of n nodes.

    A guest is reached when half of its value or more falls on the node in one dimension, over
    any path. The guests of node k are `guest[starts[k]:starts[k + 1]]`. `guests`, `domains`
    and `trusts` (n,) count distinct ones; `weight` (n,) sums the weights of the guests.
    """

    starts: Ints
    guest: Ints
    guests: Ints
    domains: Ints
    trusts: Ints
    weight: Ints


@dataclass(frozen=True, slots=True)
class Guests:
    """
    The guests of an estate: `nodes` (g,), and what is known of each node that is one.

    `domain` and `trust` (n,) are the number of its domain and its trust, 0 for none;
    `weight` (n,) is what it weighs among all guests.
    """

    nodes: Ints
    domain: Ints
    trust: Ints
    weight: Ints


def blast(graph: Graph, order: Order, guests: Guests) -> Blast:
    """
    Return what falls with each node, in O(pairs log pairs).

    A guest makes as many pairs as there are nodes that it reaches.

    Source: docs/method.md, rule M19.
    """
    pairs = _pairs(graph, order, np.sort(guests.nodes))
    places, node = pairs.places(np.arange(graph.count))
    guest = pairs.guest[places]
    totals = np.concatenate([[0], np.cumsum(guests.weight[guest])])
    starts = np.concatenate([[0], np.cumsum(pairs.count)])
    return Blast(
        starts=starts,
        guest=guest,
        guests=pairs.count,
        domains=_distinct(pairs.count, node, guests.domain[guest]),
        trusts=_distinct(pairs.count, node, guests.trust[guest]),
        weight=totals[starts[1:]] - totals[starts[:-1]],
    )


def _distinct(pairs: Ints, node: Ints, label: Ints) -> Ints:
    """Return how many labels above 0 each node has; it has so many *pairs* (n,)."""
    some = np.flatnonzero(pairs > 1)  # a table for these alone: most nodes are guests
    row = np.full(len(pairs), len(some), dtype=np.int64)
    row[some] = np.arange(len(some))
    wide = int(label.max(initial=0)) + 1
    met = np.zeros((len(some) + 1) * wide, dtype=bool)
    at = row[node]
    at *= wide
    at += label
    met[at] = True
    found = np.zeros(len(pairs), dtype=np.int64)
    found[node] = label > 0  # right for a node of one pair
    found[some] = met.reshape(-1, wide)[:-1, 1:].sum(axis=1)
    return found


def _pairs(graph: Graph, order: Order, guests: Ints) -> _Pairs:
    """Let each guest fall level by level as far as half of its value goes."""
    none = np.zeros(0, dtype=np.int64)
    found = _Pairs(
        begin=np.zeros(graph.count, dtype=np.int64),
        count=np.zeros(graph.count, dtype=np.int64),
        guest=none,
        share=np.zeros((_DIMENSIONS, 0), dtype=np.int64),
    )
    found.put(guests, guests, np.full((_DIMENSIONS, len(guests)), WHOLE, dtype=np.int64))
    for step in order.steps:
        for _turn in range(step.turns):
            _fall(found, graph, step)
    return found


def _fall(found: _Pairs, graph: Graph, step: Step) -> None:
    places, along = found.places(step.upper)
    edges = step.edges[along]
    share = found.share.take(places, axis=1)
    share *= graph.degree.take(edges, axis=1)
    share //= FULL
    is_kept = (share >= HALF).any(axis=0)
    if not is_kept.all():
        kept = np.flatnonzero(is_kept)
        edges, places, share = edges[kept], places[kept], share[:, kept]
    if not len(places):
        return
    node, guest = graph.lower[edges], found.guest[places]
    there, whose = found.places(step.lower)
    if len(there):  # a circle, or a guest that others depend on
        node = np.concatenate([node, step.lower[whose]])
        guest = np.concatenate([guest, found.guest[there]])
        share = np.concatenate([share, found.share[:, there]], axis=1)
    found.put(*_once(node, guest, share, graph.count))


def _once(node: Ints, guest: Ints, share: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Return each pair once with its best share, sorted by node, then by guest."""
    key = node * count + guest
    if (np.diff(key) > 0).all():
        return node, guest, share
    order = places_by(key)
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    if len(first) == len(order):  # no pair came over two paths
        return node[order], guest[order], share[:, order]
    best = np.maximum.reduceat(share[:, order], first, axis=1)
    once = order[first]
    return node[once], guest[once], best
