"""Both forms of Prism: v3 nests what it knows, v4 is flat and names the type of each object."""

from collections.abc import Mapping

from assessments.estate import (
    Cluster,
    Guest,
    GuestPosture,
    Host,
    Kind,
    Nic,
    PortGroup,
    Power,
    Ref,
)
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole, columns
from assessments.importers.members import Files, Member
from assessments.importers.records import Record, document, listed, objects

_STATES = {"on": Power.ON, "off": Power.OFF, "paused": Power.SUSPENDED}
_BOOT = {"LEGACY": ("bios", False), "UEFI": ("uefi", False), "SECURE_BOOT": ("uefi", True)}
_KINDS = {"vm", "host", "cluster", "subnet"}
_ANSWERED = {
    "vm": "vm",
    "vm.name": "name",
    "vm.power": "power_state, powerState",
    "vm.host": "host_reference, host",
    "vm.created_at": "creation_time, createTime",
    "vm.annotation": "description",
    "vm.firmware": "boot_config, bootConfig",
    "vm.secure_boot": "boot_config, bootConfig",
    "vm.tpm": "vtpm_config, vtpmConfig",
    "nic": "nic_list, nics",
    "nic.mac": "mac_address, backingInfo.macAddress",
    "host": "host",
    "host.name": "name, hostName",
    "cluster": "cluster",
}
_ABSENT = {
    "vm.changed_at": "Prism keeps no date at which a machine was turned off.",
    "vm.tools": "Guest tools are not read from this form yet.",
    "disk": "Disks are not read from this form yet.",
    "snapshot": "Recovery points are not in these answers.",
}


def items_of(member: Member) -> list[object]:
    """The objects of an answer; none for a file of something else."""
    found = document(member)
    items = found.get("entities") or found.get("data") if isinstance(found, Mapping) else None
    first = objects(items)[:1] if isinstance(items, list) else []
    return items if isinstance(items, list) and any(_kind(each) for each in first) else []


def _kind(value: Mapping[str, object]) -> str | None:
    """The kind of an object of either form, None if it is of neither."""
    metadata = value.get("metadata")
    named = metadata.get("kind") if isinstance(metadata, Mapping) else None
    kind = named or str(value.get("$objectType")).rpartition(".")[2]
    word = str(kind).casefold()
    return word if word in _KINDS else None


def read(label: str, files: Files) -> Reading:
    """Read all answers of Prism in their order."""
    gathered = Gathered()
    for member in files:
        items = items_of(member)
        gathered.read["files"] += 1
        gathered.kept["files"] += bool(items)
        if not items:
            gathered.skip("files", "No answer of Prism, or damaged")
        for record in listed(items, member.sheet, gathered):
            _object(record, label)
    said = files.collected
    parts = {"vm": gathered.guests, "host": gathered.hosts, "cluster": gathered.clusters}
    parts["nic"] = gathered.guests
    answered = {key: path for key, path in _ANSWERED.items() if parts[key.partition(".")[0]]}
    missing = dict.fromkeys(_ANSWERED, "Add the list of these from Prism.") | _ABSENT
    absent = {key: words for key, words in missing.items() if key not in answered}
    whole = Whole(label, said.version, said.taken_at, columns(answered, "vm"), absent)
    return gathered.reading(label, whole)


def _object(record: Record, label: str) -> None:
    gathered, kind = record.gathered, _kind(record.values)
    native = _either(record, "metadata.uuid", "extId")
    name = _either(record, "spec.name", "status.name", "name", "hostName") or native
    if native is None or name is None:
        gathered.problem(record.origin.sheet, record.origin.row, "extId", "It is missing.")
    elif kind == "vm":
        _guest(record, gathered.identities.claim(Ref(Kind.VM, label, native)), name)
    elif kind == "host":
        ref = Ref(Kind.HOST, label, native)
        cluster = _either(record, "status.cluster_reference.uuid", "cluster.uuid")
        place = gathered.cluster(label, cluster) if cluster else None
        version = _either(record, "status.resources.hypervisor.hypervisor_full_name")
        version = version or record.text("hypervisor.fullName")
        gathered.hosts[ref] = Host(ref, name, place, None, record.origin, release=version)
    elif kind == "cluster":
        ref = Ref(Kind.CLUSTER, label, native)
        gathered.clusters[ref] = Cluster(ref, name, None, record.origin)
    elif kind == "subnet":
        ref = Ref(Kind.PORT_GROUP, label, native)
        vlan = _either(record, "spec.resources.vlan_id", "networkId")
        gathered.port_groups[ref] = PortGroup(ref, name, record.origin, vlan=vlan)


def _either(record: Record, *paths: str) -> str | None:
    return next((words for path in paths if (words := record.text(path))), None)


def _guest(record: Record, ref: Ref, name: str) -> None:
    gathered = record.gathered
    path = "spec.description" if record.get("spec") else "description"
    note, secrets = record.safe(path)
    host = _either(record, "status.resources.host_reference.uuid", "host.extId")
    cluster = _either(record, "status.cluster_reference.uuid", "cluster.extId")
    firmware, secure = _boot(record)
    power = _either(record, "status.resources.power_state", "spec.resources.power_state")
    power = power or record.text("powerState")
    created = "metadata.creation_time" if record.get("metadata") else "createTime"
    gathered.guests[ref] = Guest(
        ref,
        name,
        record.origin,
        host=gathered.host(ref.source, host) if host else None,
        cluster=gathered.cluster(ref.source, cluster) if cluster else None,
        power=_STATES.get((power or "").casefold()),
        created_at=record.moment(created),
        firmware=firmware,
        secure_boot=secure,
        annotation=note,
        secret_columns=secrets,
        nics=tuple(_nic(each, ref) for path in _NICS for each in record.rows(path)),
        posture=GuestPosture(record.origin, firmware=firmware, tpm=_tpm(record)),
    )


_NICS = ("spec.resources.nic_list", "nics")


def _boot(record: Record) -> tuple[str | None, bool | None]:
    kind = _either(record, "spec.resources.boot_config.boot_type") or ""
    named = (record.text("bootConfig.$objectType") or "").rpartition(".")[2]
    if named == "UefiBoot":
        return "uefi", record.truth("bootConfig.isSecureBootEnabled")
    return _BOOT["LEGACY"] if named == "LegacyBoot" else _BOOT.get(kind, (None, None))


def _tpm(record: Record) -> str | None:
    paths = ("spec.resources.vtpm_config.vtpm_enabled", "vtpmConfig.isVtpmEnabled")
    found = next((path for path in paths if record.get(path) is not None), paths[0])
    return {True: "emulated", False: "none", None: None}[record.truth(found)]


def _nic(record: Record, guest: Ref) -> Nic:
    subnet = _either(record, "subnet_reference.uuid", "networkInfo.subnet.extId")
    group = record.gathered.port_group(guest.source, subnet) if subnet else None
    return Nic(
        _either(record, "uuid", "extId") or "nic",
        group,
        record.text("subnet_reference.name"),
        record.origin,
        mac=_either(record, "mac_address", "backingInfo.macAddress"),
        is_connected=record.truth("is_connected"),
        vlan="trunk" if _is_trunk(record) else None,
    )


def _is_trunk(record: Record) -> bool:
    mode = _either(record, "vlan_mode", "networkInfo.vlanMode")
    return mode in ("TRUNK", "TRUNKED")
