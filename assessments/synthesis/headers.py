"""The headers of an export's 27 sheets as RVTools 4.7.1 writes them, and custom attributes."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from assessments.synthesis.flaws import OLD_SHEET

_DATA = Path(__file__).with_name("data") / "columns.json"

VERSION = "4.7.1.4"
ATTRIBUTES = ("Owner", "Zone", "Last backup", "Change ticket")  # between Annotation and Datacenter
MACHINE_SHEETS = (
    "vInfo",
    "vCPU",
    "vMemory",
    "vDisk",
    "vPartition",
    "vNetwork",
    "vCD",
    "vUSB",
    "vSnapshot",
    "vTools",
    OLD_SHEET,
)


@cache
def official() -> Mapping[str, tuple[str, ...]]:
    """Return the official headers by sheet, in the order of the tabs."""
    found = json.loads(_DATA.read_text(encoding="utf-8"))
    return {sheet: tuple(headers) for sheet, headers in found.items()}


def written(without: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """
    Return the headers of an export by sheet, attributes among them.

    An attribute left out of vInfo is left out of every sheet, as one that does
    not exist. vFloppy, which versions before 4.1.2 had, is the last.
    """
    sheets = {**official(), OLD_SHEET: official()["vCD"]}
    gone = set(without)
    attributes = tuple(name for name in ATTRIBUTES if f"vInfo.{name}" not in gone)
    return {
        sheet: tuple(
            column
            for column in _with_attributes(sheet, headers, attributes)
            if f"{sheet}.{column}" not in gone
        )
        for sheet, headers in sheets.items()
        if sheet not in gone
    }


def is_place(place: str) -> bool:
    """Whether an export has this sheet ("vHealth") or column ("vInfo.Owner")."""
    sheet, _, column = place.partition(".")
    known = {**official(), OLD_SHEET: official()["vCD"]}
    if sheet not in known:
        return False
    return not column or column in _with_attributes(sheet, known[sheet], ATTRIBUTES)


def _with_attributes(
    sheet: str, headers: tuple[str, ...], attributes: tuple[str, ...]
) -> tuple[str, ...]:
    if sheet not in MACHINE_SHEETS or "Annotation" not in headers:
        return headers
    after = headers.index("Annotation") + 1
    return (*headers[:after], *attributes, *headers[after:])
