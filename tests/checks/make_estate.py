"""Tiny estates for the checks: plain functions, one per kind of thing."""

from dataclasses import replace
from datetime import datetime, timedelta

from assessments.checks import RULES
from assessments.estate import (
    Cluster,
    Column,
    Console,
    Datastore,
    Disk,
    Estate,
    Guest,
    GuestPosture,
    HealthMessage,
    Host,
    HostPosture,
    Kind,
    Licence,
    Manager,
    Media,
    Nic,
    Origin,
    Partition,
    PortGroup,
    Power,
    Ref,
    SecurityPolicy,
    ServiceInterface,
    Snapshot,
    StoragePath,
    Switch,
)
from assessments.importers.rvtools.coverage import FIELDS

NOW = datetime.fromisoformat("2026-11-01 08:00")  # exports state no zone
AT = Origin("vInfo", 2)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def ref(kind: Kind, native_id: str) -> Ref:
    return Ref(kind, "vc01", native_id)


HOST = ref(Kind.HOST, "esx1")
CLUSTER = ref(Kind.CLUSTER, "CL-1")
STORE = ref(Kind.DATASTORE, "ds1")


def group_ref(name: str) -> Ref:
    return ref(Kind.PORT_GROUP, name)


def nic(network: str = "INT-WEB-V101", **changes) -> Nic:
    base = Nic("Network adapter 1", group_ref(network), network, AT, "Vmxnet3", "00:50:56:00:00:01")
    closed = {"mac_type": "assigned", "filter": "clean", "trusts_guest": False, "vlan": "101"}
    return replace(base, **{**closed, **changes})


def disk(**changes) -> Disk:
    base = Disk("Hard disk 1", STORE, AT, 1024, "persistent", is_raw=False)
    safe = {"is_encrypted": True, "cache": "none", "in_backup": True}
    return replace(base, **{"sharing": "sharingNone", "shared_bus": "noSharing", **safe, **changes})


def console(kind: str = "vnc", **changes) -> Console:
    good = Console(kind, AT, listens_on="127.0.0.1", shows_password=False, is_encrypted=True)
    return replace(good, **{"shares_clipboard": False, **changes})


def posture(**changes) -> GuestPosture:
    """Everything closed."""
    good = GuestPosture(
        AT,
        firmware="uefi",
        tpm="emulated",
        tpm_version="2.0",
        confinement="dynamic",
        memory_encryption="SEV",
        migration_encryption="required",
        is_nested=False,
        cpu="EPYC",
        is_host_cpu=False,
        has_mitigations=True,
        machine="pc-q35-9.0",
        machine_version=9,
        has_agent=True,
        is_protected=True,
        lock="",
        consoles=(console(),),
    )
    return replace(good, **changes)


def host_posture(**changes) -> HostPosture:
    """Everything closed."""
    good = HostPosture(
        AT,
        lockdown=True,
        shell=False,
        ssh=False,
        object_browser=False,
        log_server="tcp://log:514",
        lockout_failures=5,
        page_sharing=False,
        firewall_blocks=True,
        has_tpm=True,
        attestation="green",
        only_installed_programs=True,
        acceptance="partner",
        confinement="selinux",
    )
    return replace(good, **changes)


def media(kind: str, **changes) -> Media:
    return replace(Media(kind, f"{kind} 1", AT, is_connected=False), **changes)


def vm(native_id: str = "vm-1", kind: Kind = Kind.VM, **changes) -> Guest:
    """A machine with which no check finds fault."""
    good = Guest(
        ref(kind, native_id),
        f"prd-{native_id}",
        AT,
        host=HOST,
        cluster=CLUSTER,
        folder="/DC/PRD/INT",
        power=Power.ON,
        connection_state="connected",
        created_at=ago(400),
        changed_at=ago(10),
        vcpus=2,
        memory_mib=2048,
        provisioned_mib=10_000,
        firmware="efi",
        secure_boot=True,
        hardware_version=19,
        os_configured="Microsoft Windows Server 2022 (64-bit)",
        os_reported="Microsoft Windows Server 2022 (64-bit)",
        smbios_uuid=f"uuid-{native_id}",
        annotation="",
        attributes={"Owner": "Ada", "Zone": "INT", "Last backup": "Sat Oct 31 08:00:00 2026"},
        consolidation_needed=False,
        ha_restart_priority="medium",
        ha_protection=True,
        tools="current",
        tools_origin=AT,
        cpu_origin=AT,
        memory_origin=AT,
        swapped_mib=0,
        ballooned_mib=0,
        disks=(disk(),),
        nics=(nic(mac=f"mac-{native_id}"),),
        media=(media("cd"), media("usb"), media("floppy")),
        partitions=(Partition("C:\\", AT, 50.0),),
        posture=posture(),
    )
    return replace(good, **changes)


