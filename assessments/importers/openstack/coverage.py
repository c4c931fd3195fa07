"""Which neutral fields the answers hold, and which command would answer the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.estate import Column
from assessments.importers.answers import named
from assessments.importers.openstack.documents import Documents
from assessments.importers.openstack.hardware import OF_API
from assessments.importers.openstack.networks import PORT_SECURITY
from assessments.importers.openstack.servers import POWER_KEY, POWERS, USER_DATA, metadata
from assessments.importers.openstack.volumes import IMAGE, MULTI_ATTACH

COMMANDS: Mapping[str, str] = {
    "servers": "GET /servers/detail?all_tenants=1, or openstack server list --all-projects --long",
    "hypervisors": "GET /os-hypervisors/detail, or openstack hypervisor list --long",
    "services": "GET /os-services, or openstack compute service list",
    "availability zones": "GET /os-availability-zone/detail",
    "flavors": "GET /flavors/detail, or openstack flavor list --all --long",
    "server groups": "GET /os-server-groups?all_projects=1",
    "security groups": "GET /v2.0/security-groups",
    "ports": "GET /v2.0/ports",
    "networks": "GET /v2.0/networks",
    "images": "GET /v2/images",
    "volumes": "GET /v3/{project}/volumes/detail?all_tenants=1",
    "snapshots": "GET /v3/{project}/snapshots/detail?all_tenants=1",
}


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a field may stand: the list, keys of which one is needed, and what words mean.

    `through` is the key by which a server leads there, `header` stands for all keys.
    """

    kind: str
    keys: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    through: str = ""
    header: str = ""


def _at(kind: str, *keys: str) -> Place:
    return Place(kind, keys)


_OF_VOLUME = Place("volumes", (IMAGE,), through="volume.")
# the places of a field: those of machines before those of templates
FIELDS: Mapping[str, tuple[Place, ...]] = {
    "vm.name": (_at("servers", "name"), _at("images", "name")),
    "vm.power": (
        Place("servers", (POWER_KEY,), {kind.value: said for kind, said in POWERS.items()}),
        _at("servers", "status"),
    ),
    "vm.connection_state": (Place("servers", ("status",), {"invalid": "ERROR"}),),
    "vm.host": (_at("servers", "OS-EXT-SRV-ATTR:hypervisor_hostname", "OS-EXT-SRV-ATTR:host"),),
    "vm.created_at": (_at("servers", "created"), _at("images", "created_at")),
    "vm.changed_at": (_at("servers", "updated"), _at("images", "updated_at")),
    "vm.memory_mib": (_at("flavors", "ram"), _at("servers", "flavor")),
    "vm.annotation": (_at("servers", "description", "metadata"),),
    "vm.os_configured": (
        Place(
            "images",
            (
                "os_distro",
                "os_type",
            ),
            through="image.",
        ),
    ),
    "vm.firmware": (Place("images", ("hw_firmware_type",), through="image."), _OF_VOLUME),
    "vm.secure_boot": (
        Place(
            "images",
            (
                "os_secure_boot",
                "hw_firmware_type",
            ),
            through="image.",
        ),
    ),
    "posture.tpm": (
        Place("images", ("hw_tpm_version", *OF_API), through="image.", header="hw_tpm_version"),
    ),
    "posture.memory_encryption": (
        Place(
            "images", ("hw_mem_encryption", *OF_API), through="image.", header="hw_mem_encryption"
        ),
    ),
    "vm.cluster_rules": (_at("server groups"),),
    "posture.is_protected": (_at("servers", "locked"), _at("images", "protected")),
    "vm.filters": (_at("ports", "security_groups"), _at("servers", "security_groups")),
    "vm.login_key": (_at("servers", "key_name"),),
    "vm.user_data": (_at("servers", USER_DATA),),
    "vm.attribute.Project": (_at("servers", "tenant_id"), _at("images", "owner")),
    "vm.attribute.Tags": (_at("servers", "tags"), _at("images", "tags")),
    "vm.attribute.user_data": (_at("servers", USER_DATA),),
    "template.visibility": (_at("images", "visibility"),),
    "template.is_protected": (_at("images", "protected"),),
    "template.is_signed": (Place("images", ("img_signature", *OF_API), header="img_signature"),),
    "disk.datastore": (_at("volumes", "os-vol-host-attr:host", "volume_type"),),
    "disk.sharing": (Place("volumes", ("multiattach",), {MULTI_ATTACH: "True"}),),
    "disk.is_encrypted": (_at("volumes", "encrypted"),),
    "nic.network": (_at("ports", "network_id"), _at("servers", "addresses")),
    "nic.mac": (_at("ports", "mac_address"), _at("servers", "addresses")),
    "nic.filter": (
        Place("ports", ("port_security_enabled",), {PORT_SECURITY: "True", "": "False"}),
    ),
    "nic.adapter": (_at("ports", "binding:vnic_type"),),
    "nic.address_pairs": (_at("ports", "allowed_address_pairs"),),
    "filter.openings": (
        _at("security group rules", "direction"),
        _at("security groups", "security_group_rules"),
    ),
    "snapshot": (_at("snapshots"),),
    "snapshot.name": (_at("snapshots", "name"),),
    "snapshot.taken_at": (_at("snapshots", "created_at"),),
    "snapshot.size_mib": (_at("snapshots", "size"),),
    "host": (_at("hypervisors"),),
    "host.name": (_at("hypervisors", "hypervisor_hostname"),),
    "host.version": (_at("hypervisors", "hypervisor_version", "state"),),
    "host.in_maintenance": (_at("hypervisors", "status"), _at("services", "status")),
    "host.cores": (_at("hypervisors", "cpu_info"),),
    "host.vcpus_per_core": (_at("hypervisors", "vcpus_used"),),
    "host.memory_mib": (_at("hypervisors", "memory_mb"),),
    "cluster": (_at("availability zones"),),
    "standard_group.vlan": (_at("networks", "provider:segmentation_id"),),
}
NEVER: Mapping[str, str] = {
    "snapshot.memory_mib": "OpenStack snapshots hold disks only, never memory",
    "cluster.ha": "OpenStack restarts no servers of a failed host by itself",
    "cluster.drs": "OpenStack moves no servers by itself",
    "vm.hardware_version": "OpenStack does not tell the virtual hardware's version",
    "vm.tools": "OpenStack does not tell whether a guest agent runs",
}


