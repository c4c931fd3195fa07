"""What can be planted: codes of checks, where, how often, and what a file must hold to tell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Needs = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    One weakness that an invented estate can have.

    `among` names the things it befalls and `one_in` how rarely. Of the flaws of
    one `group` a machine has at most one. `needs` lists what an export must hold
    ("sheet" or "sheet.column") for the flaw to be seen: one of each inner tuple.
    Planting it plants what it `implies` as well.
    """

    code: str
    among: str
    one_in: int
    needs: Needs
    group: str = ""
    implies: tuple[str, ...] = ()


POWER = ("vInfo.Powerstate",)
CHANGED = ("vInfo.Change Version", "vInfo.Creation date")
SYSTEM = ("vInfo.OS according to the VMware Tools", "vInfo.OS according to the configuration file")
ZONE = ("vInfo.Zone",)
TWO_EXPORTS = ("VM-NEW", "VM-OFF-T")
OLD_SHEET = "vFloppy"  # gone since 4.1.2: in later exports only when its flaw is planted

_MACHINES = (
    Flaw("VM-OFF", "vm", 8, (POWER,), "power"),
    Flaw("VM-OFF-P", "off", 3, (POWER, CHANGED), implies=("VM-OFF",)),
    Flaw("VM-OFF-T", "off", 3, (POWER,), implies=("VM-OFF",)),
    Flaw("VM-OFF-UNPATCHED", "off", 6, (POWER, CHANGED, SYSTEM), implies=("VM-OFF", "VM-OFF-P")),
    Flaw("VM-SUSPENDED", "vm", 90, (POWER,), "power"),
    Flaw("VM-NEW", "on", 25, (), "snapshot"),
    Flaw("VM-SNAP-AGE", "guest", 30, (("vSnapshot.Date / time",),), "snapshot"),
    Flaw("VM-SNAP-MEM", "restricted", 12, (("vSnapshot.Size MiB (vmsn)",),), "snapshot"),
    Flaw("VM-SNAP-CHAIN", "guest", 90, (("vSnapshot",),), "snapshot"),
    Flaw(
        "VM-SNAP-BACKUP",
        "guest",
        90,
        (("vSnapshot.Name",), ("vSnapshot.Date / time",)),
        "snapshot",
    ),
    Flaw("VM-CONSOLIDATE", "guest", 90, (("vInfo.Consolidation Needed",),)),
    Flaw("VM-NO-OWNER", "vm", 8, (("vInfo.Owner",),), "note"),
    Flaw("VM-SECRET-NOTE", "guest", 50, (("vInfo.Annotation",),), "note"),
    Flaw("VM-NAME-TEMP", "vm", 25, (), "note"),
    Flaw("VM-NO-BACKUP", "vm", 12, (("vInfo.Last backup",),)),
    Flaw("VM-STATE-BAD", "guest", 90, (("vInfo.Connection state",),)),
    Flaw("VM-DUP-SMBIOS", "vm", 50, (("vInfo.SMBIOS UUID",),)),
    Flaw("VM-DUP-MAC", "wired", 50, (("vNetwork.Mac Address",),)),
    Flaw("VM-TOOLS-NONE", "on", 25, (("vTools.Tools",), POWER), "tools"),
    Flaw("VM-TOOLS-OLD", "on", 7, (("vTools.Tools",), POWER), "tools"),
    Flaw("VM-OS-EOL", "vm", 8, (SYSTEM,), "system"),
    Flaw("VM-OS-EXTENDED", "vm", 30, (SYSTEM,), "system"),
    Flaw("VM-OS-MISMATCH", "on", 90, (SYSTEM[:1], SYSTEM[1:]), "system"),
    Flaw("VM-NO-SECUREBOOT", "vm", 3, (("vInfo.EFI Secure boot",),)),
    Flaw("VM-HWVER", "vm", 7, (("vInfo.HW version",),)),
    Flaw("VM-CD", "vm", 30, (("vCD.Connected",),)),
    Flaw("VM-USB", "vm", 90, (("vUSB.Connected",),)),
    Flaw("VM-FLOPPY", "vm", 90, ((OLD_SHEET,),)),
    Flaw("VM-NONPERSISTENT", "guest", 90, (("vDisk.Disk Mode",),)),
    Flaw("VM-RDM", "guest", 90, (("vDisk.Raw",),)),
    Flaw("VM-MULTIWRITER", "guest", 90, (("vDisk.Sharing mode",),)),
    Flaw("VM-SHAREDBUS", "guest", 90, (("vDisk.Shared Bus",),)),
    Flaw("VM-PART-FULL", "on", 25, (("vPartition.Free %",),), "tools"),
    Flaw("VM-DIRECTPATH", "wired", 90, (("vNetwork.Adapter",),)),
    Flaw("VM-MAC-MANUAL", "wired", 50, (("vNetwork.Type",),)),
    Flaw("VM-MULTIHOMED", "neighboured", 50, (("vNetwork.Network",),)),
    Flaw("VM-LIMITS", "vm", 30, (("vCPU.Limit", "vMemory.Limit"),)),
    Flaw("VM-SWAP", "on", 50, (("vMemory.Swapped", "vMemory.Ballooned"),)),
    Flaw(
        "VM-HA-DISABLED",
        "restartable",
        40,
        (POWER, ("vCluster.HA enabled",), ("vInfo.HA Restart Priority", "vInfo.DAS protection")),
    ),
    Flaw("TPL-STALE", "template", 3, (("vInfo.Change Version",),)),
    Flaw("TPL-OUTDATED", "template", 3, (SYSTEM,)),
)

