"""Which neutral fields a file can answer, and in words why it cannot answer the others."""

from collections.abc import Mapping
from dataclasses import replace

from assessments.estate import Column
from assessments.importers.rvtools import guests, parts
from assessments.importers.rvtools.table import Table

# neutral field -> sheet, official header, keys under which it may stand
FIELDS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "vm.name": ("vInfo", "VM", ("vm",)),
    "vm.power": ("vInfo", "Powerstate", ("powerstate",)),
    "vm.host": ("vInfo", "Host", ("host",)),
    "vm.connection_state": ("vInfo", "Connection state", ("connectionstate",)),
    "vm.created_at": ("vInfo", "Creation date", ("creationdate",)),
    "vm.changed_at": ("vInfo", "Change Version", ("changeversion",)),
    "vm.memory_mib": ("vInfo", "Memory", ("memory",)),
    "vm.provisioned_mib": ("vInfo", "Provisioned MiB", ("provisionedmb",)),
    "vm.firmware": ("vInfo", "Firmware", ("firmware",)),
    "vm.secure_boot": ("vInfo", "EFI Secure boot", ("efisecureboot",)),
    "vm.hardware_version": ("vInfo", "HW version", ("hwversion",)),
    "vm.os_configured": (
        "vInfo",
        "OS according to the configuration file",
        ("osaccordingtotheconfigurationfile",),
    ),
    "vm.os_reported": (
        "vInfo",
        "OS according to the VMware Tools",
        ("osaccordingtothevmwaretools",),
    ),
    "vm.smbios_uuid": ("vInfo", "SMBIOS UUID", ("smbiosuuid",)),
    "vm.annotation": ("vInfo", "Annotation", ("annotation",)),
    "vm.folder": ("vInfo", "Folder", ("folder",)),
    "vm.consolidation_needed": ("vInfo", "Consolidation Needed", ("consolidationneeded",)),
    "vm.ha_restart_priority": ("vInfo", "HA Restart Priority", ("harestartpriority",)),
    "vm.ha_protection": ("vInfo", "DAS protection", ("dasprotection",)),
    "vm.cluster_rules": ("vInfo", "Cluster rule(s)", ("clusterrules",)),
    "vm.tools": ("vTools", "Tools", ("tools",)),
    "vm.cpu_limit": ("vCPU", "Limit", ("limit",)),
    "vm.cpu_reservation": ("vCPU", "Reservation", ("reservation",)),
    "vm.memory_limit": ("vMemory", "Limit", ("limit",)),
    "vm.memory_reservation": ("vMemory", "Reservation", ("reservation",)),
    "vm.swapped_mib": ("vMemory", "Swapped", ("swapped",)),
    "vm.ballooned_mib": ("vMemory", "Ballooned", ("ballooned",)),
    "disk.datastore": ("vDisk", "Path", ("path",)),
    "disk.mode": ("vDisk", "Disk Mode", ("diskmode",)),
    "disk.is_raw": ("vDisk", "Raw", ("raw",)),
    "disk.sharing": ("vDisk", "Sharing mode", ("sharingmode",)),
    "disk.shared_bus": ("vDisk", "Shared Bus", ("sharedbus",)),
    "nic.network": ("vNetwork", "Network", ("network",)),
    "nic.adapter": ("vNetwork", "Adapter", ("adapter",)),
    "nic.mac": ("vNetwork", "Mac Address", ("macaddress",)),
    "nic.mac_type": ("vNetwork", "Type", ("type",)),
    "media.cd": ("vCD", "Connected", ("connected",)),
    "media.usb": ("vUSB", "Connected", ("connected",)),
    "media.floppy": ("vFloppy", "Connected", ("connected",)),
    "media.cd_starts": ("vCD", "Starts Connected", ("startsconnected",)),
    "media.cd_backing": ("vCD", "Device Type", ("devicetype",)),
    "media.usb_backing": ("vUSB", "Device Type", ("devicetype",)),
    "media.floppy_backing": ("vFloppy", "Device Type", ("devicetype",)),
    "partition.free_percent": ("vPartition", "Free %", ("free",)),
    "snapshot": ("vSnapshot", "", ()),
    "snapshot.name": ("vSnapshot", "Name", ("name",)),
    "snapshot.taken_at": ("vSnapshot", "Date / time", ("datetime",)),
    "snapshot.memory_mib": ("vSnapshot", "Size MiB (vmsn)", ("sizembvmsn",)),
    "snapshot.size_mib": ("vSnapshot", "Size MiB (total)", ("sizembtotal",)),
    "host": ("vHost", "", ()),
    "host.name": ("vHost", "Host", ("host",)),
    "host.cores": ("vHost", "# Cores", ("cores",)),
    "host.memory_mib": ("vHost", "# Memory", ("memory",)),
    "host.memory_usage_percent": ("vHost", "Memory usage %", ("memoryusage",)),
    "host.vcpus_per_core": ("vHost", "vCPUs per Core", ("vcpuspercore",)),
    "host.version": ("vHost", "ESX Version", ("esxversion",)),
    "host.boot_time": ("vHost", "Boot time", ("boottime",)),
    "host.bios_date": ("vHost", "BIOS Date", ("biosdate",)),
    "host.in_maintenance": ("vHost", "in Maintenance Mode", ("inmaintenancemode",)),
    "host.time_servers": ("vHost", "NTP Server(s)", ("ntpservers",)),
    "host.time_daemon": ("vHost", "NTPD running", ("ntpdrunning",)),
    "host.certificate_expiry": (
        "vHost",
        "Certificate Expiry Date",
        ("certificateexpirydate",),
    ),
    "host.certificate_status": ("vHost", "Certificate Status", ("certificatestatus",)),
    "host.swapped_mib": ("vHost", "VM Memory Swapped", ("vmmemoryswapped",)),
    "host.ballooned_mib": ("vHost", "VM Memory Ballooned", ("vmmemoryballooned",)),
    "cluster": ("vCluster", "", ()),
    "cluster.ha": ("vCluster", "HA enabled", ("haenabled",)),
    "cluster.drs": ("vCluster", "DRS enabled", ("drsenabled",)),
    "cluster.admission_control": (
        "vCluster",
        "AdmissionControlEnabled",
        ("admissioncontrolenabled",),
    ),
    "cluster.effective_memory_mib": ("vCluster", "Effective Memory", ("effectivememory",)),
    "datastore.is_accessible": ("vDatastore", "Accessible", ("accessible",)),
    "datastore.capacity_mib": ("vDatastore", "Capacity MiB", ("capacitymb",)),
    "datastore.provisioned_mib": ("vDatastore", "Provisioned MiB", ("provisionedmb",)),
    "datastore.free_mib": ("vDatastore", "Free MiB", ("freemb",)),
    "datastore.free_percent": ("vDatastore", "Free %", ("free",)),
    "datastore.host_count": ("vDatastore", "# Hosts", ("numhosts",)),
    "switch.promiscuous": ("vSwitch", "Promiscuous Mode", ("promiscuousmode",)),
    "switch.mac_changes": ("vSwitch", "Mac Changes", ("macchanges",)),
    "switch.forged_transmits": ("vSwitch", "Forged Transmits", ("forgedtransmits",)),
    "switch.discovery": ("dvSwitch", "CDP Operation", ("cdpoperation",)),
    "port_group.promiscuous": ("dvPort", "Allow Promiscuous", ("allowpromiscuous",)),
    "port_group.mac_changes": ("dvPort", "Mac Changes", ("macchanges",)),
    "port_group.forged_transmits": ("dvPort", "Forged Transmits", ("forgedtransmits",)),
    "port_group.vlan": ("dvPort", "VLAN", ("vlan",)),
    "port_group.binding": ("dvPort", "Type", ("type",)),
    "port_group.security_override": (
        "dvPort",
        "Sec. Policy Override",
        ("secpolicyoverride",),
    ),
    "port_group.vlan_override": ("dvPort", "Vlan Override", ("vlanoverride",)),
    "port_group.config_reset": ("dvPort", "Config Reset", ("configreset",)),
    "standard_group.promiscuous": ("vPort", "Promiscuous Mode", ("promiscuousmode",)),
    "standard_group.mac_changes": ("vPort", "Mac Changes", ("macchanges",)),
    "standard_group.forged_transmits": ("vPort", "Forged Transmits", ("forgedtransmits",)),
    "standard_group.vlan": ("vPort", "VLAN", ("vlan",)),
    "service": ("vSC_VMK", "Port Group", ("portgroup",)),
    "path.state": ("vMultiPath", "Oper. State", ("operstate",)),
    **{f"path.{n}": ("vMultiPath", f"Path {n} state", (f"path{n}state",)) for n in range(1, 9)},
    "licence.name": ("vLicense", "Name", ("name",)),
    "licence.total": ("vLicense", "Total", ("total",)),
    "licence.used": ("vLicense", "Used", ("used",)),
    "licence.expires": ("vLicense", "Expiration Date", ("expirationdate",)),
    "health": ("vHealth", "Message", ("message",)),
    "manager.version": ("vSource", "Version", ("version",)),
}
# how the file writes what the estate says in words of its own
WORDS: Mapping[str, Mapping[str, str]] = {
    "vm.power": {power.value: written for power, written in guests.POWER.items()},
    "vm.tools": parts.TOOLS,
}


def coverage(tables: Mapping[str, Table]) -> tuple[dict[str, Column], dict[str, str]]:
    """Return where each field stands, and for the others what is missing."""
    columns: dict[str, Column] = {}
    absent: dict[str, str] = {}
    for name, (sheet, header, keys) in FIELDS.items():
        table = tables.get(sheet)
        if table is None:
            absent[name] = f"the export has no sheet {sheet}"
        elif not keys:
            columns[name] = Column(sheet, sheet)
        elif (found := table.column(*keys)) is not None:
            columns[name] = replace(found, words=WORDS.get(name, {}))
        else:
            absent[name] = f"{sheet} has no column {header}"
    info = tables["vInfo"]
    for attribute, place in info.extra_places().items():
        header = info.sheet.header[place].strip()
        columns[f"vm.attribute.{attribute}"] = Column("vInfo", header)
    return columns, absent
