"""RVTools exports, XLSX or a zip of CSV files, of versions 3.9 to 4.8."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from assessments.estate import Estate, Guest, Snapshot
from assessments.importers import cells
from assessments.importers.base import NotRecognised, Problem, Reading, SheetReport
from assessments.importers.rvtools import guests as guests_
from assessments.importers.rvtools import headers, networks, parts, platform, relations
from assessments.importers.rvtools.coverage import coverage
from assessments.importers.rvtools.table import Table
from assessments.importers.sheets import Sheet

LABEL = "RVTools"
Progress = Callable[[str, int, int], None]

_NUMBERS = {
    "capacitymb",
    "consumedmb",
    "effectivememory",
    "freemb",
    "inusemb",
    "memory",
    "provisionedmb",
    "rvtoolsmajorversion",
    "sizembtotal",
    "totalmemory",
    "vcpuspercore",
    "vmspercore",
    "vram",
}
_UNUSED = {"vRP", "vHBA", "vNIC", "vFileInfo"}


@dataclass(slots=True)
class _Read:
    """Everything of one export while it is read."""

    base: platform.Platform = field(default_factory=platform.Platform)
    nets: networks.Networks = field(default_factory=networks.Networks)
    kept: parts.Parts = field(default_factory=parts.Parts)


def recognises(sheets: Iterable[Sheet]) -> bool:
    """Say whether these sheets are an RVTools export: vInfo with a column VM."""
    return any(
        headers.sheet_name(sheet.name) == "vInfo" and "vm" in headers.keys_of(sheet.header, "vInfo")
        for sheet in sheets
    )


def read(kind: str, sheets: Iterable[Sheet], progress: Progress) -> Reading:
    """
    Read an export, whatever of its sheets is there.

    Raises:
        NotRecognised: there is no vInfo with a column VM.
    """
    sheets = tuple(sheets)
    if not recognises(sheets):
        raise NotRecognised("This is no RVTools export: it has no sheet vInfo with a column VM.")
    problems: list[Problem] = []
    tables = _tables(sheets, problems)
    read_ = _Read()
    version, taken_at = _meta(tables)
    for number, (name, reader) in enumerate(_readers(read_), start=1):
        if name in tables:
            progress(f"Reading {name}", number, len(_ORDER) + 2)
            reader(tables[name])
    services = _extra(tables, "vSC_VMK", lambda t: platform.read_services(t, read_.base))
    paths = _extra(tables, "vMultiPath", platform.read_paths)
    licences = _extra(tables, "vLicense", platform.read_licences)
    health = _extra(tables, "vHealth", platform.read_health)
    progress("Reading vInfo", len(_ORDER) + 1, len(_ORDER) + 2)
    found = guests_.read_guests(tables["vInfo"], read_.kept, read_.base, read_.nets)
    snapshots = _extra(tables, "vSnapshot", lambda t: guests_.read_snapshots(t, found, read_.base))
    columns, absent = coverage(tables)
    estate = Estate(
        tool=LABEL,
        version=version,
        taken_at=taken_at,
        guests=tuple(found.by_key.values()),
        snapshots=snapshots,
        services=services,
        paths=paths,
        licences=licences,
        health=health,
        columns=columns,
        absent=absent,
    )
    estate = _with_platform(estate, read_, snapshots)
    return Reading(
        format=f"rvtools-{kind}",
        estate=estate,
        problems=tuple(problems),
        sheets=_reports(tables, sheets),
        notices=_notices(estate, tables, sheets),
        totals=_totals(estate, tables),
    )


def _readers(read_: _Read) -> list[tuple[str, Callable[[Table], None]]]:
    base, nets, kept = read_.base, read_.nets, read_.kept
    return [
        ("vSource", lambda t: platform.read_managers(t, base)),
        ("vCluster", lambda t: platform.read_clusters(t, base)),
        ("vHost", lambda t: platform.read_hosts(t, base)),
        ("vDatastore", lambda t: platform.read_datastores(t, base)),
        ("dvSwitch", lambda t: networks.read_distributed_switches(t, nets, base)),
        ("vSwitch", lambda t: networks.read_standard_switches(t, nets, base)),
        ("dvPort", lambda t: networks.read_distributed_ports(t, nets, base)),
        ("vPort", lambda t: networks.read_standard_ports(t, nets, base)),
        ("vCPU", lambda t: parts.read_processors(t, kept, base)),
        ("vMemory", lambda t: parts.read_memory(t, kept, base)),
        ("vTools", lambda t: parts.read_tools(t, kept, base)),
        ("vDisk", lambda t: parts.read_disks(t, kept, base)),
        ("vNetwork", lambda t: parts.read_nics(t, kept, base, nets)),
        ("vCD", lambda t: parts.read_media(t, kept, base, "cd")),
        ("vUSB", lambda t: parts.read_media(t, kept, base, "usb")),
        ("vFloppy", lambda t: parts.read_media(t, kept, base, "floppy")),
        ("vPartition", lambda t: parts.read_partitions(t, kept, base)),
    ]


_ORDER = tuple(name for name, _ in _readers(_Read()))


def _tables(sheets: Iterable[Sheet], problems: list[Problem]) -> dict[str, Table]:
    decimal = cells.decimal_mark(_number_texts(sheets))
    found: dict[str, Table] = {}
    for sheet in sheets:
        name = headers.sheet_name(sheet.name)
        if name and name not in found and sheet.header:
            found[name] = Table(name, sheet, decimal, problems)
    return found


def _number_texts(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Yield texts from columns that hold numbers, for the decimal mark of the file."""
    for sheet in sheets:
        name = headers.sheet_name(sheet.name) or ""
        places = [
            place for key, place in headers.keys_of(sheet.header, name).items() if key in _NUMBERS
        ]
        for row in sheet.sample[1:]:
            yield from (row[place] for place in places if place < len(row))


