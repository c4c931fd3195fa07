"""The layers of an estate and what lies in which group of an assessment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assessments.estate import Power
from assessments.models import Assessment, AssetEdge, AssetState

TRAITS = ("ha", "drs", "memory_mib", "power", "in_maintenance", "is_connected")
_LINKS = ("runs_on", "member_of", "snapshot_of", "connected_to", "stored_on", "mounts", "part_of")


@dataclass(frozen=True)
class Layers:
    """
    Assets of the pinned imports and how they hang together, by asset id.

    A host outside any cluster stands for a cluster of its own.
    """

    kinds: Mapping[int, str]
    names: Mapping[int, str]
    sources: Mapping[int, str]
    has_ha: frozenset[int]  # clusters
    edges: tuple[tuple[str, int, int], ...]  # relation, tail, head
    moves: frozenset[int] = frozenset()  # clusters whose scheduler moves guests
    memory: Mapping[int, int] = field(default_factory=dict)  # MiB of hosts and guests
    off: frozenset[int] = frozenset()  # guests that are not on
    closed: frozenset[int] = frozenset()  # hosts that take no guests now

    @cached_property
    def by_source(self) -> dict[str, int]:
        """Return the management server of each source."""
        return {
            self.sources[asset]: asset
            for asset, kind in self.kinds.items()
            if kind == "management_server"
        }

    @cached_property
    def cluster_of(self) -> dict[int, int]:
        """Return the cluster of each host, guest, template and snapshot."""
        direct = dict(self._pairs("member_of", to="cluster"))
        found = {
            asset: direct.get(asset, asset)
            for asset, kind in self.kinds.items()
            if kind in ("host", "cluster")
        }
        for guest, host in self._pairs("runs_on", to="host"):
            found[guest] = found.get(host, host)
        for guest, cluster in direct.items():
            found.setdefault(guest, cluster)
        for snapshot, guest in self._pairs("snapshot_of"):
            if guest in found:
                found[snapshot] = found[guest]
        return found

    @cached_property
    def clusters(self) -> dict[int, str]:
        """Return the clusters, and hosts that stand for one, with their names."""
        wanted = {self.cluster_of[asset] for asset in self.cluster_of}
        return {asset: self.names[asset] for asset in sorted(wanted)}

    @cached_property
    def managers(self) -> dict[int, str]:
        return {asset: self.names[asset] for asset in sorted(self.by_source.values())}

    @cached_property
    def hosts_of(self) -> dict[int, tuple[int, ...]]:
        """Return the hosts of each cluster."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for asset, kind in self.kinds.items():
            if kind == "host":
                found[self.cluster_of[asset]].append(asset)
        return {cluster: tuple(sorted(hosts)) for cluster, hosts in found.items()}

    @cached_property
    def guests_on(self) -> dict[int, int]:
        """Return how many virtual machines each cluster and manager carries."""
        found: defaultdict[int, int] = defaultdict(int)
        for asset, kind in self.kinds.items():
            if kind == "vm":
                for layer in (self.cluster_of.get(asset), self.manager_of(asset)):
                    if layer is not None:
                        found[layer] += 1
        return dict(found)

    @cached_property
    def used_by(self) -> dict[int, set[int]]:
        """Return the guests that use each port group and datastore."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for relation in ("connected_to", "stored_on"):
            for guest, used in self._pairs(relation):
                if self.kinds.get(guest) == "vm":
                    found[used].add(guest)
        return dict(found)

    @cached_property
    def guest_of(self) -> dict[int, int]:
        """Return the guest of each snapshot."""
        return dict(self._pairs("snapshot_of"))

    def manager_of(self, asset: int) -> int | None:
        """Return the management server of the asset's source."""
        return self.by_source.get(self.sources.get(asset, ""))

    def _pairs(self, relation: str, *, to: str = "") -> Iterable[tuple[int, int]]:
        for name, tail, head in self.edges:
            if name == relation and (not to or self.kinds.get(head) == to):
                yield tail, head


def layers_of(assessment: Assessment) -> Layers:
    """Load the layers of the pinned imports. Two queries."""
    pins = assessment.pinnedimports.values("imported")
    states = AssetState.objects.filter(imported__in=pins).values_list(
        "asset_id", "kind", "name", "asset__source", *(f"attributes__{name}" for name in TRAITS)
    )
    edges = AssetEdge.objects.filter(imported__in=pins, relation__in=_LINKS).values_list(
        "relation", "tail_id", "head_id"
    )
    rows = list(states)
    return Layers(
        kinds={asset: kind for asset, kind, *_ in rows},
        names={asset: name for asset, _, name, *_ in rows},
        sources={asset: source for asset, _, _, source, *_ in rows},
        edges=tuple(edges),
        **_traits(
            (asset, kind, dict(zip(TRAITS, read, strict=True))) for asset, kind, _, _, *read in rows
        ),
    )


def _traits(rows: Iterable[tuple[int, str, dict[str, Any]]]) -> dict[str, Any]:
    """Return what the layers say of single assets beyond their names."""
    memory: dict[int, int] = {}
    has_ha, moves, off, closed = set(), set(), set(), set()
    for asset, kind, read in rows:
        if kind in ("host", "vm") and read["memory_mib"] is not None:
            memory[asset] = int(read["memory_mib"])
        if kind == "cluster":
            has_ha |= {asset} if read["ha"] is True else set()
            moves |= {asset} if read["drs"] is True else set()
        elif kind == "vm" and read["power"] not in (None, Power.ON):
            off.add(asset)
        elif kind == "host" and (read["in_maintenance"] is True or read["is_connected"] is False):
            closed.add(asset)
    return {
        "has_ha": frozenset(has_ha),
        "moves": frozenset(moves),
        "memory": memory,
        "off": frozenset(off),
        "closed": frozenset(closed),
    }
