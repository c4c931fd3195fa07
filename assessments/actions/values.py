"""The value of groups along dependencies. Recomputed whenever edges or domain values change."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Self

from assessments.models import Assessment, AssetEdge, AssetState


@dataclass(frozen=True, slots=True)
class Layers:
    """
    The layers of the pinned imports, by asset id.

    `clusters` holds clusters and, as its own cluster, each host outside any;
    `hosts_of[cluster]` its hosts; `guests_on` counts virtual machines.
    """

    clusters: dict[int, str]
    managers: dict[int, str]
    hosts_of: dict[int, tuple[int, ...]]
    guests_on: dict[int, int]
    cluster_of: dict[int, int]  # guest or host -> cluster
    manager_of: dict[int, int]  # any asset -> manager of the same source
    has_ha: frozenset[int]  # clusters

    @classmethod
    def of(cls, assessment: Assessment) -> Self:
        """Load the layers. Two queries."""
        pins = assessment.pinnedimports.values("imported")
        states = list(
            AssetState.objects.filter(imported__in=pins).values_list(
                "asset_id", "kind", "name", "asset__source", "attributes__ha"
            )
        )
        edges = AssetEdge.objects.filter(
            imported__in=pins, relation__in=["runs_on", "member_of"]
        ).values_list("tail_id", "head_id")
        return cls._build(states, list(edges))

    @classmethod
    def _build(
        cls,
        states: list[tuple[int, str, str, str, object]],
        edges: list[tuple[int, int]],
    ) -> Self:
        kinds = {asset: kind for asset, kind, *_ in states}
        names = {asset: name for asset, _, name, *_ in states}
        cluster_of = _clusters(kinds, edges)
        clusters = {asset: names[asset] for asset in {*cluster_of.values()} if asset in names}
        hosts: defaultdict[int, list[int]] = defaultdict(list)
        guests: defaultdict[int, int] = defaultdict(int)
        managers = {
            source: asset for asset, kind, _, source, _ in states if kind == "management_server"
        }
        manager_of = {a: managers[source] for a, _, _, source, _ in states if source in managers}
        for asset, kind in kinds.items():
            if kind == "host" and asset in cluster_of:
                hosts[cluster_of[asset]].append(asset)
            elif kind == "vm":
                for layer in {cluster_of.get(asset), manager_of.get(asset)} - {None}:
                    guests[layer] += 1  # type: ignore[index]  # None was taken out
        return cls(
            clusters=clusters,
            managers={asset: names[asset] for asset in managers.values()},
            hosts_of={cluster: tuple(sorted(found)) for cluster, found in hosts.items()},
            guests_on=dict(guests),
            cluster_of=cluster_of,
            manager_of=manager_of,
            has_ha=frozenset(
                asset for asset, kind, *_, ha in states if kind == "cluster" and ha is True
            ),
        )


def _clusters(kinds: dict[int, str], edges: list[tuple[int, int]]) -> dict[int, int]:
    """Return the cluster of each host and guest; a host without one stands for itself."""
    direct = {tail: head for tail, head in edges if kinds.get(head) == "cluster"}
    on_host = {tail: head for tail, head in edges if kinds.get(head) == "host"}
    found = {
        asset: direct.get(asset, asset)
        for asset, kind in kinds.items()
        if kind in ("host", "cluster")
    }
    for guest, host in on_host.items():
        found[guest] = found.get(host, host)
    for guest, cluster in direct.items():
        found.setdefault(guest, cluster)
    return found