def coverage(found: Documents) -> tuple[dict[str, Column], dict[str, str]]:
    """Return where each field stands, and for the others what to export."""
    columns: dict[str, Column] = {}
    absent = dict(NEVER)
    for name, places in FIELDS.items():
        there = [column for each in places if (column := _column(found, each))]
        if there:
            columns[name] = _joined(there)
        else:
            absent[name] = _lacking(found, places[0])
    for key in _metadata(found):
        columns.setdefault(f"vm.attribute.{key}", Column("servers", f"{_title(found)}.{key}"))
    return columns, absent


def _joined(there: list[Column]) -> Column:
    """One column for lists that write a field differently: each list with its first key."""
    titles = {column.sheet: column.header for column in reversed(there)}
    headers = dict.fromkeys(titles[column.sheet] for column in there)
    return Column(there[0].sheet, " / ".join(headers), there[0].words)


def _column(found: Documents, place: Place) -> Column | None:
    if not place.keys:
        return Column(place.kind, place.kind) if found.has(place.kind) else None
    title = found.title(place.kind, *place.keys)
    if title is None:
        return None
    return Column(place.kind, place.header or f"{place.through}{title}", place.words)


def _lacking(found: Documents, place: Place) -> str:
    command = COMMANDS.get(place.kind, f"the list of {place.kind}")
    if not found[place.kind]:
        return f"the export holds no {place.kind}: add {command}"
    return (
        f"the {place.kind} do not tell {place.keys[0]}: "
        f"export as an administrator with {command}, at the newest microversion"
    )


def _title(found: Documents) -> str:
    return found.title("servers", "metadata") or "tags"


def _metadata(found: Documents) -> Iterator[str]:
    """The names of metadata and of tags that name a value."""
    for item in found["servers"]:
        yield from metadata(item)
        yield from named(item.texts("tags"))[0]
