"""Which list of which service a document is: by its key, else by what its objects hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KindOfList:
    """
    A list that the services answer.

    `keys` wrap it in an answer of the API, the list first and a single object second;
    `signs` are sets of keys of which an object has one set at least; `titles` are those of
    the command line with the API's name for each; `is_ours` says that the key alone is
    enough where the list is empty.
    """

    keys: tuple[str, ...]
    signs: tuple[frozenset[str], ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    is_ours: bool = False


def _signs(*several: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(each.split("|")) for each in several)


NAMED = {"ID": "id", "Name": "name", "Status": "status", "Description": "description"}
KINDS: Mapping[str, KindOfList] = {
    "servers": KindOfList(
        ("servers", "server"),
        _signs(
            "id|OS-EXT-STS:vm_state",
            "id|hostId",
            "id|addresses|status",
            "id|name|links",
            "ID|Name|Status|Networks",
        ),
        NAMED
        | {
            "Task State": "OS-EXT-STS:task_state",
            "Power State": "OS-EXT-STS:power_state",
            "Networks": "addresses",
            "Image Name": "image_name",
            "Image": "image_name",
            "Image ID": "image_id",
            "Flavor Name": "flavor_name",
            "Flavor": "flavor_name",
            "Flavor ID": "flavor_id",
            "Availability Zone": "OS-EXT-AZ:availability_zone",
            "Host": "OS-EXT-SRV-ATTR:hypervisor_hostname",
            "Properties": "metadata",
            "properties": "metadata",
            "Security Groups": "security_groups",
            "Project ID": "tenant_id",
            "project_id": "tenant_id",
            "Created At": "created",
            "Tags": "tags",
            "volumes_attached": "os-extended-volumes:volumes_attached",
        },
        is_ours=True,
    ),
    "hypervisors": KindOfList(
        ("hypervisors", "hypervisor"),
        _signs("hypervisor_hostname", "Hypervisor Hostname"),
        {
            "ID": "id",
            "Hypervisor Hostname": "hypervisor_hostname",
            "Hypervisor Type": "hypervisor_type",
            "Host IP": "host_ip",
            "State": "state",
            "vCPUs Used": "vcpus_used",
            "vCPUs": "vcpus",
            "Memory MB": "memory_mb",
        },
        is_ours=True,
    ),
    "aggregates": KindOfList(
        ("aggregates", "aggregate"),
        _signs("hosts|availability_zone", "ID|Name|Availability Zone"),
        NAMED
        | {"Availability Zone": "availability_zone", "Hosts": "hosts", "Properties": "metadata"},
    ),
    "availability zones": KindOfList(
        ("availabilityZoneInfo",),
        _signs("zoneName", "Zone Name"),
        {"Zone Name": "zoneName", "Host Name": "host_name"},
        is_ours=True,
    ),
    "services": KindOfList(
        ("services",),
        _signs("binary|host", "Binary|Host"),
        {
            "Binary": "binary",
            "Host": "host",
            "Zone": "zone",
            "Status": "status",
            "State": "state",
        },
    ),
    "flavors": KindOfList(
        ("flavors", "flavor"),
        _signs("id|vcpus|ram", "ID|VCPUs|RAM"),
        NAMED | {"RAM": "ram", "VCPUs": "vcpus", "Properties": "extra_specs"},
        is_ours=True,
    ),
    "server groups": KindOfList(
        ("server_groups", "server_group"),
        _signs("policy|members", "policies|members", "ID|Name|Policy", "ID|Name|Policies"),
        NAMED | {"Policy": "policy", "Policies": "policies", "Members": "members"},
        is_ours=True,
    ),
    "security groups": KindOfList(
        ("security_groups", "security_group"),
        _signs("id|security_group_rules", "ID|Name|Description|Project"),
        NAMED | {"Project": "project_id"},
        is_ours=True,
    ),
    "security group rules": KindOfList(
        ("security_group_rules", "security_group_rule"),
        _signs("security_group_id|direction", "IP Protocol|IP Range|Port Range"),
        {
            "ID": "id",
            "IP Protocol": "protocol",
            "Ethertype": "ethertype",
            "IP Range": "remote_ip_prefix",
            "Port Range": "port_range",
            "Direction": "direction",
            "Remote Security Group": "remote_group_id",
            "Remote Address Group": "remote_address_group_id",
            "Security Group": "security_group_id",
        },
        is_ours=True,
    ),
    "ports": KindOfList(
        ("ports", "port"),
        _signs("id|network_id|mac_address", "ID|MAC Address|Fixed IP Addresses"),
        NAMED
        | {
            "MAC Address": "mac_address",
            "Fixed IP Addresses": "fixed_ips",
            "Security Groups": "security_groups",
            "Device Owner": "device_owner",
            "Device ID": "device_id",
            "Network ID": "network_id",
        },
    ),
    "networks": KindOfList(
        ("networks", "network"),
        _signs("id|subnets|admin_state_up", "id|router:external", "ID|Name|Subnets"),
        NAMED | {"Project": "project_id", "Subnets": "subnets"},
    ),
    "subnets": KindOfList(
        ("subnets", "subnet"), _signs("id|cidr|network_id", "ID|Network|Subnet"), NAMED
    ),
    "images": KindOfList(
        ("images", "image"),
        _signs("id|disk_format", "id|visibility|protected", "ID|Name|Disk Format"),
        NAMED
        | {
            "Visibility": "visibility",
            "Protected": "protected",
            "Project": "owner",
            "Tags": "tags",
            "Disk Format": "disk_format",
        },
    ),
    "snapshots": KindOfList(
        ("snapshots", "snapshot"),
        _signs("id|volume_id|size", "ID|Name|Description|Size", "ID|Name|Volume|Size"),
        NAMED | {"Size": "size", "Created At": "created_at", "Volume": "volume_id"},
    ),
    "volumes": KindOfList(
        ("volumes", "volume"),
        _signs("id|attachments|size", "id|volume_type|size", "ID|Name|Size|Attached to"),
        NAMED
        | {
            "Size": "size",
            "Type": "volume_type",
            "Attached to": "attachments",
            "Properties": "metadata",
        },
    ),
    "instance actions": KindOfList(
        ("instanceActions",), _signs("instance_uuid|action"), is_ours=True
    ),
}
_WRAPPED = {key: kind for kind, each in KINDS.items() for key in each.keys}


def wrapped(key: str) -> str | None:
    """The kind of list that stands at this key of an answer."""
    return _WRAPPED.get(key)


def told(found: object, kinds: Mapping[str, KindOfList] = KINDS) -> str | None:
    """The kind of an object by the keys it has; None for a stranger."""
    if not isinstance(found, dict):
        return None
    keys = found.keys()
    return next(
        (kind for kind, each in kinds.items() if any(signs <= keys for signs in each.signs)), None
    )
