"""How an export spells things: headers of its version, numbers and dates of its desktop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.synthesis.cells import Cell
from assessments.synthesis.flaws import OLD_SHEET

_NOT_IN_39 = {
    "vInfo": (
        "EFI Secure boot",
        "SMBIOS UUID",
        "Folder ID",
        "SRM Placeholder",
        "Creation date",
        "Primary IP Address",
        "Customization Info",
        "Guest Detailed Data",
    ),
    "vDisk": ("Disk UUID", "Sharing mode", "Disk Key", "Shared Bus"),
    "vHost": (
        "Certificate Issuer",
        "Certificate Start Date",
        "Certificate Expiry Date",
        "Certificate Status",
        "Certificate Subject",
        "in Maintenance Mode",
    ),
    "vHealth": ("Message type",),
}
_SHEETS_NOT_IN_39 = ("vUSB", "vSource", "vFileInfo", "vMetaData")


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    One way to spell an export.

    `delimiter`, `group` (between thousands), `decimal` and `date` are of CSV;
    `is_old` gives the headers of 3.9, which lack sheets and columns.
    """

    name: str
    delimiter: str = ","
    group: str = ""
    decimal: str = "."
    date: str = "%Y/%m/%d %H:%M:%S"
    is_old: bool = False

    def text(self, cell: Cell, column: str) -> str:
        """Write a cell as CSV has it; Change Version is ISO everywhere."""
        if isinstance(cell, str):
            return cell
        if isinstance(cell, datetime):
            shape = "%Y-%m-%dT%H:%M:%S.000000Z" if column == "Change Version" else self.date
            return cell.strftime(shape)
        whole, _, part = str(cell).partition(".")
        grouped = f"{int(whole):,}".replace(",", self.group)
        return f"{grouped}{self.decimal}{part}" if part.strip("0") else grouped

    def lacking(self, planted: Collection[str] = ()) -> frozenset[str]:
        """Name the sheets and columns that this version does not have; vFloppy comes if planted."""
        if not self.is_old:
            return frozenset() if "VM-FLOPPY" in planted else frozenset((OLD_SHEET,))
        columns = {f"{sheet}.{c}" for sheet, lost in _NOT_IN_39.items() for c in lost}
        return frozenset(columns | set(_SHEETS_NOT_IN_39))

    def header(self, column: str) -> str:
        """Spell a header as this version does."""
        if not self.is_old:
            return column
        old = column.replace("MiB", "MB").replace("KiB", "KB")
        return {"Free %": "Free % ", "IPv4 Address": "IP Address"}.get(old, old)


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("4.7.1"),
        Dialect("thousands", group=","),
        Dialect("german", delimiter=";", group=".", decimal=",", date="%d.%m.%Y %H:%M:%S"),
        Dialect("3.9", group=",", is_old=True),
    )
}
