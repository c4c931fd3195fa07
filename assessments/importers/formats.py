"""The formats that are known: one package each, told apart by content, never by name."""

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from assessments.importers import archives, csvs, rvtools, workbooks
from assessments.importers.base import Limits, NotRecognised, Progress, Reading, TooLarge
from assessments.importers.sheets import Sheet

_HEAD = 65_536
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NAMED = 12


class Importer(Protocol):
    """
    A format: one package that can be deleted with its line in `FORMATS`.

    A bad cell or row is reported, never raised: whoever uploads 4,000 rows
    wants all their mistakes at once.
    """

    LABEL: str

    def recognises(self, sheets: Sequence[Sheet]) -> bool:
        """Say whether these sheets are in this format."""

    def read(self, kind: str, sheets: Sequence[Sheet], progress: Progress) -> Reading:
        """Read them; *kind* is "xlsx" or "csv"."""


FORMATS: tuple[Importer, ...] = (rvtools,)


def read(
    source: Path | BinaryIO, limits: Limits | None = None, progress: Progress | None = None
) -> Reading:
    """
    Read a file in this process. For files of strangers use `read_guarded`.

    Raises:
        Unreadable: it is no known export, or beyond the limits; the words say why.
    """
    limits, progress = limits or Limits(), progress or _silent
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(file, limits, progress)
    return _read(source, limits, progress)


def _read(file: BinaryIO, limits: Limits, progress: Progress) -> Reading:
    progress("Opening the file", 0, 1)
    kind, sheets = _sheets_of(file, limits)
    for importer in FORMATS:
        if importer.recognises(sheets):
            return importer.read(kind, sheets, progress)
    raise NotRecognised(_stranger(sheets))


def _sheets_of(file: BinaryIO, limits: Limits) -> tuple[str, list[Sheet]]:
    size = file.seek(0, os.SEEK_END)
    if size > limits.size:
        raise TooLarge(f"The file is larger than {limits.size // 1_000_000} MB.")
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip():
        raise NotRecognised("The file is empty.")
    if head.startswith(b"PK"):
        return _archived(file, limits)
    if head.startswith(_OLD_OFFICE):
        raise NotRecognised(
            "This is an old workbook (.xls) or one with a password. "
            "Save it as .xlsx without a password."
        )
    if b"\0" in head and not head.startswith(_UTF_16):
        raise NotRecognised("This is neither a workbook (.xlsx) nor CSV.")
    return "csv", [csvs.sheet_of("", lambda count: _start(file, count), limits)]


def _archived(file: BinaryIO, limits: Limits) -> tuple[str, list[Sheet]]:
    archive = archives.opened(file, limits)
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        return "xlsx", workbooks.sheets_of(file, archive, limits)
    sheets = csvs.members_of(archive, limits)
    if not sheets:
        raise NotRecognised(_no_csv(archive))
    return "csv", sheets


def _no_csv(archive: zipfile.ZipFile) -> str:
    if any(name.casefold().endswith((".xlsx", ".zip")) for name in archive.namelist()):
        return "The archive holds another archive or workbook: unpack it and upload that."
    return "The archive holds no CSV file."


def _start(file: BinaryIO, count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _stranger(sheets: Sequence[Sheet]) -> str:
    named = [sheet.name for sheet in sheets if sheet.name][:_NAMED]
    found = f" It holds {', '.join(named)}." if named else ""
    labels = " or ".join(importer.LABEL for importer in FORMATS)
    return f"This is not an export of {labels}: no sheet vInfo with a column VM was found.{found}"


def _silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""
