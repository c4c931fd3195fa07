"""Where Proxmox VE's files answer a neutral field, and what an upload lacks for the others."""

from collections.abc import Mapping

from assessments.estate import Column
from assessments.importers.gathering import Gathered, columns

_CONFIGS = {
    "vm.name": "name",
    "vm.vcpus": "cores, sockets",
    "vm.memory_mib": "memory",
    "vm.firmware": "bios",
    "vm.secure_boot": "efidisk0",
    "vm.os_configured": "ostype",
    "vm.annotation": "description",
    "vm.smbios_uuid": "smbios1",
    "vm.created_at": "meta",
    "posture.firmware": "bios",
    "posture.tpm": "tpmstate0",
    "posture.memory_encryption": "amd-sev, intel-tdx",
    "posture.is_nested": "cpu",
    "posture.is_host_cpu": "cpu",
    "posture.has_mitigations": "cpu",
    "posture.machine_version": "machine",
    "posture.has_agent": "agent",
    "posture.is_protected": "protection",
    "posture.lock": "lock",
    "posture.overrides": "args, hookscript",
    "posture.loose_settings": "spice_enhancements, vga, firewall",
    "device.pci": "hostpci",
    "device.usb_redirection": "usb",
    "device.directory": "virtiofs",
    "device.serial_port": "serial, parallel",
    "disk.datastore": "disk",
    "disk.is_raw": "disk",
    "disk.cache": "cache",
    "disk.in_backup": "backup",
    "nic.network": "bridge, tag",
    "nic.mac": "net",
    "nic.adapter": "net",
    "nic.filter": "firewall",
    "nic.vlan": "trunks, tag",
    "media.cd": "media=cdrom",
    "media.cd_backing": "media=cdrom",
    "snapshot": "[snapshot]",
    "snapshot.name": "[snapshot]",
    "snapshot.taken_at": "snaptime",
    "snapshot.has_memory": "vmstate",
}
_RESOURCES = {
    "vm.power": "status",
    "vm.host": "node",
    "vm.resource_pool": "pool",
    "host": "node",
    "host.name": "node",
    "host.is_connected": "status",
    "host.cores": "maxcpu",
    "host.memory_mib": "maxmem",
    "host.memory_usage_percent": "mem",
    "datastore.free_percent": "disk, maxdisk",
    "datastore.capacity_mib": "maxdisk",
    "datastore.is_accessible": "status",
    "datastore.hosts": "node",
}
_LACKING_CONFIGS = "the upload holds no machine's configuration: add /etc/pve/nodes"
_LACKING_RESOURCES = (
    "the upload holds no list of resources: add the output of "
    "pvesh get /cluster/resources --output-format json"
)
_PARTS = (
    ("machines", _CONFIGS, _LACKING_CONFIGS),
    ("resources", _RESOURCES, _LACKING_RESOURCES),
    (
        "version",
        {"host.version": "version"},
        "the upload does not tell the release: add the output of pvesh get /version",
    ),
    (
        "cluster.fw",
        {"host.firewall_blocks": "cluster.fw: enable, policy_in"},
        "the upload holds no /etc/pve/firewall/cluster.fw",
    ),
)
_NEVER = {
    "host.boot_time": "the files do not say when they were made: no start can be counted back",
    "vm.changed_at": "Proxmox VE does not note when a machine was changed or stopped",
    "vm.tools": "the agent's own state is not in these files",
    "vm.os_reported": "the system that the agent reports is not in these files",
    "vm.hardware_version": "KVM has machine types, no hardware version",
    "host.time_servers": "these files do not tell how a node keeps time",
    "host.certificate_expiry": "these files do not tell of certificates",
    "console.listens_on": "Proxmox VE opens consoles only through its own signed-in service",
    "console.shows_password": "Proxmox VE makes a console's password anew for each session",
    "console.is_telnet": "serial lines end at a socket of the node",
    "posture.confinement": "Proxmox VE confines containers, not machines; these files tell nothing",
    "disk.is_encrypted": "encryption is the storage's: these files do not tell",
    "cluster.ha": "these files do not tell of restart",
    "health": "Proxmox VE has no health messages",
    "partition.free_percent": "these files do not see partitions of guests",
}


def coverage(parts: set[str], work: Gathered) -> tuple[Mapping[str, Column], Mapping[str, str]]:
    """
    Return where each field stands, and for the others what is missing.

    *parts* are those of "machines", "resources", "version" and "cluster.fw" that are there.
    """
    places: dict[str, Column] = {}
    absent = dict(_NEVER)
    for part, paths, lacking in _PARTS:
        if part in parts:
            places |= columns(paths, part)
        else:
            absent |= dict.fromkeys(paths, lacking)
    if any(host.boot_time for host in work.hosts.values()):
        places |= columns({"host.boot_time": "uptime"}, "resources")
    if any(guest.attributes for guest in work.guests.values()):
        places |= columns({"vm.attribute.Tags": "tags"}, "machines")
    return places, {name: words for name, words in absent.items() if name not in places}
