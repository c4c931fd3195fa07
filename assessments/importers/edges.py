"""The dependencies that the parts of an estate name, each once."""

from collections.abc import Iterator

from assessments.estate import Edge, Estate, Guest, Kind, Ref, Relation


def edges(estate: Estate) -> tuple[Edge, ...]:
    """Return every dependency, in the order of first mention."""
    return tuple(dict.fromkeys(_all(estate)))


def _all(estate: Estate) -> Iterator[Edge]:
    for guest in estate.guests:
        yield from _of_guest(guest)
    for snapshot in estate.snapshots:
        yield Edge(Relation.SNAPSHOT_OF, snapshot.ref, snapshot.guest)
        if snapshot.datastore is not None:
            yield Edge(Relation.STORED_ON, snapshot.ref, snapshot.datastore)
    yield from _of_hosts(estate)
    yield from _of_groups(estate)
    for group in estate.port_groups:
        if group.switch is not None:
            yield Edge(Relation.PART_OF, group.ref, group.switch)
    for switch in estate.switches:
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


def _of_hosts(estate: Estate) -> Iterator[Edge]:
    managers = _managers(estate)
    named = {(host.ref.source, host.name): host.ref for host in estate.hosts}
    for host in estate.hosts:
        if host.cluster is not None:
            yield Edge(Relation.MEMBER_OF, host.ref, host.cluster)
        yield from _managed(host.ref, managers)
    for datastore in estate.datastores:
        for name in datastore.hosts:
            known = named.get((datastore.ref.source, name))
            if known is not None:
                yield Edge(Relation.MOUNTS, known, datastore.ref)


def _of_groups(estate: Estate) -> Iterator[Edge]:
    managers = _managers(estate)
    places = {each.ref for each in estate.datacenters}
    for cluster in estate.clusters:
        yield from _managed(cluster.ref, managers)
        place = Ref(Kind.DATACENTER, cluster.ref.source, cluster.datacenter or "")
        if place in places:
            yield Edge(Relation.PART_OF, cluster.ref, place)
    for each in estate.datacenters:
        yield from _managed(each.ref, managers)


def _managers(estate: Estate) -> dict[str, Ref]:
    return {manager.ref.source: manager.ref for manager in estate.managers}


def _managed(ref: Ref, managers: dict[str, Ref]) -> Iterator[Edge]:
    if ref.source in managers:
        yield Edge(Relation.MANAGED_BY, ref, managers[ref.source])
