"""A whole export of oVirt: its lists read in the order in which they name each other."""

from collections.abc import Mapping
from dataclasses import replace

from assessments.estate import Cluster, Datastore, Host, HostPosture, Kind, Origin, PortGroup, Ref
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole, columns
from assessments.importers.members import Files
from assessments.importers.ovirt.coverage import ABSENT, ANSWERED
from assessments.importers.ovirt.guests import guest_of, snapshot_of
from assessments.importers.ovirt.shapes import KINDS, lists
from assessments.importers.records import MIB, Record, listed

_SETTINGS = ("ksm.enabled", "update_available", "ssh.authentication_method", "kdump_status")


def read(label: str, files: Files) -> Reading:
    """Read all files of the API; others are only counted."""
    gathered = Gathered()
    found = _found(files, gathered)
    source = _source(found)
    readers = {"cluster": _cluster, "host": _host, "storage_domain": _storage, "network": _network}
    for kind, reader in readers.items():
        for record in found[kind]:
            reader(record, source)
    _guests(found, source, gathered)
    said = files.collected
    answered = {key: path for key, path in ANSWERED.items() if _is_there(key, found)}
    missing = {key: words for key, words in ABSENT.items() if key not in answered}
    whole = Whole(label, said.version, said.taken_at, columns(answered, "vm"), missing)
    return gathered.reading(label, whole)


def _found(files: Files, gathered: Gathered) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for member in files:
        gathered.read["files"] += 1
        kinds = lists(member)
        gathered.kept["files"] += bool(kinds)
        if not kinds:
            gathered.skip("files", "No list of the API, or damaged")
        for kind, items in kinds.items():
            for record in listed(items, f"{member.sheet} {kind}", gathered):
                row = record.whole("line") if member.is_xml else None
                origin = Origin(member.sheet, row) if row else record.origin
                found[kind].append(replace(record, origin=origin))
    return found


def _guests(found: Mapping[str, list[Record]], source: str, gathered: Gathered) -> None:
    profiles = {_id(record): record for record in found["vnic_profile"]}
    for kind in (Kind.VM, Kind.TEMPLATE):
        for record in found[kind.value]:
            gathered.read[kind] += 1
            gathered.kept[kind] += 1
            ref = gathered.identities.claim(Ref(kind, source, _id(record)))
            gathered.guests[ref] = guest_of(record, ref, profiles)
    for record in found["snapshot"]:
        snapshot_of(record, Ref(Kind.VM, source, record.text("vm.id") or ""))


def _cluster(record: Record, source: str) -> None:
    ref = Ref(Kind.CLUSTER, source, _id(record))
    center = record.text("data_center.name")
    record.gathered.clusters[ref] = Cluster(ref, _name(record), center, record.origin)


def _is_there(key: str, found: Mapping[str, list[Record]]) -> bool:
    part = key.partition(".")[0]
    needed = {"host": "host", "datastore": "storage_domain", "cluster": "cluster"}
    if part in ("nic", "disk", "snapshot"):
        nested = {"nic": "nics.nic", "disk": "disk_attachments.disk_attachment"}
        path = nested.get(part, "snapshots.snapshot")
        return bool(part == "snapshot" and found["snapshot"]) or any(
            isinstance(each.get(path), list) for each in found["vm"]
        )
    return bool(found[needed.get(part, "vm")])


def _source(found: Mapping[str, list[Record]]) -> str:
    """The data center, if the export holds just one; else the platform's name."""
    centers = {_id(record) for record in found["data_center"]}
    return centers.pop() if len(centers) == 1 else "oVirt"


def _id(record: Record) -> str:
    return record.text("id") or _name(record)


def _name(record: Record) -> str:
    return record.text("name") or f"{record.origin.sheet} {record.origin.row}"


def _host(record: Record, source: str) -> None:
    cluster = record.text("cluster.id")
    ref = Ref(Kind.HOST, source, _id(record))
    mode = record.text("se_linux.mode")
    status = record.text("status")
    record.gathered.hosts[ref] = Host(
        ref,
        _name(record),
        record.gathered.cluster(source, cluster) if cluster else None,
        None,
        record.origin,
        is_connected=None if status is None else status not in ("down", "non_responsive"),
        in_maintenance=None if status is None else status == "maintenance",
        memory_mib=record.mib("memory"),
        cores=_cores(record),
        product=record.text("os.type"),
        version=record.text("version.full_version"),
        posture=HostPosture(
            record.origin,
            page_sharing=record.truth("ksm.enabled"),
            confinement="none" if mode == "disabled" else mode and f"selinux {mode}",
            settings={key: words for key in _SETTINGS if (words := record.text(key))},
        ),
    )


def _cores(record: Record) -> int | None:
    sockets = record.whole("cpu.topology.sockets")
    cores = record.whole("cpu.topology.cores")
    return sockets * cores if sockets and cores else None


def _storage(record: Record, source: str) -> None:
    ref = Ref(Kind.DATASTORE, source, _id(record))
    free, used = record.whole("available"), record.whole("used")
    total = free + used if free is not None and used is not None else None
    record.gathered.datastores[ref] = Datastore(
        ref,
        _name(record),
        record.origin,
        kind=record.text("storage.type"),
        capacity_mib=total // MIB if total is not None else None,
        free_mib=record.mib("available"),
        free_percent=100 * free / total if total and free is not None else None,
    )


def _network(record: Record, source: str) -> None:
    ref = Ref(Kind.PORT_GROUP, source, _id(record))
    record.gathered.port_groups[ref] = PortGroup(
        ref, _name(record), record.origin, vlan=record.text("vlan.id")
    )
