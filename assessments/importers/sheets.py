"""A workbook or a zip of CSV files as sheets of rows."""

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO

import openpyxl
from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook

from assessments.importers import archives
from assessments.importers.base import Hostile, Limits, NotRecognised, TooLarge

_FARTHEST_ROW = 1_048_576
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d+)"')
_COLUMN_LIMIT = 1_000
_HEAD = 65_536
_SAMPLE = 300  # rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A named table: its header and its rows, each with the number a person sees.

    `sample` holds the first rows, header included, where the format has only texts.
    """

    name: str
    header: tuple[str, ...]
    rows: Iterable[tuple[int, list[object]]]
    sample: tuple[tuple[str, ...], ...] = ()


def sheets_of(file: BinaryIO, limits: Limits) -> tuple[str, list[Sheet]]:
    """
    Return ("xlsx" or "csv", sheets) of a file, decided by its content.

    Raises:
        Unreadable: it is neither, or beyond the limits.
    """
    if file.seek(0, os.SEEK_END) > limits.size:
        raise TooLarge(f"The file is larger than {limits.size // 1_000_000} MB.")
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip():
        raise NotRecognised("The file is empty.")
    if head.startswith(b"PK"):
        archive = archives.opened(file, limits)
        if "[Content_Types].xml" in archive.namelist():
            return "xlsx", list(_workbook(file, archive, limits))
        return "csv", list(_csv_members(archive, limits))
    if b"\0" in head[:1024] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotRecognised("This is neither a workbook (.xlsx) nor CSV.")
    return "csv", [_csv_sheet("vInfo", file.read(), limits)]


def _workbook(file: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> Iterator[Sheet]:
    for member in archive.infolist():
        if member.filename.endswith(".xml"):
            _look_over(archive, member)
    try:
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        names = workbook.sheet_names
    except (CalamineError, OSError, ValueError):
        yield from _by_openpyxl(file, limits)
        return
    for name in names:
        try:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (CalamineError, ValueError) as error:
            raise NotRecognised(f"The sheet {name} cannot be read: {error}.") from error
        yield _sheet(name, rows, limits)


def _look_over(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse document types and cells so far out that a reader would drown in blanks."""
    with archive.open(member) as file:
        tail, is_first = b"", True
        while chunk := file.read(1_000_000):
            piece = tail + chunk
            if is_first and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                raise Hostile("The workbook holds a document type definition.")
            if "/worksheets/" in member.filename:
                _refuse_far_cells(piece)
            tail, is_first = piece[-200:], False


def _refuse_far_cells(piece: bytes) -> None:
    for column, _row in _CELL.findall(piece):
        if len(column) == 3 and _column(column) > _COLUMN_LIMIT:  # noqa: PLR2004  AAA and beyond
            raise Hostile("A sheet has a cell far outside its table.")


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _by_openpyxl(file: BinaryIO, limits: Limits) -> Iterator[Sheet]:
    try:
        file.seek(0)
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:
        raise NotRecognised(f"The workbook cannot be opened: {error}.") from error
    for name in workbook.sheetnames:
        yield _sheet(name, workbook[name].iter_rows(values_only=True), limits)


def _sheet(name: str, rows: Iterable[Iterable[object]], limits: Limits) -> Sheet:
    numbered = enumerate(rows, start=1)
    for _number, first in numbered:
        header = tuple(str(cell or "") for cell in first)
        return Sheet(name, header, _bounded(name, numbered, limits))
    return Sheet(name, (), ())


def _bounded(
    name: str, numbered: Iterable[tuple[int, Iterable[object]]], limits: Limits
) -> Iterator[tuple[int, list[object]]]:
    """Yield rows that hold something; stop at the limit of rows."""
    for number, cells in numbered:
        row = list(cells)[: limits.columns]
        if any(cell not in (None, "") for cell in row):
            if number > limits.rows:
                raise TooLarge(f"The sheet {name} has more than {limits.rows} rows.")
            yield number, [_short(cell, limits) for cell in row]


def _short(cell: object, limits: Limits) -> object:
    return cell[: limits.cell] if isinstance(cell, str) and len(cell) > limits.cell else cell


def _csv_members(archive: zipfile.ZipFile, limits: Limits) -> Iterator[Sheet]:
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if not member.is_dir() and name.suffix.casefold() == ".csv":
            try:
                content = archive.read(member)
            except (zipfile.BadZipFile, OSError, ValueError) as error:
                raise NotRecognised(f"{name.name} in the archive is damaged: {error}.") from error
            yield _csv_sheet(name.stem, content, limits)


def _csv_sheet(name: str, content: bytes, limits: Limits) -> Sheet:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    mark = max(",;\t|", key=first.count)
    text = text.replace("\0", "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    sheet = _sheet(name, _csv_rows(name, rows), limits)
    return replace(sheet, sample=_sample(text, mark))


def _sample(text: str, mark: str) -> tuple[tuple[str, ...], ...]:
    head = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=mark)
    return tuple(tuple(row) for _place, row in zip(range(_SAMPLE), head, strict=False))


def _csv_rows(name: str, rows: Iterator[list[str]]) -> Iterator[list[object]]:
    while True:
        try:
            yield list(next(rows))
        except StopIteration:
            return
        except csv.Error as error:
            raise NotRecognised(f"{name}: the CSV cannot be read: {error}.") from error


def _decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content[:200_000], cp_isolation=["cp1252", "cp1250", "latin_1"]).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")
