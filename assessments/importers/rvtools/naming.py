"""Which sheet of RVTools each sheet of a file is, by its name or else by its header."""

from collections.abc import Sequence

from assessments.importers.rvtools import headers
from assessments.importers.sheets import Sheet

_FEWEST = 6  # columns that must fit before a header counts more than a foreign name


def named(sheets: Sequence[Sheet]) -> dict[str, Sheet]:
    """Return the sheets by their official names; of two with one name the first."""
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        if name := headers.sheet_name(sheet.name):
            found.setdefault(name, sheet)
    for sheet in sheets:
        if headers.sheet_name(sheet.name) is None and (name := _by_header(sheet)):
            found.setdefault(name, sheet)
    return found


def has_guests(info: Sheet) -> bool:
    """Say whether a sheet has what vInfo must have: the column VM."""
    return "vm" in headers.keys_of(info.header, "vInfo")


def _by_header(sheet: Sheet) -> str | None:
    best, known, total = headers.guessed_sheet(sheet.header)
    if not sheet.name:  # a single CSV file has no name of its own
        return best if known else None
    return best if known >= _FEWEST and known * 2 >= total else None
