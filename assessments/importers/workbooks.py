"""A workbook (.xlsx) as sheets, looked over before its fast reader may see it."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import openpyxl
from python_calamine import CalamineError, CalamineWorkbook

from assessments.importers import archives
from assessments.importers.base import Hostile, Limits, NotRecognised
from assessments.importers.sheets import Opened, Sheet, opened

# a cell in a column from ALM (1,001) on: no export has one, and the fast reader
# would ask for memory for every cell between it and the first
_FAR = rb"\br=[\"'](?:A(?:L[M-Z]|[M-Z][A-Z])|[B-Z][A-Z]{2})\d"
_FAR_NAME = re.compile(_FAR)  # quick; a text may look like it too
_FAR_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*" + _FAR)
_OVERLAP = 200
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def sheets_of(file: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> list[Sheet]:
    """
    Return the sheets of a workbook; each is read when it is asked for.

    Raises:
        Hostile: it holds a document type, or a cell far outside any table.
        NotRecognised: neither reader can open it.
    """
    for member in archive.infolist():
        if member.filename.casefold().endswith((".xml", ".rels")):
            _look_over(archive, member)
    try:
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        names = workbook.sheet_names
    except (CalamineError, OSError, ValueError):
        return _by_openpyxl(file, limits)
    return [_sheet(workbook, name, limits) for name in names]


def _sheet(workbook: CalamineWorkbook, name: str, limits: Limits) -> Sheet:
    def opening() -> Opened:
        try:
            rows = workbook.get_sheet_by_name(name).iter_rows()
        except (CalamineError, OSError, ValueError) as error:
            raise NotRecognised(f"The sheet {name} cannot be read: {error}.") from error
        return opened(name, (list[object](row) for row in rows), limits)

    return Sheet(name, opening, longest=limits.cell)


def _by_openpyxl(file: BinaryIO, limits: Limits) -> list[Sheet]:
    """Some workbooks that the fast reader refuses the slow one can read."""
    try:
        file.seek(0)
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # whatever it trips over, the person needs the same words
        raise NotRecognised(
            f"The workbook cannot be opened ({type(error).__name__}). "
            "Open it in a spreadsheet program, save it again as .xlsx and try once more."
        ) from error

    def sheet_of(name: str) -> Sheet:
        rows = (list[object](row) for row in workbook[name].iter_rows(values_only=True))
        return Sheet(name, lambda: opened(name, rows, limits), longest=limits.cell)

    return [sheet_of(sheet.title) for sheet in workbook.worksheets]


def _look_over(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse document types, and cells so far out that a reader would drown in blanks."""
    is_sheet = "/worksheets/" in member.filename
    for piece, is_first in _overlapping(archive, member):
        if is_first and piece.startswith(_UTF_16):
            raise Hostile("The workbook is written in an encoding that no spreadsheet uses.")
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise Hostile("The workbook holds a document type definition.")
        if is_sheet and _FAR_NAME.search(piece) and _FAR_CELL.search(piece):
            raise Hostile("A sheet has a cell far outside its table.")


def _overlapping(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    tail, is_first = b"", True
    for chunk in archives.chunks(archive, member):
        yield tail + chunk, is_first
        tail, is_first = chunk[-_OVERLAP:], False
