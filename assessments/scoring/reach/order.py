"""The order in which value falls: what depends comes first, and circles are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from assessments.scoring.reach.graph import Below, Bools, Graph, Ints

FEW = 8  # edges of a level are few when there are less than this part of the nodes


@dataclass(frozen=True, slots=True)
class Step:
    """
    The nodes of one level that something depends on, and the edges that lead to them.

    `lower` (m,) are the nodes; `edges` (k,) their places in the graph, sorted by node, and
    `upper` (k,) what depends; those of node j begin at `first[j]`. A circle takes as many
    `turns` as it has members, all else one.
    """

    lower: Ints
    first: Ints
    edges: Ints
    upper: Ints
    turns: int


@dataclass(frozen=True, slots=True)
class Order:
    """
    `level` (n,) of every node: what depends on others stands below them in number.

    `circles` holds the members of each circle, in ascending order; they share a level.
    `steps` lead from the first level to the last.
    """

    level: Ints
    circles: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]


def ordered(graph: Graph) -> Order:
    """
    Return the topological levels of a graph, its circles condensed. O(nodes + edges).

    Nodes that nothing is left to depend on are peeled off all at once, level by level; only
    what is on a circle or below one is walked node by node.

    Source: docs/method.md, rule M3.
    """
    below = graph.below()
    level = np.zeros(graph.count, dtype=np.int64)
    open_in = np.diff(graph.starts)
    done = np.zeros(graph.count, dtype=bool)
    height = _peel(np.flatnonzero(open_in == 0), below, open_in, done, level, 0)
    circles: list[tuple[int, ...]] = []
    for part in _Walk(below, done).components():
        if len(part) > 1 or part[0] in _below(part[0], below):
            circles.append(tuple(sorted(part)))
        level[part] = height
        height += 1
    turns = {int(level[circle[0]]): len(circle) for circle in circles}
    return Order(level, tuple(sorted(circles)), tuple(_steps(graph, level, turns)))


def _steps(graph: Graph, level: Ints, turns: Mapping[int, int]) -> Iterator[Step]:
    needed = np.flatnonzero(np.diff(graph.starts))
    nodes = needed[np.argsort(level[needed], kind="stable")]
    heights, bounds = np.unique(level[nodes], return_index=True)
    for height, members in zip(heights.tolist(), np.split(nodes, bounds[1:]), strict=False):
        edges = spread(graph.starts, members)
        counts = graph.starts[members + 1] - graph.starts[members]
        first = np.cumsum(counts) - counts
        yield Step(members, first, edges, graph.upper[edges], turns.get(height, 1))


def _peel(front: Ints, below: Below, open_in: Ints, done: Bools, level: Ints, height: int) -> int:
    while len(front):
        done[front] = True
        level[front] = height
        height += 1
        needed = below.lower[spread(below.starts, front)]
        if len(needed) * FEW > len(level):  # a look at every node is then no more work
            open_in -= np.bincount(needed, minlength=len(level))
            front = np.flatnonzero((open_in == 0) & ~done)
        else:
            np.subtract.at(open_in, needed, 1)
            freed = np.sort(needed[open_in[needed] == 0])
            front = freed[np.diff(freed, prepend=-1) > 0]
    return height


def spread(starts: Ints, nodes: Ints) -> Ints:
    """Return the places of all edges of *nodes*, in their order."""
    counts = starts[nodes + 1] - starts[nodes]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.arange(total) + np.repeat(starts[nodes] - (ends - counts), counts)
    return found


def _below(node: int, below: Below) -> list[int]:
    return list(below.lower[below.starts[node] : below.starts[node + 1]].tolist())


class _Walk:
    """Tarjan's walk over what is not done, with a stack of its own instead of recursion."""

    def __init__(self, below: Below, done: Bools) -> None:
        self.graph, self.done = below, done
        self.seen: dict[int, int] = {}
        self.least: dict[int, int] = {}
        self.stack: list[int] = []
        self.on_stack: set[int] = set()
        self.found: list[list[int]] = []

    def components(self) -> Iterator[list[int]]:
        """Yield the strongly connected components, what depends before what it needs."""
        for root in np.flatnonzero(~self.done).tolist():
            if root not in self.seen:
                self._from(root)
        yield from reversed(self.found)  # what is needed was closed first

    def _from(self, root: int) -> None:
        walk = [(root, self._enter(root))]
        while walk:
            node, following = walk[-1]
            below = next((each for each in following if self._is_new(node, each)), None)
            if below is not None:
                walk.append((below, self._enter(below)))
                continue
            walk.pop()
            if walk:
                self._lower(walk[-1][0], self.least[node])
            if self.least[node] == self.seen[node]:
                self.found.append(self._close(node))

    def _enter(self, node: int) -> Iterator[int]:
        self.seen[node] = self.least[node] = len(self.seen)
        self.stack.append(node)
        self.on_stack.add(node)
        return iter([each for each in _below(node, self.graph) if not self.done[each]])

    def _is_new(self, node: int, below: int) -> bool:
        if below in self.on_stack:
            self._lower(node, self.seen[below])
        return below not in self.seen

    def _lower(self, node: int, least: int) -> None:
        self.least[node] = min(self.least[node], least)

    def _close(self, node: int) -> list[int]:
        part = self.stack[self.stack.index(node) :] if self.stack[-1] != node else [node]
        del self.stack[-len(part) :]
        self.on_stack.difference_update(part)
        return part
