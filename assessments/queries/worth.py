"""What assets are worth because of what depends on them, over the pinned imports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.models import Assessment
from assessments.queries.layers import Layers, layers_of
from assessments.scoring.graph import Degree, Dependency, Together, Worth, accumulate, cumulate

AVAILABILITY = 2  # a dimension
FULL = (100, 100, 100)
WITH_HA = (100, 100, 60)  # a host whose cluster restarts its guests elsewhere
TO_NETWORK = (80, 80, 100)
TO_CLUSTER = (50, 50, 80)
TO_MANAGER = (100, 100, 30)  # the loss of a manager stops no guest
DEGREES: Mapping[tuple[str, str], Degree] = {
    ("stored_on", ""): FULL,
    ("part_of", "port_group"): FULL,
    ("connected_to", ""): TO_NETWORK,
    ("member_of", "vm"): TO_CLUSTER,
}


@dataclass(frozen=True, slots=True)
class Values:
    """Accumulated values by asset id and dimension (0 C, 1 I, 2 A); None where nothing reaches."""

    by_asset: Mapping[int, tuple[Worth | None, Worth | None, Worth | None]]
    names: Mapping[int, str]  # of the nodes that paths speak of
    nodes: tuple[int, ...]  # what each of them is: an asset id, or a domain id below 0
    layers: Layers
    own: tuple[tuple[int | None, ...], ...]  # what each of them is set to, by dimension
    dependencies: tuple[Dependency, ...]

    def together(self, asset: int) -> Together | None:
        """Return what all domains that reach an asset come to together in availability."""
        if asset not in self.by_asset:
            return None
        place = self.nodes.index(asset)
        return cumulate(self.own[AVAILABILITY], self.dependencies, AVAILABILITY, place)


def values_of(assessment: Assessment, layers: Layers | None = None) -> Values:
    """
    Return the value of every asset: that of its domain, carried down the best path.

    Source: docs/method.md, rule M3. Two queries more than the layers.
    """
    layers = layers or layers_of(assessment)
    domains = list(assessment.domains.all())
    placed = dict(assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id"))
    nodes = [*(-domain.pk for domain in domains), *layers.kinds]
    place = {node: number for number, node in enumerate(nodes)}
    dependencies = tuple(
        Dependency(place[upper], place[lower], degree)
        for upper, lower, degree in _edges(layers, placed)
        if upper in place and lower in place
    )
    unset = (None,) * len(layers.kinds)
    own = tuple(
        (*(getattr(domain, column) for domain in domains), *unset)
        for column in ("value_c", "value_i", "value_a")
    )
    found = [accumulate(each, dependencies, number) for number, each in enumerate(own)]
    names = {place[-domain.pk]: domain.name for domain in domains}
    names |= {place[asset]: name for asset, name in layers.names.items()}
    by_asset = {
        asset: (found[0][place[asset]], found[1][place[asset]], found[2][place[asset]])
        for asset in layers.kinds
    }
    return Values(by_asset, names, tuple(nodes), layers, own, dependencies)


def _edges(layers: Layers, placed: Mapping[int, int]) -> Iterator[tuple[int, int, Degree]]:
    for guest, domain in placed.items():
        yield -domain, guest, FULL
    for relation, tail, head in layers.edges:
        degree = _degree(relation, tail, head, layers)
        if degree is not None:
            yield tail, head, degree
    for asset, kind in layers.kinds.items():
        manager = layers.manager_of(asset)
        if manager is not None and kind in ("host", "cluster"):
            yield asset, manager, TO_MANAGER


def _degree(relation: str, tail: int, head: int, layers: Layers) -> Degree | None:
    """Return the share of the value of *tail* that falls on *head*; None where none does."""
    if relation == "runs_on":
        return WITH_HA if layers.cluster_of.get(head) in layers.has_ha else FULL
    kind = layers.kinds.get(tail, "")
    return DEGREES.get((relation, kind)) or DEGREES.get((relation, ""))
