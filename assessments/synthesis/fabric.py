"""What carries the machines of an invented estate: clusters, hosts, datastores, networks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assessments.synthesis import names

TINY = 12  # below this many machines there is one cluster and no restricted zone
SMALL = 60  # below this many, test machines have no cluster of their own
PER_CLUSTER = 400
PER_HOST = 24
PER_DATASTORE = 45
FIRST_VLAN, VLANS = 100, 3_900


@dataclass(frozen=True, slots=True)
class Cluster:
    """`token` names its kind: a zone's name, or GEN for the one that guests visit."""

    name: str
    token: str
    zones: tuple[str, ...]
    manager: int
    datacenter: str
    hosts: tuple[int, ...]  # those that carry machines
    spares: tuple[int, ...]  # those that carry none: disconnected or in maintenance
    stores: tuple[int, ...]
    spare_store: int
    groups: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # by zone


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    cluster: int


@dataclass(frozen=True, slots=True)
class Datastore:
    name: str
    cluster: int


@dataclass(frozen=True, slots=True)
class PortGroup:
    name: str
    cluster: int
    zone: str
    vlan: int


@dataclass(frozen=True, slots=True)
class Fabric:
    clusters: tuple[Cluster, ...]
    hosts: tuple[Host, ...]
    stores: tuple[Datastore, ...]
    groups: tuple[PortGroup, ...]
    managers: int

    def of_token(self, token: str) -> list[int]:
        """Return the clusters of a kind."""
        return [place for place, cluster in enumerate(self.clusters) if cluster.token == token]


@dataclass(slots=True)
class _Builder:
    managers: int
    spare_hosts: int
    clusters: list[Cluster] = field(default_factory=list)
    hosts: list[Host] = field(default_factory=list)
    stores: list[Datastore] = field(default_factory=list)
    groups: list[PortGroup] = field(default_factory=list)

    def add(self, token: str, number: int, zones: tuple[str, ...], machines: int) -> None:
        """Build one cluster with room for so many machines."""
        place = len(self.clusters)
        label = f"{token.lower()}-{number:02d}"
        datacenter = names.DATACENTERS[place % len(names.DATACENTERS)]
        carrying = self._hosts(place, max(2, -(-machines // PER_HOST)))
        spares = self._hosts(place, self.spare_hosts if token in ("PROD", "GEN") else 0)
        stores = self._stores(place, label, max(2, -(-machines // PER_DATASTORE)))
        self.stores.append(Datastore(f"archive-{label}", place))
        self.clusters.append(
            Cluster(
                name=f"CL-{token}-{number:02d}",
                token=token,
                zones=zones,
                manager=place % self.managers,
                datacenter=datacenter,
                hosts=carrying,
                spares=spares,
                stores=stores,
                spare_store=len(self.stores) - 1,
                groups={zone: self._groups(place, zone) for zone in zones},
            )
        )

    def _hosts(self, cluster: int, count: int) -> tuple[int, ...]:
        first = len(self.hosts)
        for number in range(first + 1, first + count + 1):
            self.hosts.append(Host(f"esx{number:04d}.{names.DOMAIN}", cluster))
        return tuple(range(first, first + count))

    def _stores(self, cluster: int, label: str, count: int) -> tuple[int, ...]:
        first = len(self.stores)
        self.stores.extend(Datastore(f"vmfs-{label}-{k + 1:02d}", cluster) for k in range(count))
        return tuple(range(first, first + count))

    def _groups(self, cluster: int, zone: str) -> tuple[int, ...]:
        first = len(self.groups)
        for tier in names.TIERS:
            number = len(self.groups)
            vlan = FIRST_VLAN + number % VLANS
            name = f"{zone}-{tier}-{cluster + 1:02d}-V{vlan}"
            self.groups.append(PortGroup(name, cluster, zone, vlan))
        return tuple(range(first, len(self.groups)))


def zones_of(vms: int) -> dict[str, int]:
    """Say how many machines each zone has: shares of the whole, each at least one."""
    if vms < TINY:
        return {"PROD": vms}
    counts = {zone: max(1, vms * share // 100) for zone, share in names.SHARES.items()}
    return {"PROD": vms - sum(counts.values()), **counts}


def built(counts: Mapping[str, int], *, managers: int, spare_hosts: int) -> Fabric:
    """
    Build the fabric for so many machines a zone.

    Restricted zones have clusters of their own; PROD also has a general one
    (GEN), which houses a share of PROD and whoever visits from the DMZ.
    """
    builder = _Builder(managers, spare_hosts)
    for token, zones, machines in _kinds(counts):
        parts = max(1, -(-machines // PER_CLUSTER))
        for number in range(1, parts + 1):
            builder.add(token, number, zones, machines // parts)
    return Fabric(
        tuple(builder.clusters),
        tuple(builder.hosts),
        tuple(builder.stores),
        tuple(builder.groups),
        managers,
    )


def _kinds(counts: Mapping[str, int]) -> Sequence[tuple[str, tuple[str, ...], int]]:
    whole = sum(counts.values())
    if whole < TINY:
        return [("PROD", ("PROD",), whole)]
    own = whole >= SMALL
    beside = ("PROD", "MGT") if own else ("PROD", "MGT", "TST")
    general = counts["PROD"] // 4
    kinds = [
        ("RES", ("RES",), counts["RES"]),
        ("DMZ", ("DMZ",), counts["DMZ"]),
        ("PROD", beside, counts["PROD"] - general + counts["MGT"] + (0 if own else counts["TST"])),
        ("GEN", ("PROD", "DMZ"), general + counts["DMZ"] // 6),
    ]
    return [*kinds, ("TST", ("TST",), counts["TST"])] if own else kinds


def switch_name(cluster: Cluster) -> str:
    """The distributed switch of a cluster."""
    return f"DVS-{cluster.name.removeprefix('CL-')}"
