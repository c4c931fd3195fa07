"""A machine of Hyper-V: its state, protection, adapters, disks and checkpoints."""

from collections.abc import Iterator

from assessments.estate import (
    Device,
    Disk,
    Guest,
    GuestPosture,
    Kind,
    Media,
    Nic,
    Power,
    Ref,
    Snapshot,
)
from assessments.importers.records import Record

_STATES = {
    "running": Power.ON,
    "2": Power.ON,
    "off": Power.OFF,
    "3": Power.OFF,
    "saved": Power.SUSPENDED,
    "6": Power.SUSPENDED,
    "paused": Power.SUSPENDED,
    "9": Power.SUSPENDED,
    "fastsaved": Power.SUSPENDED,
    "15": Power.SUSPENDED,
}
_FIRMWARE = {"1": "bios", "2": "uefi"}
_TOOLS = {"up to date": "current", "update required": "old"}
_STATE_HAS_MEMORY = {"off": False, "running": True, "saved": True, "fastsaved": True}
_REPLICA = {"replica", "2", "testreplica", "3"}
_ATTRIBUTES = ("Version", "CheckpointType", "AutomaticStartAction", "IsClustered", "Path")


def guest_of(record: Record, ref: Ref, host: Ref | None) -> Guest:
    """Return a machine, and gather its checkpoints."""
    note, secrets = record.safe("Notes")
    firmware = _FIRMWARE.get(record.text("Generation") or "")
    for checkpoint in record.rows("Checkpoints"):
        _checkpoint(checkpoint, ref)
    attributes = {key: words for key in _ATTRIBUTES if (words := record.text(key))}
    return Guest(
        ref,
        record.text("Name") or record.text("VMName") or ref.native_id,
        record.origin,
        host=host,
        cluster=record.gathered.hosts[host].cluster if host else None,
        is_disaster_placeholder=(record.text("ReplicationMode") or "").casefold() in _REPLICA,
        power=_STATES.get((record.text("State") or "").casefold()),
        created_at=record.moment("CreationTime"),
        vcpus=record.whole("ProcessorCount"),
        memory_mib=record.mib("MemoryStartup"),
        firmware=firmware,
        secure_boot=False if firmware == "bios" else _switched(record, "Firmware.SecureBoot"),
        annotation=note,
        secret_columns=secrets,
        attributes=attributes,
        tools=_TOOLS.get((record.text("IntegrationServicesState") or "").casefold()),
        tools_origin=record.origin,
        disks=tuple(_disks(record)),
        nics=tuple(_nics(record, host)),
        media=tuple(_media(record)),
        posture=_posture(record, firmware),
    )


def _switched(record: Record, path: str) -> bool | None:
    """On or off in words; a number says nothing for certain."""
    return {"on": True, "off": False}.get((record.text(path) or "").casefold())


def _posture(record: Record, firmware: str | None) -> GuestPosture:
    tpm = record.truth("Security.TpmEnabled")
    encrypts = record.truth("Security.EncryptStateAndVmMigrationTraffic")
    migration = {True: "required", False: "disabled", None: None}[encrypts]
    return GuestPosture(
        record.origin,
        firmware=firmware,
        tpm={True: "emulated", False: "none", None: None}[tpm],
        is_encrypted=True if record.truth("Security.Shielded") else None,
        migration_encryption=migration,
        is_nested=record.truth("ExposeVirtualizationExtensions"),
        loose_settings=tuple(_loose(record)),
        devices=tuple(
            Device("pci", each.text("InstanceID") or "device", each.origin)
            for each in record.rows("AssignableDevices")
        ),
    )


def _loose(record: Record) -> Iterator[str]:
    if record.truth("Security.VirtualizationBasedSecurityOptOut"):
        yield "VirtualizationBasedSecurityOptOut"
    for service in record.rows("IntegrationServices"):
        name = service.text("Name")
        if name == "Guest Service Interface" and service.truth("Enabled"):
            yield name
    for nic in record.rows("NetworkAdapters"):
        mode = (nic.text("PortMirroringMode") or "").casefold()
        if mode in ("source", "destination"):
            yield f"{nic.text('Name') or 'adapter'}: PortMirroringMode {mode}"
        for guard in ("DhcpGuard", "RouterGuard"):
            if _switched(nic, guard) is False:
                yield f"{nic.text('Name') or 'adapter'}: {guard} off"


def _nics(record: Record, host: Ref | None) -> Iterator[Nic]:
    for each in record.rows("NetworkAdapters"):
        name = each.text("SwitchName")
        group = None
        if name and host:
            group = each.gathered.port_group(host.source, f"{host.native_id}/{name}", name, host)
        spoofs = _switched(each, "MacAddressSpoofing")
        dynamic = each.truth("DynamicMacAddressEnabled")
        yield Nic(
            each.text("Name") or "adapter",
            group,
            name,
            each.origin,
            adapter="legacy" if each.truth("IsLegacy") else "synthetic",
            mac=each.text("MacAddress"),
            mac_type={True: "generated", False: "manual", None: None}[dynamic],
            is_connected=each.truth("Connected"),
            filter={True: "", False: "address guard", None: None}[spoofs],
            vlan=_vlan(each),
        )


def _vlan(nic: Record) -> str | None:
    mode = (nic.text("Vlan.OperationMode") or "").casefold()
    path = {"access": "Vlan.AccessVlanId", "trunk": "Vlan.AllowedVlanIdList"}.get(mode)
    return nic.text(path) if path else None


def _disks(record: Record) -> Iterator[Disk]:
    for each in record.rows("HardDrives"):
        path = each.text("Path")
        yield Disk(
            path or each.text("Name") or "disk",
            None,
            each.origin,
            capacity_mib=each.mib("Size"),
            is_raw=each.get("DiskNumber") is not None,
            sharing="shared" if each.truth("SupportPersistentReservations") else None,
        )


def _media(record: Record) -> Iterator[Media]:
    for each in record.rows("DVDDrives"):
        path = each.text("Path")
        yield Media(
            "cd", each.text("Name") or "DVD drive", each.origin, path is not None, backing=path
        )


def _checkpoint(record: Record, guest: Ref) -> None:
    name = record.text("Name") or "checkpoint"
    native = record.text("Id") or f"{guest.native_id}/{name}"
    ref = record.gathered.identities.claim(Ref(Kind.SNAPSHOT, guest.source, native))
    record.gathered.snapshots[ref] = Snapshot(
        ref,
        name,
        guest,
        record.origin,
        taken_at=record.moment("CreationTime"),
        has_memory=_STATE_HAS_MEMORY.get((record.text("State") or "").casefold()),
    )
