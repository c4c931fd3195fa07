"""The dependencies between what was read, each once."""

from collections.abc import Iterable, Iterator

from assessments.estate import Edge, Guest, Kind, Ref, Relation, Snapshot
from assessments.importers.rvtools.networks import Networks
from assessments.importers.rvtools.platform import Platform


def edges(
    guests: Iterable[Guest],
    snapshots: Iterable[Snapshot],
    platform: Platform,
    networks: Networks,
) -> tuple[Edge, ...]:
    """Return every dependency, in the order of first mention."""
    found = dict.fromkeys(_all(guests, snapshots, platform, networks))
    return tuple(found)


def _all(
    guests: Iterable[Guest],
    snapshots: Iterable[Snapshot],
    platform: Platform,
    networks: Networks,
) -> Iterator[Edge]:
    for guest in guests:
        yield from _of_guest(guest)
    for snapshot in snapshots:
        yield Edge(Relation.SNAPSHOT_OF, snapshot.ref, snapshot.guest)
        if snapshot.datastore is not None:
            yield Edge(Relation.STORED_ON, snapshot.ref, snapshot.datastore)
    yield from _of_platform(platform)
    for group in networks.port_groups.values():
        if group.switch is not None:
            yield Edge(Relation.PART_OF, group.ref, group.switch)
    for switch in networks.switches.values():
        if switch.host is not None:
            yield Edge(Relation.PART_OF, switch.ref, switch.host)


def _of_guest(guest: Guest) -> Iterator[Edge]:
    if guest.host is not None:
        yield Edge(Relation.RUNS_ON, guest.ref, guest.host)
    if guest.cluster is not None:
        yield Edge(Relation.MEMBER_OF, guest.ref, guest.cluster)
    if guest.datastore is not None:
        yield Edge(Relation.STORED_ON, guest.ref, guest.datastore)
    for disk in guest.disks:
        if disk.datastore is not None:
            yield Edge(Relation.STORED_ON, guest.ref, disk.datastore)
    for nic in guest.nics:
        if nic.port_group is not None:
            yield Edge(Relation.CONNECTED_TO, guest.ref, nic.port_group)


def _of_platform(platform: Platform) -> Iterator[Edge]:
    yield from _of_hosts(platform)
    for ref, cluster in platform.clusters.items():
        yield _managed(ref, ref.source, platform)
        place = Ref(Kind.DATACENTER, ref.source, cluster.datacenter or "")
        if place in platform.datacenters:
            yield Edge(Relation.PART_OF, ref, place)
    for ref in platform.datacenters:
        yield _managed(ref, ref.source, platform)


def _of_hosts(platform: Platform) -> Iterator[Edge]:
    for (source, _name), host in platform.hosts.items():
        if host.cluster is not None:
            yield Edge(Relation.MEMBER_OF, host.ref, host.cluster)
        yield _managed(host.ref, source, platform)
    for datastore in platform.datastores.values():
        for host_name in datastore.hosts:
            known = platform.hosts.get((datastore.ref.source, host_name))
            if known is not None:
                yield Edge(Relation.MOUNTS, known.ref, datastore.ref)


def _managed(ref: Ref, source: str, platform: Platform) -> Edge:
    return Edge(Relation.MANAGED_BY, ref, platform.managers[source].ref)