_HOSTS = (
    Flaw("HOST-ESX-EOL", "host of one cluster", 1, (("vHost.ESX Version",),)),
    Flaw("HOST-NTP", "host", 12, (("vHost.NTP Server(s)",),)),
    Flaw("HOST-SSH", "host", 10, (("vHealth",),)),
    Flaw("HOST-SHELL", "host", 14, (("vHealth",),)),
    Flaw("HOST-CERT", "host", 14, (("vHost.Certificate Expiry Date",),)),
    Flaw("HOST-DISCONNECTED", "spare host", 1, (("vHost.ESX Version",),)),
    Flaw("HOST-MAINTENANCE", "spare host", 1, (("vHost.in Maintenance Mode",),)),
    Flaw("HOST-BOOT-AGE", "host", 12, (("vHost.Boot time",),)),
    Flaw("HOST-BIOS-AGE", "host", 8, (("vHost.BIOS Date",),)),
    Flaw("HOST-VSWITCH-PROMISC", "host", 20, (("vSwitch.Promiscuous Mode",),)),
    Flaw("HOST-VSWITCH-MACCHG", "host", 20, (("vSwitch.Mac Changes",),)),
    Flaw("HOST-VSWITCH-FORGED", "host", 20, (("vSwitch.Forged Transmits",),)),
    Flaw("HOST-CPU-OVERCOMMIT", "busy host", 20, (("vHost.vCPUs per Core", "vHost.# Cores"),)),
    Flaw("HOST-MEM-OVERCOMMIT", "busy host", 20, (("vHost.# Memory",), POWER, ("vInfo.Memory",))),
    Flaw("HOST-MEM-USAGE", "host", 16, (("vHost.Memory usage %",),)),
    Flaw("HOST-SWAP", "host", 16, (("vHost.VM Memory Swapped",),)),
    Flaw("HOST-MIXED-ZONES", "visited host", 1, (POWER, ("vInfo.Host",), ZONE)),
    Flaw("VC-EOL", "manager", 2, (("vSource.Version",),)),
)

_REST = (
    Flaw("CL-HA", "cluster", 8, (("vCluster.HA enabled",),)),
    Flaw("CL-DRS", "cluster", 8, (("vCluster.DRS enabled",),)),
    Flaw("CL-ADMISSION", "cluster", 6, (("vCluster.AdmissionControlEnabled",),)),
    Flaw("CL-SPARE", "busy cluster", 12, (("vCluster.Effective Memory",), ("vHost.# Memory",))),
    Flaw("CL-ESX-SKEW", "cluster of several", 6, (("vHost.ESX Version",), ("vCluster",))),
    Flaw(
        "CL-MIXED-ZONES",
        "visited cluster",
        1,
        (("vCluster.DRS enabled",), ("vInfo.Cluster rule(s)",), POWER, ZONE),
    ),
    Flaw("NET-PROMISC", "port group", 30, (("dvPort.Allow Promiscuous",),)),
    Flaw("NET-MACCHG", "port group", 20, (("dvPort.Mac Changes",),)),
    Flaw("NET-FORGED", "port group", 20, (("dvPort.Forged Transmits",),)),
    Flaw("NET-OVERRIDE", "port group", 20, (("dvPort.Sec. Policy Override",),)),
    Flaw("NET-EPHEMERAL", "port group", 30, (("dvPort.Type",),)),
    Flaw("NET-TRUNK", "port group", 30, (("dvPort.VLAN", "vPort.VLAN"),), "vlan"),
    Flaw("NET-NOVLAN-SEP", "used port group", 40, (("vSC_VMK",), ("vNetwork.Network",)), "vlan"),
    Flaw("NET-DISCOVERY", "switch", 3, (("dvSwitch.CDP Operation",),)),
    Flaw("DS-FULL", "datastore", 12, (("vDatastore.Free %", "vDatastore.Free MiB"),)),
    Flaw(
        "DS-OVERPROV",
        "used datastore",
        14,
        (("vDatastore.Provisioned MiB",), ("vDatastore.Capacity MiB",)),
    ),
    Flaw("DS-INACCESSIBLE", "spare datastore", 6, (("vDatastore.Accessible",),)),
    Flaw("DS-LOCAL", "used datastore", 14, (("vDatastore.# Hosts",), POWER, ("vDisk.Path",))),
    Flaw("DS-PATH", "datastore", 20, (("vMultiPath.Oper. State", "vMultiPath.Path 1 state"),)),
    Flaw("DS-ZOMBIE", "datastore", 10, (("vHealth",),)),
    Flaw("LIC-EXPIRY", "licence", 3, (("vLicense.Expiration Date",),)),
)

FLAWS: Mapping[str, Flaw] = {flaw.code: flaw for flaw in (*_MACHINES, *_HOSTS, *_REST)}
MACHINE_CODES = tuple(flaw.code for flaw in _MACHINES)
DEFAULT_CODES = tuple(code for code in FLAWS if code != "VM-FLOPPY")


def lacking(code: str) -> tuple[str, ...]:
    """Say what to leave out of an export so that a check cannot be judged; () if nothing does."""
    needs = FLAWS[code].needs
    return needs[0] if needs else ()


def is_shown(code: str, without: Collection[str]) -> bool:
    """Whether an export without these sheets and columns can still show the flaw."""
    gone = set(without)

    def stands(place: str) -> bool:
        return place not in gone and place.partition(".")[0] not in gone

    return all(any(stands(place) for place in either) for either in FLAWS[code].needs)


def with_implied(codes: Collection[str]) -> set[str]:
    """These codes and all that planting them plants as well."""
    return set(codes) | {implied for code in codes for implied in FLAWS[code].implies}
