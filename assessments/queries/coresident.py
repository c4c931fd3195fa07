"""Where machines of unlike trust meet: on hosts, and on clusters that move them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from assessments.models import Assessment, AssetGroup, TrustGap
from assessments.queries.layers import Layers, layers_of
from assessments.scoring.coresidency import gaps

NAMED = 10  # machines of each side that are named
CONCERNED = frozenset({"RSK-OP-02", "RSK-HV-03", "RSK-HV-05"})  # risks that a gap makes likelier


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


@dataclass(frozen=True, slots=True)
class Proposal:
    """The gaps of one cluster, and what was decided about them; `facts` names both sides."""

    group: AssetGroup
    meetings: tuple[Meeting, ...]
    facts: str
    row: TrustGap | None

    @property
    def is_open(self) -> bool:
        """Say whether nobody has decided about the gaps as they are now."""
        return self.row is None or self.row.facts != self.facts

    @property
    def told(self) -> str:
        """Return the places with their machines, in words."""
        return "; ".join(tell(each) for each in self.meetings)


def proposals(assessment: Assessment) -> list[Proposal]:
    """Return the gaps of trust by cluster, those nobody has decided about first."""
    if not assessment.domains.filter(trust=1).exists():
        return []
    groups = {
        group.asset_id: group
        for group in assessment.assetgroups.filter(kind="cluster", is_gone=False)
    }
    rows = {row.group_id: row for row in assessment.trustgaps.select_related("by")}
    by_cluster: defaultdict[int, list[Meeting]] = defaultdict(list)
    for each in meetings(assessment):
        by_cluster[each.cluster].append(each)
    found = [
        Proposal(groups[cluster], tuple(here), _facts(here), rows.get(groups[cluster].pk))
        for cluster, here in by_cluster.items()
        if cluster in groups
    ]
    return sorted(found, key=lambda each: (not each.is_open, each.group.name))


def _facts(here: Iterable[Meeting]) -> str:
    """Name places and trust, not machines: who comes and goes there changes no decision."""
    said = sorted((each.asset_id, each.lowest.trust, each.highest.trust) for each in here)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def tell(meeting: Meeting) -> str:
    """Return one place with the machines that meet there, in words."""
    return _("%(place)s: %(low)s (trust %(lowest)s) beside %(high)s (trust %(highest)s)") % {
        "place": meeting.name,
        "low": _names(meeting.lowest),
        "lowest": meeting.lowest.trust,
        "high": _names(meeting.highest),
        "highest": meeting.highest.trust,
    }


def _names(side: Side) -> str:
    more = side.count - len(side.names)
    named = ", ".join(side.names)
    return _("%(names)s and %(n)s more") % {"names": named, "n": more} if more else named


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
