"""Where machines of unlike trust meet: on hosts, and on clusters that move them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from assessments.models import Assessment
from assessments.queries.layers import Layers, layers_of
from assessments.scoring.coresidency import gaps

NAMED = 10  # machines of each side that are named


@dataclass(frozen=True, slots=True)
class Side:
    """The machines of one trust in a place: how many, and the first of them by name."""

    trust: int
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """
    A host, or a cluster that moves machines, where exposed and trusted ones meet.

    `cluster` is the cluster, or the host that stands for one, whose row it concerns.
    """

    asset_id: int
    name: str
    kind: str
    cluster: int
    lowest: Side
    highest: Side

    @property
    def gap(self) -> int:
        return self.highest.trust - self.lowest.trust


def meetings(assessment: Assessment, layers: Layers | None = None) -> list[Meeting]:
    """
    Return the places where trust is told to be too far apart, the widest gap first.

    Source: docs/method.md, rule M20. Two queries more than the layers.
    """
    layers = layers or layers_of(assessment)
    domains = {domain.pk: domain.trust for domain in assessment.domains.all() if domain.trust}
    placed = assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id")
    trust = {guest: domains[domain] for guest, domain in placed if domain in domains}
    found = [*_told(_hosts(layers), trust, layers), *_told(_moved(layers), trust, layers)]
    return sorted(found, key=lambda each: (-each.gap, each.kind, each.name))


def _hosts(layers: Layers) -> list[tuple[int, int]]:
    """Return each machine with the host that it runs on."""
    return [
        (guest, host)
        for relation, guest, host in layers.edges
        if relation == "runs_on" and layers.kinds.get(guest) == "vm"
    ]


def _moved(layers: Layers) -> list[tuple[int, int]]:
    """Return each machine of a cluster that moves machines, with that cluster."""
    return [
        (asset, cluster)
        for asset, kind in layers.kinds.items()
        if kind == "vm" and (cluster := layers.cluster_of.get(asset, 0)) in layers.moves
    ]


def _told(
    pairs: Iterable[tuple[int, int]], trust: Mapping[int, int], layers: Layers
) -> Iterable[Meeting]:
    rows = list(pairs)
    places = sorted({place for _guest, place in rows})
    number = {place: at for at, place in enumerate(places)}
    ranks = np.array([trust.get(guest, 0) for guest, _place in rows], dtype=np.int64)
    where = np.array([number[place] for _guest, place in rows], dtype=np.int64)
    powered = np.array([guest not in layers.off for guest, _place in rows], dtype=bool)
    found = gaps(where, ranks, powered, len(places))
    for at in np.flatnonzero(found.is_open).tolist():
        on = [rows[row][0] for row in np.flatnonzero((where == at) & powered).tolist()]
        place = places[at]
        yield Meeting(
            asset_id=place,
            name=layers.names[place],
            kind=layers.kinds[place],
            cluster=layers.cluster_of[place],
            lowest=_side(int(found.lowest[at]), on, trust, layers),
            highest=_side(int(found.highest[at]), on, trust, layers),
        )


def _side(wanted: int, on: list[int], trust: Mapping[int, int], layers: Layers) -> Side:
    names = sorted(layers.names[guest] for guest in on if trust.get(guest) == wanted)
    return Side(wanted, len(names), tuple(names[:NAMED]))
