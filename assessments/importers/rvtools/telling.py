"""What a person is told of a reading: sheets, notices, totals."""

from collections.abc import Iterator, Mapping, Sequence

from assessments.estate import Estate, Kind
from assessments.importers.base import SheetReport
from assessments.importers.rvtools import headers
from assessments.importers.rvtools.guests import Guests
from assessments.importers.rvtools.table import Problems, Table
from assessments.importers.sheets import Sheet

UNUSED = frozenset({"vRP", "vHBA", "vNIC", "vFileInfo"})
_OPTIONAL = frozenset({"vFloppy"})  # gone since 4.1
_GUESTS = ("vm", "template")


def reports(tables: Mapping[str, Table], sheets: Sequence[Sheet]) -> tuple[SheetReport, ...]:
    """Return what became of each sheet; one that is not used has no rows read."""
    used = {id(table.sheet) for table in tables.values()}
    found = [table.report() for table in tables.values()]
    others = [SheetReport(sheet.name, 0, 0) for sheet in sheets if id(sheet) not in used]
    return (*found, *others)


def notices(
    estate: Estate, guests: Guests, tables: Mapping[str, Table], problems: Problems
) -> Iterator[str]:
    """Yield what whoever uploaded the file should know before it is applied."""
    yield from _of_placeholders(estate)
    absent = [
        name for name in headers.official() if name not in tables and name not in UNUSED | _OPTIONAL
    ]
    if absent:
        yield f"The export has no sheet {', '.join(absent)}."
    if estate.taken_at is None:
        yield _of_date(estate)
    secret = sum(bool(guest.secret_columns) for guest in estate.guests)
    if secret:
        yield f"What looked like secrets in {secret} notes or attributes was masked."
    if guests.twins:
        yield (
            f"{guests.twins} virtual machines cannot be told from another of the same name or ID; "
            "disks, adapters and media of that name were given to the first."
        )
    if problems.more:
        yield f"{problems.more} more cells could not be read and are not listed."


def of_sheets(tables: Mapping[str, Table], sheets: Sequence[Sheet]) -> Iterator[str]:
    """Yield what is to be said of sheets that were left out."""
    used = {id(table.sheet) for table in tables.values()}
    left = [sheet.name for sheet in sheets if id(sheet) not in used]
    strange = [name for name in left if headers.sheet_name(name) is None]
    twice = [name for name in left if headers.sheet_name(name) in tables]
    if strange:
        yield f"Sheets that RVTools does not write were left out: {', '.join(strange)}."
    if twice:
        yield (
            f"There is more than one {', '.join(twice)}: the first was read. "
            "Upload exports of several management servers one by one."
        )


def totals(estate: Estate, tables: Mapping[str, Table]) -> dict[str, int]:
    """Count what was read; placeholders are not counted, distributed port groups alone are."""
    machines = sum(guest.ref.kind is Kind.VM for guest in estate.guests)
    relation: dict[str, int] = {}
    for edge in estate.edges:
        if edge.tail.kind in _GUESTS:
            relation[edge.relation] = relation.get(edge.relation, 0) + 1
    adapters = tables.get("vNetwork")
    return {
        "vms": machines,
        "templates": len(estate.guests) - machines,
        "hosts": sum(not host.is_placeholder for host in estate.hosts),
        "clusters": sum(not cluster.is_placeholder for cluster in estate.clusters),
        "datastores": sum(not each.is_placeholder for each in estate.datastores),
        "portgroups": sum(group.is_distributed for group in estate.port_groups),
        "vcenters": len(estate.managers),
        "edges_vm_host": relation.get("runs_on", 0),
        "edges_vm_ds": relation.get("stored_on", 0),
        "edges_vm_pg": adapters.kept if adapters else relation.get("connected_to", 0),
        "snapshots": len(estate.snapshots),
        "disks": sum(len(guest.disks) for guest in estate.guests),
    }


def _of_placeholders(estate: Estate) -> Iterator[str]:
    unknown = {host.ref for host in estate.hosts if host.is_placeholder}
    lost = sum(guest.host in unknown for guest in estate.guests)
    if lost:
        yield (
            f"{lost} virtual machines are on {len(unknown)} hosts that vHost does not list; "
            "the hosts are kept as placeholders and not judged."
        )
    named = (
        ("clusters", "vCluster", estate.clusters),
        ("datastores", "vDatastore", estate.datastores),
        ("port groups", "vPort or dvPort", estate.port_groups),
    )
    for what, sheet, things in named:
        count = sum(thing.is_placeholder for thing in things)
        if count:
            yield f"{count} {what} are named but not described in {sheet}: kept as placeholders."


def _of_date(estate: Estate) -> str:
    moments = [guest.changed_at for guest in estate.guests if guest.changed_at]
    moments += [snapshot.taken_at for snapshot in estate.snapshots if snapshot.taken_at]
    said = "The export does not say when it was made; give the date for age rules."
    if not moments:
        return said
    return f"{said} Nothing in it is later than {max(moments):%Y-%m-%d}."
