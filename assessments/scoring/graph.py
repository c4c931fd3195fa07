"""Value along dependencies: what a lower asset is worth because of what depends on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
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
    """
    The best path to one node in one dimension: rank 1-5, exact number, who set it, the path.

    `together` is blank, or the number of two places that lifted the rank above the number.
    """

    rank: int
    number: Fraction
    path: tuple[int, ...]  # from the node that sets the value down to this one
    together: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """What several values come to on one node: a decimal of two places, and who set them."""

    number: str
    sources: tuple[int, ...]


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


def cumulate(
    own: Sequence[int | None], dependencies: Iterable[Dependency], dimension: int, node: int
) -> Together | None:
    """
    Return what all values that reach *node* come to together in one dimension.

        cum(B) = log10(sum over each A that has a value of its own: share(A, B) x 10^value(A))

    The share is the product of the degrees on the best path from A to B, 1 for B itself;
    each A counts once, however many paths it has. So ten of value 3 weigh as one of value 4.
    None where no value arrives.

    Source: docs/method.md, rule M3.
    """
    shares = _shares(len(own), dependencies, dimension, node)
    weights = {
        source: share * 10**value
        for source, share in enumerate(shares)
        if share and (value := own[source]) is not None
    }
    if not weights:
        return None
    return Together(_log10(sum(weights.values(), Fraction(0))), tuple(weights))


def _shares(
    count: int, dependencies: Iterable[Dependency], dimension: int, node: int
) -> list[Fraction]:
    """Return the best share of every node's value that arrives at *node*, 0 where none does."""
    turned = (Dependency(each.lower, each.upper, each.degree) for each in dependencies)
    above = _below(count, turned, dimension)
    found = [Fraction(0)] * count
    queue = [(Fraction(-1), node)]
    while queue:
        share, place = heappop(queue)
        if found[place]:
            continue
        found[place] = -share
        for upper, degree in above[place]:
            if not found[upper]:
                heappush(queue, (share * degree / 100, upper))
    return found


def _log10(number: Fraction) -> str:
    with localcontext(prec=40):
        exact = (Decimal(number.numerator) / Decimal(number.denominator)).log10()
        return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _below(
    count: int, dependencies: Iterable[Dependency], dimension: int
) -> list[list[tuple[int, int]]]:
    below: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for dependency in dependencies:
        if degree := dependency.degree[dimension]:
            below[dependency.upper].append((dependency.lower, degree))
    return below
