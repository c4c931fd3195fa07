"""One RVTools export from its sheets to a reading, sheet by sheet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from assessments.estate import Estate, Snapshot
from assessments.importers import cells
from assessments.importers.base import Progress, Reading
from assessments.importers.cells import Style
from assessments.importers.edges import edges
from assessments.importers.rvtools import (
    extras,
    guests,
    headers,
    naming,
    networks,
    parts,
    platform,
    telling,
)
from assessments.importers.rvtools.coverage import coverage
from assessments.importers.rvtools.table import Problems, Table
from assessments.importers.sheets import Sheet

Found = TypeVar("Found")

# keys of columns whose texts tell how the file writes numbers and dates
_NUMBERS = frozenset(
    (
        "activememory",
        "capacitymb",
        "consumedmb",
        "effectivememory",
        "freemb",
        "inusemb",
        "memory",
        "memorysize",
        "provisionedmb",
        "sizembtotal",
        "totaldiskcapacitymb",
        "totalmemory",
        "unsharedmb",
        "vcpuspercore",
        "vmspercore",
        "vram",
    )
)
_DATES = frozenset(
    ("biosdate", "boottime", "creationdate", "datetime", "poweron", "xlsxcreationdatetime")
)
_UNJOINED = "its VM is not in vInfo"


@dataclass(slots=True)
class _Read:
    """Everything of one export while it is read."""

    base: platform.Platform = field(default_factory=platform.Platform)
    nets: networks.Networks = field(default_factory=networks.Networks)
    kept: parts.Parts = field(default_factory=parts.Parts)


def read(label: str, kind: str, sheets: Sequence[Sheet], progress: Progress) -> Reading:
    """
    Read an export, whatever of its sheets is there.

    Raises:
        Unreadable: a sheet is damaged or beyond the limits.
    """
    problems, work = Problems(), _Read()
    tables = _tables(sheets, problems)
    version, taken_at = _meta(tables)
    _read_platform(tables, work, progress)
    lists = _lists(tables, work)
    found, snapshots = _read_guests(tables, work)
    work.base.settle_clusters()
    columns, absent = coverage(tables)
    estate = Estate(
        tool=label,
        version=version,
        taken_at=taken_at,
        guests=tuple(found.all),
        snapshots=snapshots,
        managers=tuple(work.base.managers.values()),
        datacenters=tuple(work.base.datacenters.values()),
        clusters=tuple(work.base.clusters.values()),
        hosts=tuple(work.base.hosts.values()),
        datastores=tuple(work.base.datastores.values()),
        switches=tuple(work.nets.switches.values()),
        port_groups=tuple(work.nets.port_groups.values()),
        columns=columns,
        absent=absent,
        **lists,
    )
    estate = replace(estate, edges=edges(estate))
    notices = (
        *telling.notices(estate, found, tables, problems),
        *telling.of_sheets(tables, sheets),
    )
    return Reading(
        format=f"rvtools-{kind}",
        estate=estate,
        problems=tuple(problems.kept),
        sheets=telling.reports(tables, sheets),
        notices=notices,
        totals=telling.totals(estate, tables),
    )


def _tables(sheets: Sequence[Sheet], problems: Problems) -> dict[str, Table]:
    named = naming.named(sheets)
    style = _style(named)
    return {
        name: Table(name, sheet, style, problems)
        for name, sheet in named.items()
        if name not in telling.UNUSED
    }


def _style(named: Mapping[str, Sheet]) -> Style:
    """Tell from the first rows of all sheets how the file writes numbers and dates."""
    numbers: list[str] = []
    dates: list[str] = []
    separator = ""
    for name, sheet in named.items():
        sample = sheet.sample()
        separator = separator or sample.separator
        places = headers.keys_of(sample.rows[0], name) if sample.rows else {}
        for row in sample.rows[1:]:
            numbers += _of(row, places, _NUMBERS)
            dates += _of(row, places, _DATES)
    return Style(cells.decimal_mark(numbers, separator), cells.is_day_first(dates))


def _of(row: Sequence[str], places: Mapping[str, int], keys: frozenset[str]) -> Iterator[str]:
    return (row[places[key]] for key in keys & places.keys() if places[key] < len(row))


def _meta(tables: Mapping[str, Table]) -> tuple[str | None, datetime | None]:
    """Return version and date of the export; a merged one may have several rows: the first."""
    first: tuple[str | None, datetime | None] = (None, None)
    for row in tables.get("vMetaData", ()):
        row.table.keep(row)
        if row.table.kept == 1:
            first = row.text("rvtoolsversion"), row.instant("xlsxcreationdatetime")
    return first


def _read_platform(tables: Mapping[str, Table], work: _Read, progress: Progress) -> None:
    """Read what guests refer to, and what hangs on them, before the guests themselves."""
    base, nets, kept = work.base, work.nets, work.kept
    kept.by_id = tables["vInfo"].has("vmid")
    readers: Mapping[str, Callable[[Table], None]] = {
        "vSource": lambda t: platform.read_managers(t, base),
        "vCluster": lambda t: platform.read_clusters(t, base),
        "vHost": lambda t: platform.read_hosts(t, base),
        "vDatastore": lambda t: platform.read_datastores(t, base),
        "dvSwitch": lambda t: networks.read_distributed_switches(t, nets, base),
        "vSwitch": lambda t: networks.read_standard_switches(t, nets, base),
        "dvPort": lambda t: networks.read_distributed_ports(t, nets, base),
        "vPort": lambda t: networks.read_standard_ports(t, nets, base),
        "vCPU": lambda t: parts.read_processors(t, kept, base),
        "vMemory": lambda t: parts.read_memory(t, kept, base),
        "vTools": lambda t: parts.read_tools(t, kept, base),
        "vDisk": lambda t: parts.read_disks(t, kept, base),
        "vNetwork": lambda t: parts.read_nics(t, kept, base, nets),
        "vCD": lambda t: parts.read_media(t, kept, base, "cd"),
        "vUSB": lambda t: parts.read_media(t, kept, base, "usb"),
        "vFloppy": lambda t: parts.read_media(t, kept, base, "floppy"),
        "vPartition": lambda t: parts.read_partitions(t, kept, base),
    }
    for number, (name, reader) in enumerate(readers.items(), start=1):
        progress(f"Reading {name}", number, len(readers) + 1)
        if name in tables:
            reader(tables[name])
    progress("Reading vInfo", len(readers) + 1, len(readers) + 1)


def _lists(tables: Mapping[str, Table], work: _Read) -> dict[str, tuple]:  # type: ignore[type-arg]  # four kinds
    """Read the sheets that become lists of their own, as fields of `Estate`."""
    return {
        "services": _listed(tables, "vSC_VMK", lambda t: extras.read_services(t, work.base)),
        "paths": _listed(tables, "vMultiPath", extras.read_paths),
        "licences": _listed(tables, "vLicense", extras.read_licences),
        "health": _listed(tables, "vHealth", extras.read_health),
    }


def _read_guests(
    tables: Mapping[str, Table], work: _Read
) -> tuple[guests.Guests, tuple[Snapshot, ...]]:
    around = guests.Around(work.kept, work.base, work.nets, "vNetwork" in tables)
    found = guests.read_guests(tables["vInfo"], around)
    for sheet, count in work.kept.left().items():
        tables[sheet].drop(_UNJOINED, count)
    snapshots = _listed(
        tables,
        "vSnapshot",
        lambda t: guests.read_snapshots(t, found, work.kept, work.base),
    )
    return found, snapshots


def _listed(
    tables: Mapping[str, Table], name: str, reader: Callable[[Table], tuple[Found, ...]]
) -> tuple[Found, ...]:
    return reader(tables[name]) if name in tables else ()
