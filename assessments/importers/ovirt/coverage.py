"""Which neutral fields the API answers, and which call brings the others."""

ANSWERED = {
    "vm": "vm",
    "vm.name": "name",
    "vm.power": "status",
    "vm.host": "host.id",
    "vm.created_at": "creation_time",
    "vm.changed_at": "stop_time",
    "vm.firmware": "bios.type",
    "vm.secure_boot": "bios.type",
    "vm.memory_mib": "memory",
    "vm.annotation": "description",
    "vm.os_configured": "os.type",
    "posture.firmware": "bios.type",
    "posture.is_protected": "delete_protected",
    "posture.tpm": "tpm_enabled",
    "device.pci": "host_devices",
    "console.kind": "graphics_consoles",
    "nic": "nics",
    "nic.mac": "nics.mac.address",
    "nic.network": "vnic_profile.network",
    "nic.filter": "vnic_profile.network_filter",
    "disk": "disk_attachments",
    "snapshot": "snapshot",
    "snapshot.name": "description",
    "snapshot.taken_at": "date",
    "snapshot.has_memory": "persist_memorystate",
    "cluster": "cluster",
    "host": "host",
    "host.name": "name",
    "host.version": "version.full_version",
    "host.in_maintenance": "status",
    "host.memory_mib": "memory",
    "host.page_sharing": "ksm.enabled",
    "host.confinement": "se_linux.mode",
    "host.settings": "update_available",
    "datastore": "storage_domain",
    "datastore.capacity_mib": "available, used",
}
_CALLS = {"host": "hosts", "datastore": "storagedomains", "cluster": "clusters"}
_CALLS |= {"snapshot": "vms?follow=snapshots", "nic": "vms?follow=nics", "vm": "vms"}
_CALLS |= dict.fromkeys(("posture", "device", "console"), "vms")
_CALLS |= {"disk": "vms?follow=disk_attachments"}
ABSENT = {
    key: f"Not in this export: add the answer of ovirt-engine/api/{_CALLS[key.split('.')[0]]}."
    for key in ANSWERED
}
ABSENT |= {"vm.hardware_version": "oVirt names no version of the virtual hardware."}
