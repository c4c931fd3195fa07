"""Write a plan as an export: row by row, with the same bytes each time."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import xlsxwriter

from assessments.synthesis.cells import Cell, Row
from assessments.synthesis.dialects import DIALECTS, Dialect
from assessments.synthesis.headers import written
from assessments.synthesis.key import EARLIER_DAYS, expected
from assessments.synthesis.load import loaded
from assessments.synthesis.machine import machines
from assessments.synthesis.machine_rows import rows_of
from assessments.synthesis.plan import BadPlan, Plan
from assessments.synthesis.platform_rows import platform_rows

FORMATS = ("rvtools-xlsx", "rvtools-csv")
STAMP = (2026, 1, 1, 0, 0, 0)  # every member's, so that the bytes are the same on any day
UNIX, READABLE = 3, 0o100644 << 16
DATE_FORMAT = "yyyy/mm/dd hh:mm:ss"


class _Out(Protocol):
    def put(self, sheet: str, row: Row) -> None: ...


def write(plan: Plan, path: Path, kind: str = "rvtools-xlsx", dialect: str = "4.7.1") -> None:
    """
    Write a plan as an export.

    Args:
        plan: the estate.
        path: the file; one that is there is overwritten.
        kind: rvtools-xlsx or rvtools-csv (a zip).
        dialect: a name in DIALECTS: 4.7.1, thousands, german or 3.9.

    Raises:
        BadPlan: no such format or dialect.
        OSError: the file cannot be written.
    """
    if kind not in FORMATS or dialect not in DIALECTS:
        raise BadPlan(f"There is no format {kind} in dialect {dialect}")
    spoken = DIALECTS[dialect]
    headers = written(plan.without | spoken.lacking(plan.planted))
    writer = _write_xlsx if kind == "rvtools-xlsx" else _write_csv
    with path.open("wb") as file:  # now, so that a bad place is known before the work
        writer(plan, file, headers, spoken)


def write_key(plan: Plan, path: Path, *, days: int = EARLIER_DAYS, dialect: str = "4.7.1") -> None:
    """Write the answer key of a plan's export as JSON."""
    text = json.dumps(expected(plan, days=days, dialect=dialect), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def all_rows(plan: Plan) -> Iterator[tuple[str, Row]]:
    """Give every row of an export with its sheet; rows of one sheet in their order."""
    load = loaded(plan)
    for machine in machines(plan):
        yield from rows_of(plan, machine)
    yield from platform_rows(plan, load)


def _write_xlsx(
    plan: Plan, target: BinaryIO, headers: Mapping[str, tuple[str, ...]], dialect: Dialect
) -> None:
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "use_zip64": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"author": "", "created": datetime(*STAMP)})  # noqa: DTZ001
        out = _Workbook(book, headers, dialect)
        for sheet, row in all_rows(plan):
            out.put(sheet, row)


class _Workbook:
    """Sheets of a workbook, each filled from its top."""

    def __init__(
        self, book: xlsxwriter.Workbook, headers: Mapping[str, tuple[str, ...]], dialect: Dialect
    ) -> None:
        self.date = book.add_format({"num_format": DATE_FORMAT})
        self.sheets = {name: book.add_worksheet(name) for name in headers}
        self.places = {name: {c: k for k, c in enumerate(cs)} for name, cs in headers.items()}
        self.next = dict.fromkeys(headers, 1)
        for name, columns in headers.items():
            for place, column in enumerate(columns):
                self.sheets[name].write_string(0, place, dialect.header(column))

    def put(self, sheet: str, row: Row) -> None:
        """Add a row to a sheet; one that the export lacks swallows it."""
        places = self.places.get(sheet)
        if places is None:
            return
        number, tab = self.next[sheet], self.sheets[sheet]
        self.next[sheet] += 1
        known = ((places[column], cell) for column, cell in row.items() if column in places)
        for place, cell in sorted(known, key=lambda pair: pair[0]):
            self._cell(tab, number, place, cell)

    def _cell(self, tab: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            if cell:
                tab.write_string(row, column, cell)
        elif isinstance(cell, datetime):
            tab.write_datetime(row, column, cell, self.date)
        else:
            tab.write_number(row, column, cell)


def _write_csv(
    plan: Plan, target: BinaryIO, headers: Mapping[str, tuple[str, ...]], dialect: Dialect
) -> None:
    with tempfile.TemporaryDirectory(prefix="estate-") as folder, ExitStack() as stack:
        files = {
            name: stack.enter_context((Path(folder) / name).open("w", encoding="utf-8", newline=""))
            for name in headers
        }
        out = _Tables(files, headers, dialect)
        for sheet, row in all_rows(plan):
            out.put(sheet, row)
        for file in files.values():
            file.close()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in headers:
                _pack(archive, f"RVTools_tab{name}.csv", Path(folder) / name)


class _Tables:
    """CSV files, one a sheet."""

    def __init__(
        self,
        files: Mapping[str, io.TextIOWrapper],
        headers: Mapping[str, tuple[str, ...]],
        dialect: Dialect,
    ) -> None:
        self.headers, self.dialect = headers, dialect
        self.writers = {
            name: csv.writer(file, delimiter=dialect.delimiter, lineterminator="\r\n")
            for name, file in files.items()
        }
        for name, columns in headers.items():
            self.writers[name].writerow([dialect.header(column) for column in columns])

    def put(self, sheet: str, row: Row) -> None:
        """Add a row to a sheet; one that the export lacks swallows it."""
        if sheet in self.headers:
            text = self.dialect.text
            self.writers[sheet].writerow(
                [text(row[c], c) if c in row else "" for c in self.headers[sheet]]
            )


def _pack(archive: zipfile.ZipFile, name: str, source: Path) -> None:
    """Add a file under a fixed date, so that equal content gives equal bytes."""
    member = zipfile.ZipInfo(name, STAMP)
    member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, UNIX
    member.external_attr = READABLE
    with archive.open(member, "w", force_zip64=True) as into, source.open("rb") as file:
        while chunk := file.read(1 << 20):
            into.write(chunk)