def _extra(tables: Mapping[str, Table], name: str, reader: Callable[[Table], tuple]) -> tuple:  # type: ignore[type-arg]
    table = tables.get(name)
    return reader(table) if table is not None else ()


def _meta(tables: Mapping[str, Table]) -> tuple[str | None, datetime | None]:
    table = tables.get("vMetaData")
    for row in table or ():
        table_row = row
        return table_row.text("rvtoolsversion"), table_row.instant("xlsxcreationdatetime")
    return None, None


def _with_platform(estate: Estate, read_: _Read, snapshots: tuple[Snapshot, ...]) -> Estate:
    base, nets = read_.base, read_.nets
    return replace(
        estate,
        managers=tuple(base.managers.values()),
        datacenters=tuple(base.datacenters.values()),
        clusters=tuple(base.clusters.values()),
        hosts=tuple(base.hosts.values()),
        datastores=tuple(base.datastores.values()),
        switches=tuple(nets.switches.values()),
        port_groups=tuple(nets.port_groups.values()),
        edges=relations.edges(estate.guests, snapshots, base, nets),
    )


def _reports(tables: Mapping[str, Table], sheets: Iterable[Sheet]) -> tuple[SheetReport, ...]:
    found = [table.report() for name, table in tables.items() if name not in _UNUSED]
    unused = [sheet.name for sheet in sheets if headers.sheet_name(sheet.name) not in tables]
    return (*found, *(SheetReport(name, 0, 0) for name in unused))


def _notices(
    estate: Estate, tables: Mapping[str, Table], sheets: Iterable[Sheet]
) -> tuple[str, ...]:
    found = []
    unknown = {host.ref for host in estate.hosts if host.is_placeholder}
    lost = sum(guest.host in unknown for guest in estate.guests)
    if lost:
        found.append(
            f"{lost} virtual machines are on {len(unknown)} hosts that vHost does not list; "
            "the hosts are kept as placeholders and not judged."
        )
    absent = [name for name in headers.official() if name not in tables and name not in _UNUSED]
    if absent:
        found.append(f"The export has no sheet {', '.join(absent)}.")
    strange = [sheet.name for sheet in sheets if headers.sheet_name(sheet.name) is None]
    if strange:
        found.append(f"Sheets that RVTools does not write were left out: {', '.join(strange)}.")
    if estate.taken_at is None:
        found.append("The export does not say when it was made; give the date for age rules.")
    secrets = sum(bool(guest.secret_columns) for guest in estate.guests)
    if secrets:
        found.append(f"What looked like secrets in {secrets} notes or attributes was masked.")
    return tuple(found)


def _totals(estate: Estate, tables: Mapping[str, Table]) -> dict[str, int]:
    machines: list[Guest] = [guest for guest in estate.guests if guest.ref.kind == "vm"]
    relation: dict[str, int] = {}
    for edge in estate.edges:
        if edge.tail.kind in ("vm", "template"):
            relation[edge.relation] = relation.get(edge.relation, 0) + 1
    adapters = tables.get("vNetwork")
    return {
        "vms": len(machines),
        "templates": len(estate.guests) - len(machines),
        "hosts": sum(not host.is_placeholder for host in estate.hosts),
        "clusters": sum(not cluster.is_placeholder for cluster in estate.clusters),
        "datastores": sum(not each.is_placeholder for each in estate.datastores),
        "portgroups": sum(group.is_distributed for group in estate.port_groups),
        "vcenters": len(estate.managers),
        "edges_vm_host": relation.get("runs_on", 0),
        "edges_vm_ds": relation.get("stored_on", 0),
        "edges_vm_pg": adapters.kept if adapters else 0,
        "snapshots": len(estate.snapshots),
        "disks": sum(len(guest.disks) for guest in estate.guests),
    }
