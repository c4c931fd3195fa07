"""NetBox's CSV export of virtual machines: labels as headers, in whatever order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.estate import Column
from assessments.importers import cells
from assessments.importers.answers import Item, short
from assessments.importers.base import Progress, Reading
from assessments.importers.cells import Style
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.netbox import machines, units, whole
from assessments.importers.sheets import Sheet

LABEL = "NetBox"
_KIND = "virtual machines"
_NEEDED = {"name", "status", "cluster"}
_SIZES = {"vcpus", "memory"}
_PLAIN = ("id", "name", "vcpus", "description", "comments", "tags")
_NAMED = ("site", "cluster", "device", "tenant", "role", "platform", "owner")
_LEFT_OUT = re.compile(
    r"(primary )?ip ?v?[46]?( address)?|primary ip|created|last updated|contacts|interfaces"
    r"|virtual disks|tenant group|cluster group|config template|serial( number)?|start on boot|url"
)
_UNIT = re.compile(r"(?P<name>[^()]*?)\s*\((?P<unit>[MGT]i?B)\)$", re.IGNORECASE)
_SIZE = re.compile(r"(?P<number>[\d.,]+)\s*(?P<unit>[MGT]i?B)?$", re.IGNORECASE)
_MIB = {"M": 1, "G": machines.GIB, "T": machines.GIB * 1024}
_PLACES = {  # neutral field -> label
    "vm.name": "name",
    "vm.power": "status",
    "vm.host": "device",
    "vm.memory_mib": "memory",
    "vm.provisioned_mib": "disk",
    "vm.os_configured": "platform",
    "vm.annotation": "comments",
}


def recognises(sheets: Sequence[Sheet]) -> bool:
    """Say whether one of these sheets lists machines as NetBox does."""
    return any(_is_ours(sheet) for sheet in sheets)


def read(kind: str, sheets: Sequence[Sheet], progress: Progress) -> Reading:
    """
    Read the lists of machines; other lists are named and left.

    Raises:
        Unreadable: a sheet is damaged or beyond the limits.
    """
    gathered = Gathered()
    columns: dict[str, Column] = {}
    for number, sheet in enumerate(sheets, start=1):
        progress(f"Reading {sheet.name or _KIND}", number, len(sheets))
        if _is_ours(sheet):
            columns |= _machines(sheet, gathered)
        else:
            gathered.unknown.add(sheet.name)
    absent = {
        **whole.NEVER,
        **{
            name: f"the table has no column {label.capitalize()}"
            for name, label in _PLACES.items()
            if name not in columns
        },
    }
    return gathered.reading(f"netbox-{kind}", Whole(LABEL, None, None, columns, absent))


def _is_ours(sheet: Sheet) -> bool:
    keys = _keys(sheet).keys()
    return keys >= _NEEDED and bool(keys & _SIZES)


def _keys(sheet: Sheet) -> dict[str, int]:
    """The place of each column by its label in lower case, without a unit; the first counts."""
    places: dict[str, int] = {}
    for place, header in enumerate(sheet.header):
        found = _UNIT.match(header.strip())
        places.setdefault((found["name"] if found else header).strip().casefold(), place)
    return places


def _machines(sheet: Sheet, gathered: Gathered) -> dict[str, Column]:
    places = _keys(sheet)
    rows = [_item(sheet, number, row, places, gathered) for number, row in sheet.rows]
    unit, why = units.by_size([size for item in rows if (size := item.whole("bare disk"))])
    if why:
        gathered.notices.append(why)
    for item in rows:
        gathered.read[_KIND] += 1
        if item.text("name") is None:
            gathered.skip(_KIND, "it has no name")
            continue
        gathered.kept[_KIND] += 1
        size = item.whole("bare disk")
        if size is not None:
            item = replace(item, data={**item.data, "disk": size * unit})  # noqa: PLW2901
        guest = machines.guest(item, whole.SOURCE, gathered, machines.Parts())
        ref = gathered.identities.claim(guest.ref)
        gathered.guests[ref] = replace(guest, ref=ref)
    return _columns(sheet, places, rows)


def _item(
    sheet: Sheet, number: int, row: list[object], places: Mapping[str, int], gathered: Gathered
) -> Item:
    """A row in the form of the REST interface."""
    said = {
        key: cells.text(row[place]).strip()[: sheet.longest]
        for key, place in places.items()
        if place < len(row)
    }
    item = Item(short(sheet.name) or _KIND, number, said, gathered.problem)
    made: dict[str, object] = {key: said[key] for key in _PLAIN if said.get(key)}
    made |= {key: {"name": said[key]} for key in _NAMED if said.get(key)}
    made["status"] = {"value": said.get("status", ""), "label": said.get("status", "")}
    if "owner" in places:
        made.setdefault("owner", {})
    made["memory"], _ = _size(item, "memory", sheet, places)
    disk, is_sure = _size(item, "disk", sheet, places)
    made["disk" if is_sure else "bare disk"] = disk
    made["custom_fields"] = dict(_custom(sheet, said, places))
    return replace(item, data=made)


def _size(item: Item, key: str, sheet: Sheet, places: Mapping[str, int]) -> tuple[int | None, bool]:
    """A size in MiB, and whether the cell or the header says what it counts in."""
    said = item.text(key)
    if said is None:
        return None, False
    found = _SIZE.match(said)
    header = _UNIT.match(sheet.header[places[key]].strip())
    if found is None:
        item.bad(key, f"is no size: {said[:40]!r}")
        return None, False
    try:
        number = cells.number(found["number"], Style()) or 0
    except ValueError as error:
        item.bad(key, str(error))
        return None, False
    unit = found["unit"] or (header["unit"] if header else "")
    return int(number * _MIB.get(unit[:1].upper(), 1)), bool(unit)


def _custom(
    sheet: Sheet, said: Mapping[str, str], places: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """The columns that NetBox itself does not have: custom fields, by their labels."""
    own = {*_PLAIN, *_NAMED, "status", "memory", "disk"}
    for key, place in places.items():
        if key and key not in own and not _LEFT_OUT.fullmatch(key):
            yield sheet.header[place].strip(), said.get(key, "")


def _columns(sheet: Sheet, places: Mapping[str, int], rows: Sequence[Item]) -> dict[str, Column]:
    name = sheet.name or _KIND
    headers = {key: sheet.header[place].strip() for key, place in places.items()}
    columns = {
        field: Column(name, headers[key], whole.WORDS.get(field, {}))
        for field, key in _PLACES.items()
        if key in headers
    }
    for item in rows:
        for said in machines.attributes_of(item):
            header = headers.get(said.casefold(), headers.get("tags", ""))
            columns.setdefault(f"vm.attribute.{said}", Column(name, header))
    return columns