def template(**changes) -> Guest:
    return vm("tpl-1", Kind.TEMPLATE, **{"power": Power.OFF, **changes})


def snapshot(name: str = "before patch", of: str = "vm-1", **changes) -> Snapshot:
    base = Snapshot(ref(Kind.SNAPSHOT, f"{of}/{name}"), name, ref(Kind.VM, of), AT, ago(1), 0, 100)
    return replace(base, **changes)


def host(name: str = "esx1", **changes) -> Host:
    good = Host(
        ref(Kind.HOST, name),
        name,
        CLUSTER,
        "DC",
        AT,
        is_connected=True,
        in_maintenance=False,
        cores=16,
        memory_mib=65_536,
        memory_usage_percent=40,
        vcpus_per_core=1.0,
        product="VMware ESXi",
        version="8.0.3",
        build="24674464",
        release="VMware ESXi 8.0.3 build-24674464",
        boot_time=ago(30),
        bios_date=ago(200).date(),
        time_servers=("ntp1", "ntp2"),
        time_daemon=True,
        certificate_expiry=ago(-700),
        certificate_status="good",
        swapped_mib=0,
        ballooned_mib=0,
        posture=host_posture(),
    )
    return replace(good, **changes)


def cluster(**changes) -> Cluster:
    good = Cluster(CLUSTER, "CL-1", "DC", AT, ha=True, drs=True, admission_control=True)
    return replace(good, **{"effective_memory_mib": 131_072, **changes})


def datastore(**changes) -> Datastore:
    good = Datastore(STORE, "ds1", AT, kind="VMFS", is_accessible=True, capacity_mib=1000)
    return replace(
        good,
        **{"provisioned_mib": 500, "free_mib": 500, "free_percent": 50, "host_count": 3, **changes},
    )


QUIET = SecurityPolicy(promiscuous=False, mac_changes=False, forged_transmits=False)


def port_group(name: str = "INT-WEB-V101", **changes) -> PortGroup:
    good = PortGroup(group_ref(name), name, AT, is_distributed=True, vlan="101", policy=QUIET)
    return replace(
        good,
        **{
            "binding": "earlyBinding",
            "security_override": False,
            "vlan_override": False,
            "config_reset": True,
            **changes,
        },
    )


def standard_switch(**changes) -> Switch:
    good = Switch(ref(Kind.SWITCH, "esx1/vSwitch0"), "vSwitch0", AT, host=HOST, policy=QUIET)
    return replace(good, **changes)


def distributed_switch(**changes) -> Switch:
    good = Switch(ref(Kind.SWITCH, "DVS"), "DVS", AT, is_distributed=True, discovery="none")
    return replace(good, **changes)


ATTRIBUTES = {f"vm.attribute.{name}" for name in ("Owner", "Zone", "Last backup")}
NEEDED = {name for rule in RULES for wanted in rule.needs for name in wanted.split("|")}


def estate(**changes) -> Estate:
    """An estate in which every check passes."""
    good = Estate(
        "RVTools",
        "4.7.1",
        NOW,
        managers=(Manager(ref(Kind.MANAGEMENT_SERVER, "vc01"), "vc01", AT, version="8.0.3"),),
        clusters=(cluster(),),
        hosts=(host(),),
        guests=(vm(), template()),
        snapshots=(snapshot(),),
        datastores=(datastore(),),
        switches=(standard_switch(), distributed_switch()),
        port_groups=(port_group(),),
        services=(ServiceInterface(HOST, "esx1", "Management Network", "vmk0", AT),),
        paths=(StoragePath("esx1", "ds1", "ok", AT),),
        licences=(Licence("vSphere", AT, 100, 80, None),),
        health=(HealthMessage("vm-1", "something harmless", "Foldername", AT),),
        columns={
            name: Column("sheet", name)
            for name in (FIELDS.keys() | NEEDED | ATTRIBUTES) - {"as_of", "host.ssh", "host.shell"}
        },
    )
    return replace(good, **changes)


def earlier(*guests: Guest, days: float = 100) -> Estate:
    return replace(estate(), guests=guests, taken_at=ago(days))
