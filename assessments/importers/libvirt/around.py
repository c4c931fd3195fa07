"""What is around machines: the host's abilities, its networks and its storage."""

from collections.abc import Mapping
from dataclasses import replace

from assessments.estate import Disk, HostPosture, Kind, Ref
from assessments.importers.gathering import Gathered
from assessments.importers.libvirt.places import SOURCE, Place
from assessments.importers.xml import Element, attribute, text

_KIB = {
    "b": 1 / 1024,
    "bytes": 1 / 1024,
    "kb": 1000 / 1024,
    "k": 1,
    "kib": 1,
    "mb": 1_000_000 / 1024,
    "m": 1024,
    "mib": 1024,
    "gb": 1_000_000_000 / 1024,
    "g": 1024**2,
    "gib": 1024**2,
    "tb": 1_000_000_000_000 / 1024,
    "t": 1024**3,
    "tib": 1024**3,
}
_LARGEST = 2**53


def mebibytes(element: Element | None, unit: str = "KiB") -> int | None:
    """Return a size in MiB; None if it is absent or no number."""
    words = text(element)
    if element is None or words is None or not words.isdecimal() or int(words) > _LARGEST:
        return None
    scale = _KIB.get(element.get("unit", unit).casefold())
    return None if scale is None else int(int(words) * scale / 1024)


def capabilities(element: Element, place: Place, work: Gathered) -> bool:
    """Describe the host a folder is of; of a file without a folder the host is its UUID."""
    name = place.host_name or text(element, "host/uuid") or "host"
    ref = work.host(SOURCE, name)
    models = [text(each, "model") for each in element.iterfind("host/secmodel")]
    kept = [model for model in models if model not in (None, "none", "dac")]
    memory = [mebibytes(each) or 0 for each in element.iterfind("host/topology/cells/cell/memory")]
    cpus = element.findall("host/topology/cells/cell/cpus/cpu")
    cores = {(each.get("socket_id"), each.get("die_id"), each.get("core_id")) for each in cpus}
    work.hosts[ref] = replace(
        work.hosts[ref],
        origin=place.origin(element),
        is_placeholder=False,
        is_connected=True,
        cores=len(cores) or None,
        memory_mib=sum(memory) or None,
        posture=HostPosture(
            place.origin(element), confinement=", ".join(sorted(map(str, kept))) or "none"
        ),
    )
    return True


def network(element: Element, place: Place, work: Gathered) -> bool:
    """Describe a virtual network, and its groups of ports, as port groups of the host."""
    name = text(element, "name") or "network"
    host = place.host(work)
    mode = attribute(element, "forward", "mode")
    _group(element, name, place, work, _vlan(element.find("vlan")))
    for group in element.iterfind("portgroup"):
        vlan = _vlan(group.find("vlan"))
        if group.get("default") == "yes":
            ref = work.port_group(SOURCE, place.scoped(name), name, host)
            known = work.port_groups[ref]
            work.port_groups[ref] = replace(known, vlan=known.vlan or vlan)
        _group(group, f"{name}/{group.get('name', 'ports')}", place, work, vlan)
    bridge = attribute(element, "bridge", "name")
    if bridge and mode == "bridge":
        _group(element, bridge, place, work, _vlan(element.find("vlan")))
    return True


def _group(element: Element, name: str, place: Place, work: Gathered, vlan: str | None) -> None:
    ref = work.port_group(SOURCE, place.scoped(name), name, place.host(work))
    work.port_groups[ref] = replace(
        work.port_groups[ref], origin=place.origin(element), is_placeholder=False, vlan=vlan
    )


def _vlan(element: Element | None) -> str | None:
    if element is None:
        return None
    tags = [tag.get("id", "") for tag in element.iterfind("tag")]
    if element.get("trunk") == "yes" and len(tags) == 1:
        return f"{tags[0]}, trunk"
    return ",".join(tags) or None


def vlan_of(interface: Element) -> str | None:
    """The VLANs that an adapter itself carries."""
    return _vlan(interface.find("vlan"))


def pool(element: Element, place: Place, work: Gathered) -> bool:
    """Describe a storage pool: its place on the host tells which disks lie in it."""
    name = text(element, "name") or "pool"
    where = text(element, "target/path") or name
    capacity = mebibytes(element.find("capacity"), "bytes")
    free = mebibytes(element.find("available"), "bytes")
    ref = work.datastore(SOURCE, place.scoped(where), name)
    work.datastores[ref] = replace(
        work.datastores[ref],
        name=name,
        origin=place.origin(element),
        is_placeholder=False,
        kind=element.get("type"),
        capacity_mib=capacity,
        free_mib=free,
        free_percent=100 * free / capacity if capacity and free is not None else None,
        hosts=(place.host_name,) if place.host_name else (),
    )
    return True


def settle(work: Gathered) -> None:
    """Join what disks call by a pool's name with the pool, which is known by its folder."""
    known = {
        Ref(Kind.DATASTORE, SOURCE, f"{host}/{store.name}"): store.ref
        for store in work.datastores.values()
        if not store.is_placeholder
        for host in (*store.hosts, "")
    }
    moved = {old: new for old, new in known.items() if old != new and old in work.datastores}
    for old in moved:
        del work.datastores[old]
    for ref, guest in work.guests.items() if moved else ():
        disks = tuple(_moved(disk, moved) for disk in guest.disks)
        work.guests[ref] = replace(guest, disks=disks)


def _moved(disk: Disk, moved: Mapping[Ref, Ref]) -> Disk:
    return (
        replace(disk, datastore=moved.get(disk.datastore, disk.datastore))
        if disk.datastore
        else disk
    )
