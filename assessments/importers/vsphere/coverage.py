"""Where vSphere's properties answer a neutral field, and what an upload lacks for the others."""

from collections.abc import Mapping

from assessments.estate import Column
from assessments.importers.gathering import Gathered, columns

_MACHINES = {
    "vm.name": "name",
    "vm.host": "runtime.host",
    "vm.power": "runtime.powerState",
    "vm.connection_state": "runtime.connectionState",
    "vm.created_at": "config.createDate",
    "vm.changed_at": "config.changeVersion",
    "vm.memory_mib": "config.hardware.memoryMB",
    "vm.vcpus": "config.hardware.numCPU",
    "vm.firmware": "config.firmware",
    "vm.secure_boot": "config.bootOptions.efiSecureBootEnabled",
    "vm.hardware_version": "config.version",
    "vm.os_configured": "config.guestFullName",
    "vm.os_reported": "guest.guestFullName",
    "vm.annotation": "config.annotation",
    "vm.smbios_uuid": "config.uuid",
    "vm.consolidation_needed": "runtime.consolidationNeeded",
    "vm.ha_protection": "runtime.dasVmProtection",
    "vm.tools": "guest.toolsVersionStatus2",
    "vm.cpu_limit": "config.cpuAllocation.limit",
    "vm.cpu_reservation": "config.cpuAllocation.reservation",
    "vm.memory_limit": "config.memoryAllocation.limit",
    "vm.memory_reservation": "config.memoryAllocation.reservation",
    "vm.swapped_mib": "summary.quickStats.swappedMemory",
    "vm.ballooned_mib": "summary.quickStats.balloonedMemory",
    "vm.provisioned_mib": "summary.storage",
    "posture.firmware": "config.firmware",
    "posture.tpm": "config.hardware.device",
    "posture.memory_encryption": "config.sevEnabled",
    "posture.migration_encryption": "config.migrateEncryption",
    "posture.is_nested": "config.nestedHVEnabled",
    "posture.loose_settings": "config.extraConfig",
    "device.pci": "config.hardware.device",
    "device.serial_port": "config.hardware.device",
    "disk.datastore": "backing.datastore",
    "disk.mode": "backing.diskMode",
    "disk.is_raw": "backing",
    "disk.sharing": "backing.sharing",
    "disk.shared_bus": "controller.sharedBus",
    "disk.is_encrypted": "backing.keyId, config.keyId",
    "nic.network": "backing.deviceName, backing.port.portgroupKey",
    "nic.adapter": "device type",
    "nic.mac": "macAddress",
    "nic.mac_type": "addressType",
    "media.cd": "connectable.connected",
    "media.cd_backing": "backing.fileName",
    "media.floppy": "connectable.connected",
    "media.floppy_backing": "backing.fileName",
    "media.usb": "connected",
    "media.usb_backing": "backing.deviceName",
    "partition.free_percent": "guest.disk.freeSpace",
    "snapshot": "snapshot.rootSnapshotList",
    "snapshot.name": "snapshot.rootSnapshotList.name",
    "snapshot.taken_at": "snapshot.rootSnapshotList.createTime",
    "snapshot.has_memory": "snapshot.rootSnapshotList.state",
}
_HOSTS = {
    "host": "name",
    "host.name": "name",
    "host.is_connected": "runtime.connectionState",
    "host.in_maintenance": "runtime.inMaintenanceMode",
    "host.cores": "hardware.cpuInfo.numCpuCores",
    "host.memory_mib": "hardware.memorySize",
    "host.memory_usage_percent": "summary.quickStats.overallMemoryUsage",
    "host.version": "config.product.fullName",
    "host.boot_time": "runtime.bootTime",
    "host.bios_date": "hardware.biosInfo.releaseDate",
    "host.time_servers": "config.dateTimeInfo.ntpConfig.server",
    "host.time_daemon": "config.service.service[ntpd]",
    "host.certificate_expiry": "config.certificate",
    "host.lockdown": "config.lockdownMode",
    "host.ssh": "config.service.service[TSM-SSH]",
    "host.shell": "config.service.service[TSM]",
    "host.object_browser": "config.option[Config.HostAgent.plugins.solo.enableMob]",
    "host.log_server": "config.option[Syslog.global.logHost]",
    "host.lockout_failures": "config.option[Security.AccountLockFailures]",
    "host.page_sharing": "config.option[Mem.ShareForceSalting]",
    "host.firewall_blocks": "config.firewall.defaultPolicy.incomingBlocked",
    "host.open_services": "config.firewall.ruleset.allowedHosts",
    "host.has_tpm": "capability.tpmSupported",
    "host.attestation": "summary.tpmAttestation.status",
    "host.only_installed_programs": "config.option[VMkernel.Boot.execInstalledOnly]",
    "host.acceptance": "config.imageAcceptanceLevel",
    "switch.promiscuous": "config.network.vswitch.spec.policy.security.allowPromiscuous",
    "switch.mac_changes": "config.network.vswitch.spec.policy.security.macChanges",
    "switch.forged_transmits": "config.network.vswitch.spec.policy.security.forgedTransmits",
    "standard_group.promiscuous": "config.network.portgroup.computedPolicy.security",
    "standard_group.mac_changes": "config.network.portgroup.computedPolicy.security",
    "standard_group.forged_transmits": "config.network.portgroup.computedPolicy.security",
    "standard_group.vlan": "config.network.portgroup.spec.vlanId",
}
_CLUSTERS = {
    "cluster": "name",
    "cluster.ha": "configurationEx.dasConfig.enabled",
    "cluster.drs": "configurationEx.drsConfig.enabled",
    "cluster.admission_control": "configurationEx.dasConfig.admissionControlEnabled",
    "cluster.effective_memory_mib": "summary.effectiveMemory",
}
_STORES = {
    "datastore.free_percent": "summary.freeSpace",
    "datastore.capacity_mib": "summary.capacity",
    "datastore.provisioned_mib": "summary.uncommitted",
    "datastore.is_accessible": "summary.accessible",
    "datastore.host_count": "host",
}
_GROUPS = {
    "port_group.vlan": "config.defaultPortConfig.vlan",
    "port_group.promiscuous": "config.defaultPortConfig.securityPolicy.allowPromiscuous",
    "port_group.mac_changes": "config.defaultPortConfig.securityPolicy.macChanges",
    "port_group.forged_transmits": "config.defaultPortConfig.securityPolicy.forgedTransmits",
    "port_group.binding": "config.type",
    "port_group.security_override": "config.policy.securityPolicyOverrideAllowed",
    "port_group.vlan_override": "config.policy.vlanOverrideAllowed",
    "port_group.config_reset": "config.policy.portConfigResetAtDisconnect",
}
_SWITCHES = {"switch.discovery": "config.linkDiscoveryProtocolConfig.operation"}
_PARTS = (
    (("VirtualMachine", "VirtualMachineConfigInfo"), _MACHINES, "virtual machines"),
    (("HostSystem",), _HOSTS, "hosts"),
    (("ClusterComputeResource",), _CLUSTERS, "clusters"),
    (("Datastore",), _STORES, "datastores"),
    (("DistributedVirtualPortgroup",), _GROUPS, "distributed port groups"),
    (
        ("VmwareDistributedVirtualSwitch", "DistributedVirtualSwitch"),
        _SWITCHES,
        "distributed switches",
    ),
)
_WORDS = {"vm.power": {"on": "poweredOn", "off": "poweredOff", "suspended": "suspended"}}
_NEVER = {
    "health": "the messages of RVTools' own health sheet are not vSphere's",
    "path.state": "paths to storage are not collected",
    "licence.expires": "licences are not collected",
    "service": "the hosts' own interfaces are not collected",
    "nic.filter": "vSphere's filters are those of port groups: see the policies there",
    "posture.has_agent": "VMware Tools stand in their own check",
}


def coverage(kinds: set[str], work: Gathered) -> tuple[Mapping[str, Column], Mapping[str, str]]:
    """Return where each field stands, and for the others what is missing."""
    places: dict[str, Column] = {}
    absent = dict(_NEVER)
    for wanted, paths, named in _PARTS:
        if kinds.intersection(wanted):
            places |= columns(paths, named)
        else:
            absent |= dict.fromkeys(paths, f"the upload holds no {named}: collect them too")
    if work.managers:
        places |= columns({"manager.version": "version"}, "about")
    else:
        absent["manager.version"] = "the upload does not say which management server it is of"
    names = {name for guest in work.guests.values() for name in guest.attributes}
    places |= columns({f"vm.attribute.{name}": name for name in names}, "virtual machines")
    for name, words in _WORDS.items():
        if name in places:
            column = places[name]
            places[name] = Column(column.sheet, column.header, words)
    return places, absent
