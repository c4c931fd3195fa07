"""Value along dependencies: what a lower asset is worth because of what depends on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

Degree = tuple[int, int, int]  # hundredths in C, I, A


@dataclass(frozen=True, slots=True)
class Dependency:
    """Node `upper` depends on node `lower`: that share of its value falls on it."""

    upper: int
    lower: int
    degree: Degree


@dataclass(frozen=True, slots=True)
class Worth:
    """The best path to one node in one dimension: rank 1-5, exact number, who set it, the path."""

    rank: int
    number: Fraction
    path: tuple[int, ...]  # from the node that sets the value down to this one


def accumulate(
    own: Sequence[int | None], dependencies: Iterable[Dependency], dimension: int
) -> list[Worth | None]:
    """
    Return the accumulated value of every node in one dimension (0 C, 1 I, 2 A).

        acc(B) = max over superiors A and paths of 1 + (v(A) - 1) * product of degrees,
        rounded half up once, at the end

    Degrees are at most 1, so the strongest claim settles first (the best path of
    a graph without gains): cycles need no special care, a node on a cycle keeps
    the best path that leads to it. Nodes that no value reaches stay None: unset
    is not 1. O((nodes + edges) log nodes), no recursion.

    Source: docs/method.md, rule M3.
    """
    below = _below(len(own), dependencies, dimension)
    found: list[Worth | None] = [None] * len(own)
    queue: list[tuple[Fraction, int, tuple[int, ...]]] = [
        (-Fraction(value - 1), node, (node,)) for node, value in enumerate(own) if value is not None
    ]
    heapify(queue)
    while queue:
        claim, node, path = heappop(queue)
        if found[node] is not None:
            continue
        number = 1 - claim
        found[node] = Worth(int(number + Fraction(1, 2)), number, path)
        for lower, degree in below[node]:
            if found[lower] is None:
                heappush(queue, (claim * degree / 100, lower, (*path, lower)))
    return found


def _below(
    count: int, dependencies: Iterable[Dependency], dimension: int
) -> list[list[tuple[int, int]]]:
    below: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for dependency in dependencies:
        if degree := dependency.degree[dimension]:
            below[dependency.upper].append((dependency.lower, degree))
    return below
