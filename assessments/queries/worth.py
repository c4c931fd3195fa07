"""What assets are worth because of what depends on them, over the pinned imports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from assessments.models import Assessment
from assessments.queries.layers import Layers, layers_of
from assessments.queries.restart import lost_on, restart_of
from assessments.scoring.graph import Degree, Dependency, Together, Worth, cumulate
from assessments.scoring.reach import (
    Found,
    Graph,
    Order,
    accumulate,
    graph_of,
    lifted,
    ordered,
    path_to,
    together,
)
from assessments.scoring.reach.graph import Floats, Ints
from assessments.scoring.reach.worth import UNIT

AVAILABILITY = 2  # a dimension
POLICIES = BEST, TOGETHER = "best", "together"  # how values that meet in one asset count
FULL = (100, 100, 100)
TO_NETWORK = (80, 80, 100)
TO_CLUSTER = (50, 50, 80)
TO_MANAGER = (100, 100, 30)  # the loss of a manager stops no guest
DEGREES: Mapping[tuple[str, str], Degree] = {
    ("stored_on", ""): FULL,
    ("part_of", "port_group"): FULL,
    ("connected_to", ""): TO_NETWORK,
    ("member_of", "vm"): TO_CLUSTER,
}


@dataclass(frozen=True)
class Values:
    """
    Accumulated values of all assets of an assessment, by dimension (0 C, 1 I, 2 A).

    `nodes` says what each place of the graph is: an asset id, or a domain id below 0;
    `names` their names; `own` (3 x n) what each is set to, 0 for unset. Where the policy
    of the assessment is `TOGETHER`, availabilities that meet in an asset add up.
    """

    layers: Layers
    restart: Mapping[int, int]  # host -> hundredths that start again elsewhere
    nodes: tuple[int, ...]
    names: tuple[str, ...]
    own: tuple[Ints, Ints, Ints]
    graph: Graph
    order: Order
    found: tuple[Found, Found, Found]
    policy: str = BEST

    @cached_property
    def place(self) -> dict[int, int]:
        """Return where each asset, and each domain below 0, stands in the graph."""
        return {node: place for place, node in enumerate(self.nodes)}

    def of(self, asset: int) -> tuple[Worth | None, ...]:
        """Return the value of an asset in C, I and A; None where no value reaches it."""
        place = self.place.get(asset)
        return tuple(None if place is None else self._worth(place, each) for each in range(3))

    def together(self, asset: int) -> Together | None:
        """Return what all domains that reach an asset come to together in availability."""
        place = self.place.get(asset)
        if place is None:
            return None
        own = [rank or None for rank in self.own[AVAILABILITY].tolist()]
        return cumulate(own, self._dependencies, AVAILABILITY, place)

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Return the names of assets that depend on each other in circles."""
        return tuple(tuple(self.names[one] for one in circle) for circle in self.order.circles)

    @cached_property
    def _dependencies(self) -> tuple[Dependency, ...]:
        columns = (self.graph.upper, self.graph.lower, *self.graph.degree)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return tuple(Dependency(upper, lower, (c, i, a)) for upper, lower, c, i, a in rows)

    def _worth(self, place: int, dimension: int) -> Worth | None:
        found = self.found[dimension]
        claim = int(found.claim[place])
        if claim < 0:
            return None
        rank, number = int(found.rank[place]), 1 + Fraction(claim, UNIT)
        path = path_to(place, found, self.graph, dimension)
        if dimension == AVAILABILITY and self.policy == TOGETHER:
            ranks, sums = self._lifted
            if ranks[place] > rank:
                return Worth(int(ranks[place]), number, path, f"{sums[place]:.2f}")
        return Worth(rank, number, path)

    @cached_property
    def _lifted(self) -> tuple[Ints, Floats]:
        sums = together(self.own[AVAILABILITY], self.graph, self.order, AVAILABILITY)
        return lifted(self.found[AVAILABILITY].rank, sums), sums


def values_of(assessment: Assessment, layers: Layers | None = None) -> Values:
    """
    Return the value of every asset: that of its domain, carried down the best path.

    Source: docs/method.md, rule M3. Two queries more than the layers.
    """
    layers = layers or layers_of(assessment)
    domains = list(assessment.domains.all())
    placed = dict(assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id"))
    nodes = (*(-domain.pk for domain in domains), *layers.kinds)
    place = {node: number for number, node in enumerate(nodes)}
    restart = restart_of(layers)
    rows = [
        (place[upper], place[lower], *degree)
        for upper, lower, degree in edges_of(layers, placed, restart)
        if upper in place and lower in place
    ]
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 5).T
    graph = graph_of(len(nodes), columns[0], columns[1], columns[2:])
    order = ordered(graph)
    own = tuple(
        np.array([*(getattr(domain, name) or 0 for domain in domains), *[0] * len(layers.kinds)])
        for name in ("value_c", "value_i", "value_a")
    )
    c, i, a = (accumulate(each, graph, order, number) for number, each in enumerate(own))
    names = (*(domain.name for domain in domains), *(layers.names[asset] for asset in layers.kinds))
    return Values(
        layers=layers,
        restart=restart,
        nodes=nodes,
        names=names,
        own=(own[0], own[1], own[2]),
        graph=graph,
        order=order,
        found=(c, i, a),
        policy=policy_of(assessment),
    )


def policy_of(assessment: Assessment) -> str:
    """Return how values that meet in one asset count in an assessment."""
    return str(assessment.criteria.get("value_policy", BEST))


def strength(worth: Worth) -> tuple[int, Fraction]:
    """Return by what the higher of two values is told."""
    return worth.rank, worth.number


def edges_of(
    layers: Layers, placed: Mapping[int, int], restart: Mapping[int, int]
) -> Iterator[tuple[int, int, Degree]]:
    """Yield upper, lower and degree of every dependency that carries value; domains below 0."""
    for guest, domain in placed.items():
        yield -domain, guest, FULL
    for relation, tail, head in layers.edges:
        degree = _degree(relation, tail, head, layers, restart)
        if degree is not None:
            yield tail, head, degree
    for asset, kind in layers.kinds.items():
        manager = layers.manager_of(asset)
        if manager is not None and kind in ("host", "cluster"):
            yield asset, manager, TO_MANAGER


def _degree(
    relation: str, tail: int, head: int, layers: Layers, restart: Mapping[int, int]
) -> Degree | None:
    """Return the share of the value of *tail* that falls on *head*; None where none does."""
    if relation == "runs_on":
        return (100, 100, lost_on(head, restart))
    kind = layers.kinds.get(tail, "")
    return DEGREES.get((relation, kind)) or DEGREES.get((relation, ""))
