"""Where libvirt's documents answer a neutral field, and what an upload lacks for the others."""

from collections.abc import Mapping

from assessments.estate import Column
from assessments.importers.gathering import Gathered, columns

_MACHINES = {
    "vm.name": "name",
    "vm.host": "name",
    "vm.vcpus": "vcpu",
    "vm.memory_mib": "memory",
    "vm.firmware": "os/@firmware, os/loader",
    "vm.secure_boot": "os/loader/@secure",
    "vm.annotation": "description",
    "vm.smbios_uuid": "sysinfo/system/entry",
    "posture.firmware": "os/@firmware, os/loader",
    "posture.tpm": "devices/tpm/backend",
    "posture.confinement": "seclabel",
    "posture.memory_encryption": "launchSecurity",
    "posture.is_nested": "cpu/feature",
    "posture.is_host_cpu": "cpu/@mode",
    "posture.has_mitigations": "cpu/model",
    "posture.machine_version": "os/type/@machine",
    "posture.has_agent": "devices/channel/target",
    "posture.overrides": "qemu:commandline, devices/emulator, os/kernel",
    "console.listens_on": "devices/graphics/listen/@address",
    "console.shows_password": "devices/graphics/@passwd",
    "console.is_telnet": "devices/serial/protocol/@type",
    "console.shares_clipboard": "devices/graphics/clipboard, filetransfer",
    "device.pci": "devices/hostdev",
    "device.usb_redirection": "devices/redirdev",
    "device.directory": "devices/filesystem",
    "disk.datastore": "disk/source",
    "disk.mode": "transient",
    "disk.is_raw": "disk/@device",
    "disk.sharing": "shareable",
    "disk.is_encrypted": "source/encryption",
    "disk.cache": "driver/@cache",
    "nic.network": "interface/source",
    "nic.mac": "interface/mac/@address",
    "nic.adapter": "interface/@type",
    "nic.filter": "interface/filterref/@filter",
    "nic.trusts_guest": "interface/@trustGuestRxFilters",
    "nic.vlan": "interface/vlan",
    "media.cd": "disk[@device='cdrom']/source",
    "media.cd_backing": "disk[@device='cdrom']/source",
    "media.floppy": "disk[@device='floppy']/source",
    "media.floppy_backing": "disk[@device='floppy']/source",
}
_PARTS = {
    "snapshots": {
        "snapshot": "domainsnapshot",
        "snapshot.name": "name",
        "snapshot.taken_at": "creationTime",
        "snapshot.has_memory": "memory/@snapshot",
    },
    "networks": {"standard_group.vlan": "portgroup/vlan/tag", "port_group": "network"},
    "storage pools": {
        "datastore.free_percent": "available",
        "datastore.capacity_mib": "capacity",
    },
    "capabilities": {
        "host": "host/uuid",
        "host.name": "host/uuid",
        "host.cores": "host/topology",
        "host.confinement": "host/secmodel/model",
    },
    "power": {"vm.power": "@id, states"},
}
_LACKING = {
    "snapshots": "the upload holds no snapshots: add the output of virsh snapshot-dumpxml",
    "networks": "the upload holds no networks: add the output of virsh net-dumpxml",
    "storage pools": "the upload holds no storage pools: add the output of virsh pool-dumpxml",
    "capabilities": "the upload holds no capabilities: add the output of virsh capabilities",
    "power": "a machine's file does not say whether it runs: add states.txt, from virsh domstate",
}
_NEVER = {
    "vm.changed_at": "libvirt does not note when a machine was changed or stopped",
    "vm.created_at": "libvirt does not note when a machine was made",
    "vm.tools": "libvirt does not tell the state of guest tools, only of the agent's channel",
    "vm.os_configured": "no machine names its system in libosinfo's metadata",
    "vm.os_reported": "libvirt does not report the guest's system: the agent does, when asked",
    "vm.hardware_version": "KVM has machine types, no hardware version",
    "vm.ha_protection": "libvirt itself restarts no machine on another host",
    "host.version": "capabilities do not tell the release of the hypervisor",
    "host.time_servers": "libvirt does not tell how the host keeps time",
    "host.certificate_expiry": "libvirt does not tell the host's certificates",
    "cluster.ha": "libvirt knows no clusters",
    "cluster.drs": "libvirt knows no clusters",
    "health": "libvirt has no health messages",
    "partition.free_percent": "libvirt does not see partitions of guests",
    "licence.expires": "libvirt has no licences",
}


def coverage(seen: set[str], work: Gathered) -> tuple[Mapping[str, Column], Mapping[str, str]]:
    """Return where each field stands, and for the others what is missing."""
    found = columns(_MACHINES, "machines")
    absent = dict(_NEVER)
    for part, paths in _PARTS.items():
        if part in seen:
            found |= columns(paths, part)
        else:
            absent |= dict.fromkeys(paths, _LACKING[part])
    names = {name for guest in work.guests.values() for name in guest.attributes}
    found |= columns({f"vm.attribute.{name}": name for name in names}, "machines")
    if any(guest.os_configured for guest in work.guests.values()):
        found |= columns({"vm.os_configured": "metadata/libosinfo/os/@id"}, "machines")
        del absent["vm.os_configured"]
    return found, absent
