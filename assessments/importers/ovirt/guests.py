"""A machine or template of oVirt, with what hangs on it."""

import math
from collections.abc import Iterator, Mapping

from assessments.estate import (
    Console,
    Device,
    Disk,
    Guest,
    GuestPosture,
    Kind,
    Nic,
    Power,
    Ref,
    Snapshot,
)
from assessments.importers.records import Record

_STATES = {"up": Power.ON, "down": Power.OFF, "suspended": Power.SUSPENDED}
_STATES |= {"paused": Power.SUSPENDED, "powering_up": Power.ON, "image_locked": Power.OFF}
_FIRMWARE = {
    "q35_secure_boot": ("uefi", True),
    "q35_ovmf": ("uefi", False),
    "q35_sea_bios": ("bios", False),
    "i440fx_sea_bios": ("bios", False),
}
_DEVICES = {"usb_device": "usb", "scsi": "scsi", "mdev": "mediated"}


def guest_of(record: Record, ref: Ref, profiles: Mapping[str, Record]) -> Guest:
    """Return a machine, and gather its snapshots."""
    note, secrets = record.safe("description")
    bios = (record.text("bios.type") or "").casefold()
    firmware, secure = _FIRMWARE.get(bios, (None, None))
    power = _STATES.get(record.text("status") or "") if ref.kind is Kind.VM else None
    host, cluster = record.text("host.id"), record.text("cluster.id")
    gathered = record.gathered
    for snapshot in record.rows("snapshots.snapshot"):
        snapshot_of(snapshot, ref)
    return Guest(
        ref,
        record.text("name") or ref.native_id,
        record.origin,
        host=gathered.host(ref.source, host) if host else None,
        cluster=gathered.cluster(ref.source, cluster) if cluster else None,
        power=power,
        created_at=record.moment("creation_time"),
        changed_at=record.moment("stop_time") if power is Power.OFF else None,
        vcpus=_vcpus(record),
        memory_mib=record.mib("memory"),
        firmware=firmware,
        secure_boot=secure,
        os_configured=record.text("os.type"),
        os_reported=record.text("guest_operating_system.distribution"),
        annotation=note,
        secret_columns=secrets,
        disks=tuple(_disks(record, ref)),
        nics=tuple(_nics(record, ref, profiles)),
        posture=_posture(record, firmware, profiles),
    )


def _vcpus(record: Record) -> int | None:
    parts = [record.whole(f"cpu.topology.{name}") for name in ("sockets", "cores", "threads")]
    return math.prod(part for part in parts if part) if any(parts) else None


def _posture(record: Record, firmware: str | None, profiles: Mapping[str, Record]) -> GuestPosture:
    tpm = record.truth("tpm_enabled")
    return GuestPosture(
        record.origin,
        firmware=firmware,
        tpm={True: "emulated", False: "none", None: None}[tpm],
        is_protected=record.truth("delete_protected"),
        loose_settings=tuple(_loose(record, profiles)),
        consoles=tuple(
            Console(each.text("protocol") or "vnc", each.origin, listens_on=each.text("address"))
            for each in record.rows("graphics_consoles.graphics_console")
        ),
        devices=tuple(
            Device(
                _DEVICES.get(each.text("capability") or "", "pci"),
                each.text("name") or "device",
                each.origin,
            )
            for each in record.rows("host_devices.host_device")
        ),
    )


def _loose(record: Record, profiles: Mapping[str, Record]) -> Iterator[str]:
    for nic in record.rows("nics.nic"):
        profile = profiles.get(nic.text("vnic_profile.id") or "")
        name = nic.text("name") or "nic"
        if profile is not None and profile.truth("port_mirroring"):
            yield f"{name}: port_mirroring"
        if profile is not None and profile.text("pass_through.mode") == "enabled":
            yield f"{name}: pass_through"


def _nics(record: Record, ref: Ref, profiles: Mapping[str, Record]) -> Iterator[Nic]:
    for each in record.rows("nics.nic"):
        profile = profiles.get(each.text("vnic_profile.id") or "")
        network = profile.text("network.id") if profile else None
        group = record.gathered.port_group(ref.source, network) if network else None
        held = None
        if profile is not None:
            held = profile.text("network_filter.name") or profile.text("network_filter.id") or ""
        yield Nic(
            each.text("name") or "nic",
            group,
            record.gathered.port_groups[group].name if group else None,
            each.origin,
            adapter=each.text("interface"),
            mac=each.text("mac.address"),
            is_connected=each.truth("linked"),
            filter=held,
        )


def _disks(record: Record, ref: Ref) -> Iterator[Disk]:
    for each in record.rows("disk_attachments.disk_attachment"):
        store = next(
            (item.text("id") for item in each.rows("disk.storage_domains.storage_domain")), None
        )
        yield Disk(
            each.text("disk.name") or each.text("id") or "disk",
            record.gathered.datastore(ref.source, store) if store else None,
            each.origin,
            capacity_mib=each.mib("disk.provisioned_size"),
            sharing="shared" if each.truth("disk.shareable") else None,
        )


def snapshot_of(record: Record, guest: Ref) -> None:
    """Gather a snapshot; the one that stands for the running machine is none."""
    native = record.text("id")
    if native is None or record.text("snapshot_type") == "active":
        return
    ref = record.gathered.identities.claim(Ref(Kind.SNAPSHOT, guest.source, native))
    record.gathered.snapshots[ref] = Snapshot(
        ref,
        record.text("description") or native,
        guest,
        record.origin,
        taken_at=record.moment("date"),
        has_memory=record.truth("persist_memorystate"),
    )
