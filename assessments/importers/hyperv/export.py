"""A whole export of Hyper-V: the files of hosts, their machines, switches and settings."""

from collections.abc import Mapping

from assessments.estate import Host, HostPosture, Kind, PortGroup, Ref
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole, columns
from assessments.importers.hyperv.coverage import ABSENT, COLLECTED, PLAIN
from assessments.importers.hyperv.guests import guest_of
from assessments.importers.members import Files, Member
from assessments.importers.records import Record, document, listed, objects

_SETTINGS = (
    "EnableEnhancedSessionMode",
    "VirtualMachineMigrationEnabled",
    "VirtualMachineMigrationAuthenticationType",
    "UseAnyNetworkForMigration",
)


def is_ours(member: Member) -> bool:
    """Say whether a file is ours: `Host` and `VMs`, or machines as `Get-VM` gives them."""
    found = objects(document(member))[:1]
    return any(
        ({"Host", "VMs"} <= set(each)) or {"Generation", "State", "VMId"} <= set(each)
        for each in found
    )


def read(label: str, files: Files) -> Reading:
    """Read all files of hosts; other files are only counted."""
    gathered = Gathered()
    is_collected = False
    for member in files:
        gathered.read["files"] += 1
        if not is_ours(member):
            gathered.skip("files", "Not of Hyper-V, or damaged")
            continue
        gathered.kept["files"] += 1
        found = document(member)
        if isinstance(found, Mapping) and "VMs" in found:
            is_collected = True
            _host_file(found, member.sheet, gathered)
        else:
            for record in listed(found, member.sheet, gathered):
                _guest(record, record.text("ComputerName") or label, gathered)
    gathered.notices.extend(f"Not collected: {words}" for words in files.collected.refused)
    answered = {**PLAIN, **(COLLECTED if is_collected else {})}
    absent = {key: words for key, words in ABSENT.items() if key not in answered}
    whole = Whole(
        label,
        files.collected.version,
        files.collected.taken_at,
        columns(answered, "VMs" if is_collected else "Get-VM"),
        absent,
    )
    return gathered.reading(label, whole)


def _host_file(found: Mapping[str, object], sheet: str, gathered: Gathered) -> None:
    (record,) = listed([found], sheet, gathered)
    host = next(record.rows("Host"), Record({}, record.origin, gathered))
    name = host.text("FullyQualifiedDomainName") or host.text("Name") or sheet
    source = host.text("ClusterName") or name
    ref = _host(host, source, name)
    for switch in listed(found.get("Switches") or [], f"{sheet} Switches", gathered):
        _switch(switch, ref)
    for machine in listed(found.get("VMs") or [], f"{sheet} VMs", gathered):
        _guest(machine, source, gathered, ref)


def _host(host: Record, source: str, name: str) -> Ref:
    gathered = host.gathered
    ref = Ref(Kind.HOST, source, name)
    cluster = host.text("ClusterName")
    settings = {key: words for key in _SETTINGS if (words := host.text(key)) is not None}
    gathered.hosts[ref] = Host(
        ref,
        name,
        gathered.cluster(source, cluster, cluster) if cluster else None,
        None,
        host.origin,
        cores=host.whole("LogicalProcessorCount"),
        memory_mib=host.mib("MemoryCapacity"),
        product=host.text("OperatingSystem"),
        version=host.text("OperatingSystemVersion"),
        boot_time=host.moment("LastBootUpTime"),
        release=host.text("OperatingSystem"),
        posture=HostPosture(host.origin, has_tpm=host.truth("TpmPresent"), settings=settings),
    )
    return ref


def _switch(switch: Record, host: Ref) -> None:
    name = switch.text("Name")
    if name is None:
        switch.gathered.problem(switch.origin.sheet, switch.origin.row, "Name", "It is blank.")
        return
    ref = Ref(Kind.PORT_GROUP, host.source, f"{host.native_id}/{name}")
    switch.gathered.port_groups[ref] = PortGroup(ref, name, switch.origin, host=host)


def _guest(record: Record, source: str, gathered: Gathered, host: Ref | None = None) -> None:
    gathered.read["VMs"] += 1
    native = record.text("VMId") or record.text("Id") or record.text("Name")
    if native is None:
        gathered.skip("VMs", "Without an id and a name")
        return
    name = record.text("ComputerName")
    where = host or (gathered.host(source, name) if name else None)
    ref = gathered.identities.claim(Ref(Kind.VM, source, native))
    gathered.guests[ref] = guest_of(record, ref, where)
    gathered.kept["VMs"] += 1
