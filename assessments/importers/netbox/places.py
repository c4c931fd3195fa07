"""Sites, clusters, devices and VLANs, and what hangs on machines."""

from collections import defaultdict
from collections.abc import Iterator

from assessments.estate import Cluster, Datacenter, Disk, Host, Kind, Nic, PortGroup, Ref
from assessments.importers.answers import Item
from assessments.importers.gathering import Gathered
from assessments.importers.netbox.pages import (
    CLUSTERS,
    DEVICES,
    DISKS,
    INTERFACES,
    MACHINES,
    SITES,
    VLANS,
    Pages,
)

_ALL = "1-4094"
_UNJOINED = "its virtual machine is not in the file"


def read(found: Pages, gathered: Gathered, source: str) -> dict[str, str]:
    """Add sites, clusters, hosts and networks; return the site of each cluster."""
    site_of: dict[str, str] = {}
    for item in found[SITES]:
        _site(gathered, source, item.key("name"), item)
    for item in found[CLUSTERS]:
        native_id = item.key("id") or ""
        ref = Ref(Kind.CLUSTER, source, native_id)
        place = _place(item)
        if place:
            site_of[native_id] = place
            _site(gathered, source, place, None)
        gathered.clusters[ref] = Cluster(ref, item.text("name") or native_id, place, item.origin)
    _hosts(found, gathered, source)
    for item in found[VLANS]:
        ref = Ref(Kind.PORT_GROUP, source, item.key("id") or "")
        name = item.text("name", "display") or ref.native_id
        gathered.port_groups[ref] = PortGroup(ref, name, item.origin, vlan=item.text("vid"))
    return site_of


def nics(found: Pages, gathered: Gathered, source: str) -> dict[str, tuple[Nic, ...]]:
    """The interfaces of each machine."""
    by_machine: dict[str, tuple[Nic, ...]] = defaultdict(tuple)
    for machine, item in _of_machines(found, gathered, INTERFACES):
        by_machine[machine] += (_nic(item, gathered, source),)
    return by_machine


def disks(found: Pages, gathered: Gathered, unit: int) -> dict[str, tuple[Disk, ...]]:
    """The virtual disks of each machine; *unit* is in MiB what sizes count in."""
    by_machine: dict[str, tuple[Disk, ...]] = defaultdict(tuple)
    for machine, item in _of_machines(found, gathered, DISKS):
        size = item.whole("size")
        capacity = None if size is None else size * unit
        label = item.text("name") or "disk"
        by_machine[machine] += (Disk(label, None, item.origin, capacity_mib=capacity),)
    return by_machine


def _of_machines(found: Pages, gathered: Gathered, endpoint: str) -> Iterator[tuple[str, Item]]:
    kind = endpoint.partition("/")[2]
    for item in found[endpoint]:
        machine = item.inner("virtual_machine").key("id") or ""
        if machine in found.lists[MACHINES]:
            yield machine, item
        else:
            gathered.skip(kind, _UNJOINED)
            gathered.kept[kind] -= 1


def _site(gathered: Gathered, source: str, name: str | None, item: Item | None) -> None:
    if name:
        ref = Ref(Kind.DATACENTER, source, name)
        gathered.datacenters.setdefault(ref, Datacenter(ref, name, item.origin if item else None))


def _place(item: Item) -> str | None:
    """Where a cluster stands: its site until version 4.1, its scope since."""
    return item.inner("site").key("name") or item.inner("scope").key("name", "display")


def _hosts(found: Pages, gathered: Gathered, source: str) -> None:
    """Of all devices those that carry machines or are in a cluster: no switches, no racks."""
    carrying = {item.inner("device").key("id") for item in found[MACHINES]}
    for item in found[DEVICES]:
        native_id = item.key("id") or ""
        cluster = item.inner("cluster")
        number = cluster.key("id")
        if number is None and native_id not in carrying:
            gathered.skip("devices", "it carries no virtual machine and is in no cluster")
            gathered.kept["devices"] -= 1
            continue
        ref = Ref(Kind.HOST, source, native_id)
        gathered.hosts[ref] = Host(
            ref,
            item.text("name", "display") or native_id,
            gathered.cluster(source, number, cluster.text("name") or "") if number else None,
            item.inner("site").text("name"),
            item.origin,
            product=item.inner("platform").text("name"),
        )


def _nic(item: Item, gathered: Gathered, source: str) -> Nic:
    own, tagged = item.inner("untagged_vlan"), item.items("tagged_vlans")
    lan = own if own.data else next(iter(tagged), own)
    native_id, name = lan.key("id"), lan.text("name", "display")
    return Nic(
        item.text("name") or "interface",
        gathered.port_group(source, native_id, name or "") if native_id else None,
        name,
        item.origin,
        mac=_mac(item),
        is_connected=item.truth("enabled"),
        vlan=_vlan(item, own, tagged),
    )


def _mac(item: Item) -> str | None:
    """The hardware address: a text until version 4.1, an object since."""
    if isinstance(item.value("mac_address"), str):
        return item.text("mac_address")
    listed = [item.inner("primary_mac_address"), *item.items("mac_addresses")]
    return next((mac for each in listed if (mac := each.text("mac_address"))), None)


def _vlan(item: Item, own: Item, tagged: list[Item]) -> str | None:
    if item.inner("mode").text("value") == "tagged-all":
        return _ALL
    found = [vid for each in (own, *tagged) if (vid := each.text("vid"))]
    return ",".join(dict.fromkeys(found)) or None
