"""A whole export of a pool: hosts, storage, networks, machines and snapshots."""

from assessments.estate import (
    Datastore,
    Guest,
    GuestPosture,
    Host,
    Kind,
    PortGroup,
    Power,
    Ref,
    Snapshot,
)
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole, columns
from assessments.importers.members import Files
from assessments.importers.records import Record, listed
from assessments.importers.xen.shapes import records_of

_STATES = {
    "running": Power.ON,
    "halted": Power.OFF,
    "suspended": Power.SUSPENDED,
    "paused": Power.SUSPENDED,
}
_ANSWERED = {
    "vm": "VM",
    "vm.name": "name_label",
    "vm.power": "power_state",
    "vm.host": "$container, resident-on",
    "vm.annotation": "name_description",
    "vm.firmware": "boot.firmware, HVM-boot-params",
    "vm.secure_boot": "secureBoot, platform",
    "snapshot": "VM-snapshot",
    "snapshot.name": "name_label",
    "snapshot.taken_at": "snapshot_time",
    "host": "host",
    "host.name": "name_label",
    "host.version": "version",
}
_ABSENT = {
    "vm.changed_at": "XCP-ng keeps no date of change: import two dated exports.",
    "vm.hardware_version": "XCP-ng has no versions of virtual hardware that age.",
    "nic": "Adapters are not read from this form yet.",
    "disk": "Disks are not read from this form yet.",
}


def read(label: str, files: Files) -> Reading:
    """Read all listings; snapshots may stand before their machines."""
    gathered = Gathered()
    for member in files:
        found = records_of(member)
        gathered.read["files"] += 1
        gathered.kept["files"] += bool(found)
        if not found:
            gathered.skip("files", "No listing of xe or Xen Orchestra, or damaged")
        for record in listed(found, member.sheet, gathered):
            _record(record, label)
    said = files.collected
    parts = {"vm": gathered.guests, "host": gathered.hosts, "snapshot": gathered.snapshots}
    answered = {key: path for key, path in _ANSWERED.items() if parts[key.partition(".")[0]]}
    missing = dict.fromkeys(_ANSWERED, "Add the list of these from xe or REST.")
    absent = {key: each for key, each in (missing | _ABSENT).items() if key not in answered}
    whole = Whole(label, said.version, said.taken_at, columns(answered, "VM"), absent)
    return gathered.reading(label, whole)


def _record(record: Record, label: str) -> None:
    source = record.text("$pool") or record.text("$poolId") or label
    kind = record.text("type")
    native = record.text("uuid") or record.text("id")
    if native is None:
        record.gathered.problem(record.origin.sheet, record.origin.row, "uuid", "It is missing.")
    elif kind in ("VM", "VM-template"):
        if not record.truth("is_control_domain"):
            _guest(record, Ref(Kind.VM if kind == "VM" else Kind.TEMPLATE, source, native))
    elif kind == "VM-snapshot":
        _snapshot(record, Ref(Kind.SNAPSHOT, source, native))
    else:
        _carrier(record, kind or "", source, native)


def _carrier(record: Record, kind: str, source: str, native: str) -> None:
    name, gathered = record.text("name_label") or native, record.gathered
    if kind == "host":
        ref = Ref(Kind.HOST, source, native)
        gathered.hosts[ref] = Host(
            ref, name, None, None, record.origin, version=record.text("version")
        )
    elif kind == "SR":
        ref = Ref(Kind.DATASTORE, source, native)
        gathered.datastores[ref] = Datastore(
            ref, name, record.origin, kind=record.text("SR_type"), capacity_mib=record.mib("size")
        )
    elif kind == "network":
        ref = Ref(Kind.PORT_GROUP, source, native)
        gathered.port_groups[ref] = PortGroup(ref, name, record.origin)


def _guest(record: Record, ref: Ref) -> None:
    note, secrets = record.safe("name_description")
    host = record.text("$container")
    if host == ref.source:
        host = None
    firmware = (record.text("boot.firmware") or "").casefold() or None
    ref = record.gathered.identities.claim(ref)
    power = _STATES.get((record.text("power_state") or "").casefold())
    record.gathered.guests[ref] = Guest(
        ref,
        record.text("name_label") or ref.native_id,
        record.origin,
        host=record.gathered.host(ref.source, host) if host else None,
        power=power if ref.kind is Kind.VM else None,
        firmware=firmware,
        secure_boot=False if firmware == "bios" else record.truth("secureBoot"),
        annotation=note,
        secret_columns=secrets,
        posture=GuestPosture(record.origin, firmware=firmware),
    )


def _snapshot(record: Record, ref: Ref) -> None:
    guest = Ref(Kind.VM, ref.source, record.text("$snapshot_of") or "")
    seconds = record.get("snapshot_time")
    if isinstance(seconds, int) and not isinstance(seconds, bool):
        record = Record(
            {**record.values, "snapshot_time": seconds * 1000}, record.origin, record.gathered
        )
    power = (record.text("power_state") or "").casefold()
    ref = record.gathered.identities.claim(ref)
    record.gathered.snapshots[ref] = Snapshot(
        ref,
        record.text("name_label") or ref.native_id,
        guest,
        record.origin,
        taken_at=record.moment("snapshot_time"),
        has_memory=True if power == "suspended" else False if power == "halted" else None,
    )
