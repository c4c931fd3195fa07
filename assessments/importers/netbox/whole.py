"""One export of NetBox from its pages to a reading; which fields it answers."""

from collections.abc import Iterable, Mapping

from assessments.estate import Column, Kind, Manager, Ref
from assessments.importers.answers import Item
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.members import Files
from assessments.importers.netbox import machines, pages, places, units
from assessments.importers.netbox.pages import (
    DEVICES,
    DISKS,
    INTERFACES,
    MACHINES,
    VLANS,
    Pages,
)

SOURCE = "netbox"
# neutral field -> endpoint, keys of which one is needed
FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "vm.name": (MACHINES, ("name",)),
    "vm.power": (MACHINES, ("status",)),
    "vm.host": (MACHINES, ("device",)),
    "vm.memory_mib": (MACHINES, ("memory",)),
    "vm.provisioned_mib": (MACHINES, ("disk",)),
    "vm.os_configured": (MACHINES, ("platform",)),
    "vm.annotation": (MACHINES, ("comments", "description")),
    "nic.network": (INTERFACES, ("untagged_vlan",)),
    "nic.mac": (INTERFACES, ("mac_address", "primary_mac_address", "mac_addresses")),
    "nic.vlan": (INTERFACES, ("mode", "tagged_vlans")),
    "disk.capacity_mib": (DISKS, ("size",)),
    "host": (DEVICES, ("id",)),
    "host.name": (DEVICES, ("name",)),
    "standard_group.vlan": (VLANS, ("vid",)),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "vm.power": {power.value: said for power, said in machines.POWERS.items()}
}
_KEPT_AS = {
    "Tenant": "tenant",
    "Role": "role",
    "Owner": "owner",
    "Tags": "tags",
    "Status": "status",
}
NEVER: Mapping[str, str] = {
    "vm.changed_at": "NetBox dates its records, not the machines",
    "vm.created_at": "NetBox dates its records, not the machines",
    "vm.connection_state": "NetBox does not watch machines",
    "vm.tools": "NetBox does not watch machines",
    "vm.secure_boot": "NetBox keeps no settings of the firmware",
    "host.version": "NetBox does not watch hosts",
    "host.in_maintenance": "NetBox does not watch hosts",
    "snapshot": "NetBox keeps no snapshots",
    "snapshot.taken_at": "NetBox keeps no snapshots",
    "disk.datastore": "NetBox keeps no datastores",
}


def read(label: str, files: Files) -> Reading:
    """Read all pages together, whatever endpoints are there."""
    gathered = Gathered()
    found = pages.read(files, gathered)
    told = (files.collected.source or found.instance)[: pages.MOST]
    source = f"{SOURCE}:{told}" if told else SOURCE
    unit, why = units.unit(found)
    sites = places.read(found, gathered, source)
    parts = machines.Parts(
        places.nics(found, gathered, source), places.disks(found, gathered, unit), unit, sites
    )
    for item in found[MACHINES]:
        guest = machines.guest(item, source, gathered, parts)
        gathered.guests[guest.ref] = guest
    if told:
        ref = Ref(Kind.MANAGEMENT_SERVER, source, source)
        gathered.managers[ref] = Manager(ref, told, None, product=label, version=found.version)
    gathered.notices += [*([why] if why else []), *_incomplete(found)]
    columns, absent = _coverage(found)
    version = found.version or (files.collected.version or "")[:40] or None
    whole = Whole(label, version, files.collected.taken_at, columns, absent)
    return gathered.reading("netbox-json", whole)


def _attribute_columns(items: Iterable[Item]) -> dict[str, Column]:
    """Where attributes stand: those of every machine, and its custom fields."""
    columns: dict[str, Column] = {}
    for item in items:
        own = item.inner("custom_fields").data
        headers = {machines.label(key): f"custom_fields.{key}" for key in own} | {
            name: key for name, key in _KEPT_AS.items() if item.has(key)
        }
        for name in machines.attributes_of(item):
            columns.setdefault(
                f"vm.attribute.{name}", Column("virtual-machines", headers.get(name, "tags"))
            )
    return columns


def _coverage(found: Pages) -> tuple[dict[str, Column], dict[str, str]]:
    columns: dict[str, Column] = {}
    absent = dict(NEVER)
    for name, (endpoint, keys) in FIELDS.items():
        kind = endpoint.partition("/")[2]
        items = found[endpoint]
        key = next((key for key in keys if any(item.has(key) for item in items)), None)
        if key is not None:
            columns[name] = Column(kind, key, WORDS.get(name, {}))
        elif items:
            absent[name] = f"the {kind} do not tell {keys[0]}"
        else:
            absent[name] = f"the export holds no {kind}: add the pages of /api/{endpoint}/"
    return columns | _attribute_columns(found[MACHINES]), absent


def _incomplete(found: Pages) -> list[str]:
    """Say which endpoints have more objects than the file holds."""
    return [
        f"The file holds {len(found[endpoint])} of {count} {endpoint.partition('/')[2]}: "
        "export all pages, or ask for more with limit=0."
        for endpoint, count in found.counts.items()
        if endpoint in pages.READ and len(found[endpoint]) < count
    ]
