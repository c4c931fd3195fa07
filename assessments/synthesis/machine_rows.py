"""The rows of one machine on the sheets of an export; blank cells are left out."""

from collections.abc import Iterator
from datetime import timedelta

from assessments.synthesis import names
from assessments.synthesis.cells import Cell, Row, said
from assessments.synthesis.device_rows import device_rows
from assessments.synthesis.machine import Machine
from assessments.synthesis.managers import fullname, managed, version
from assessments.synthesis.plan import Plan, is_kept_apart

UNMANAGED = 2_147_483_647  # the tools of guests that bring their own
CURRENT_TOOLS, OLD_TOOLS = 12_448, 11_365
BOOTED = timedelta(days=30)
USUAL: Row = {  # settings that no flaw touches
    "Overall Cpu Readiness": "0",
    "Fixed Passthru HotPlug": "False",
    "Latency Sensitivity": "normal",
    "EnableUUID": "TRUE",
    "CBT": "TRUE",
    "Num Monitors": 1,
    "Video Ram KiB": 8192,
    "FT State": "notConfigured",
    "FT Latency": "gray",
    "FT Bandwidth": -1,
    "FT Sec. Latency": -1,
}


def rows_of(plan: Plan, machine: Machine) -> Iterator[tuple[str, Row]]:
    """Give the rows of a machine, each with its sheet."""
    head: dict[str, Cell] = {
        "VM": machine.name,
        "Powerstate": machine.power,
        "Template": said(machine.is_template),
        "SRM Placeholder": said(machine.is_stand_in),
    }
    tail = _tail(plan, machine)
    yield "vInfo", {**head, **tail, **_info(plan, machine), **_settings(plan, machine)}
    yield "vCPU", {**head, **tail, **_processors(machine)}
    yield "vMemory", {**head, **tail, **_memory(machine)}
    for sheet, cells in device_rows(plan, machine):
        yield sheet, {**head, **tail, **cells}
    yield "vTools", {**head, **tail, **_tools(machine)}


def _tail(plan: Plan, machine: Machine) -> dict[str, Cell]:
    """What stands on every sheet of machines."""
    return {
        "Annotation": machine.note,
        "Owner": machine.owner,
        "Zone": machine.shown_zone,
        "Last backup": machine.backup,
        "Change ticket": machine.ticket,
        "Datacenter": machine.cluster.datacenter,
        "Cluster": machine.cluster.name,
        "Host": machine.host,
        "Folder": machine.folder,
        "OS according to the configuration file": machine.system,
        "OS according to the VMware Tools": machine.reported,
        "OS according to the VMware tools": machine.reported,
        "VMRef": f"VirtualMachine-{machine.vm_id}",
        "VM ID": machine.vm_id,
        "VM UUID": str(machine.uuid),
        **managed(plan, machine.cluster.manager),
    }


def _info(plan: Plan, machine: Machine) -> dict[str, Cell]:
    flaws, capacity = machine.flaws, sum(disk.capacity for disk in machine.disks)
    networks = {f"Network #{k + 1}": nic.group.name for k, nic in enumerate(machine.nics)}
    cells: dict[str, Cell] = {
        "Config status": "green",
        "DNS Name": f"m{machine.place + 1:06d}.{names.DOMAIN}" if machine.reported else "",
        "Connection state": "inaccessible" if "VM-STATE-BAD" in flaws else "connected",
        "Guest state": "running" if machine.is_on else "notRunning",
        "Heartbeat": "green" if machine.is_on and machine.reported else "gray",
        "Consolidation Needed": said("VM-CONSOLIDATE" in flaws),
        "Creation date": machine.created,
        "Change Version": machine.changed,
        "CPUs": machine.cpus,
        "Memory": machine.memory,
        "Active Memory": machine.memory // 10 if machine.is_on else 0,
        "NICs": len(machine.nics),
        "Disks": len(machine.disks),
        "Total disk capacity MiB": capacity,
        "Primary IP Address": machine.nics[0].address if machine.nics and machine.reported else "",
        **networks,
        "Resource pool": f"/{machine.cluster.datacenter}/{machine.cluster.name}/Resources",
        "Folder ID": f"group-v{100 + machine.place % 40}",
        "Provisioned MiB": machine.provisioned,
        "In Use MiB": capacity * 6 // 10,
        "Unshared MiB": capacity * 6 // 10,
        "SMBIOS UUID": str(machine.smbios),
    }
    if machine.is_on:
        cells["PowerOn"] = max(machine.created, plan.as_of - BOOTED)
    if machine.power == "suspended":
        cells["Suspend time"] = machine.changed
    return cells


