"""Which neutral fields the two forms answer, and what to run for the others."""

PLAIN = {
    "vm": "Get-VM",
    "vm.name": "Name",
    "vm.host": "ComputerName",
    "vm.power": "State",
    "vm.firmware": "Generation",
    "posture.firmware": "Generation",
    "vm.created_at": "CreationTime",
    "vm.annotation": "Notes",
    "vm.memory_mib": "MemoryStartup",
    "vm.tools": "IntegrationServicesState",
    "nic": "NetworkAdapters",
    "nic.network": "NetworkAdapters.SwitchName",
    "nic.mac": "NetworkAdapters.MacAddress",
    "disk": "HardDrives",
    "media.cd": "DVDDrives",
    "media.cd_backing": "DVDDrives.Path",
}
COLLECTED = {
    "vm.secure_boot": "Firmware.SecureBoot",
    "posture.tpm": "Security.TpmEnabled",
    "posture.is_encrypted": "Security.Shielded",
    "posture.migration_encryption": "Security.EncryptStateAndVmMigrationTraffic",
    "posture.is_nested": "ExposeVirtualizationExtensions",
    "device.pci": "AssignableDevices",
    "posture.loose_settings": "IntegrationServices, NetworkAdapters",
    "nic.filter": "NetworkAdapters.MacAddressSpoofing",
    "nic.vlan": "NetworkAdapters.Vlan",
    "snapshot": "Checkpoints",
    "snapshot.name": "Checkpoints.Name",
    "snapshot.taken_at": "Checkpoints.CreationTime",
    "snapshot.has_memory": "Checkpoints.State",
    "host": "Host",
    "host.name": "Host.Name",
    "host.version": "Host.OperatingSystemVersion",
    "host.memory_mib": "Host.MemoryCapacity",
    "host.cores": "Host.LogicalProcessorCount",
    "host.settings": "Host",
}
_RUN = "Get-VM alone does not tell this: run vsrisk-collect-hyper-v.ps1."
ABSENT = {
    **dict.fromkeys(COLLECTED, _RUN),
    "vm.changed_at": "Hyper-V keeps no date of change: import two dated exports.",
    "vm.os_configured": "Hyper-V does not store which operating system a machine is for.",
    "vm.os_reported": "The collector does not ask guests for their operating system.",
    "vm.hardware_version": "Hyper-V counts configuration versions of its own (see Version).",
}