def _settings(plan: Plan, machine: Machine) -> dict[str, Cell]:
    flaws, folder = machine.flaws, machine.disks[0].path.rpartition("/")[0]
    restarts = not plan.has("CL-HA", plan.seats.clusters[machine.place])
    disabled = "VM-HA-DISABLED" in flaws
    kept_apart = machine.place in plan.seats.visitors and is_kept_apart(plan)
    secure = "VM-NO-SECUREBOOT" not in flaws
    return {
        **USUAL,
        "DAS protection": said(restarts and machine.is_on and not disabled),
        "HA Restart Priority": "disabled" if disabled else "medium",
        "HA Isolation Response": "none",
        "HA VM Monitoring": "vmMonitoringDisabled",
        "Cluster rule(s)": "True" if kept_apart else "",
        "Cluster rule name(s)": "keep DMZ apart" if kept_apart else "",
        "Boot Required": "False",
        "Boot delay": 0,
        "Boot retry delay": 10_000,
        "Boot retry enabled": "False",
        "Boot BIOS setup": "False",
        "Reboot PowerOff": "False",
        "EFI Secure boot": said(secure),
        "Firmware": "efi" if secure or machine.place % 2 else "bios",
        "HW version": _hardware(machine),
        "HW upgrade status": "none",
        "HW upgrade policy": "never",
        "Path": f"{folder}/m{machine.place + 1:06d}.vmx",
        "Log directory": f"{folder}/",
        "Snapshot directory": f"{folder}/",
        "Suspend directory": f"{folder}/",
        "Customization Info": "IDLE",
        "VI SDK Server type": fullname(plan, machine.cluster.manager),
        "VI SDK API Version": f"{version(plan, machine.cluster.manager)[0]}.0",
    }


def _hardware(machine: Machine) -> int:
    return (
        (11, 13, 14)[machine.place % 3] if "VM-HWVER" in machine.flaws else 19 + machine.place % 3
    )


def _processors(machine: Machine) -> dict[str, Cell]:
    limited = "VM-LIMITS" in machine.flaws and machine.place % 2 == 0
    return {
        "CPUs": machine.cpus,
        "Sockets": machine.cpus // 2,
        "Cores p/s": 2,
        "Max": machine.cpus * 2600 if machine.is_on else 0,
        "Overall": machine.cpus * 180 if machine.is_on else 0,
        "Level": "normal",
        "Shares": machine.cpus * 1000,
        "Reservation": 0,
        "Entitlement": 0,
        "DRS Entitlement": 0,
        "Limit": 2000 if limited else -1,
        "Hot Add": "False",
        "Hot Remove": "False",
        "Numa Hotadd Exposed": "False",
    }


def _memory(machine: Machine) -> dict[str, Cell]:
    limited = "VM-LIMITS" in machine.flaws and machine.place % 2 == 1
    swaps = "VM-SWAP" in machine.flaws
    return {
        "Size MiB": machine.memory,
        "Memory Reservation Locked To Max": "False",
        "Overhead": 60 if machine.is_on else 0,
        "Max": machine.memory,
        "Consumed": machine.memory * 8 // 10 if machine.is_on else 0,
        "Consumed Overhead": 50 if machine.is_on else 0,
        "Private": machine.memory * 7 // 10 if machine.is_on else 0,
        "Shared": 100 if machine.is_on else 0,
        "Swapped": 128 if swaps and machine.place % 2 else 0,
        "Ballooned": 256 if swaps and not machine.place % 2 else 0,
        "Active": machine.memory // 10 if machine.is_on else 0,
        "Entitlement": 0,
        "DRS Entitlement": 0,
        "Level": "normal",
        "Shares": machine.memory * 10,
        "Reservation": 0,
        "Limit": machine.memory // 2 if limited else -1,
        "Hot Add": "False",
    }


def _tools(machine: Machine) -> dict[str, Cell]:
    flaws = machine.flaws
    is_old = bool(flaws & {"VM-TOOLS-OLD", "VM-OFF-UNPATCHED"})
    own = "Windows" not in machine.system and machine.place % 3 == 0 and not is_old
    state = "toolsOk" if machine.is_on else "toolsNotRunning"
    if is_old:
        state = "toolsOld"
    number = OLD_TOOLS if is_old else UNMANAGED if own else CURRENT_TOOLS
    if "VM-TOOLS-NONE" in flaws:
        state, number = (
            ("toolsNotInstalled", 0) if machine.place % 2 else ("toolsNotRunning", CURRENT_TOOLS)
        )
    return {
        "VM Version": _hardware(machine),
        "Tools": state,
        "Tools Version": number,
        "Required Version": CURRENT_TOOLS,
        "Upgradeable": "Yes" if is_old else "No",
        "Upgrade Policy": "manual",
        "Sync time": "False",
        "App status": "none",
        "Heartbeat status": "appStatusGray",
        "Kernel Crash state": "False",
        "Operation Ready": said(machine.is_on and "VM-TOOLS-NONE" not in flaws),
        "State change support": said(machine.is_on),
        "Interactive Guest": "False",
    }
