"""The register as a table: its columns, and its rows as CSV, XLSX and JSON."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO, TypeAlias

import orjson
import xlsxwriter

Cell: TypeAlias = str | int | None
Row: TypeAlias = dict[str, Cell]  # by the names of `COLUMNS`, all of them

LEVEL_NAMES = ("", "very low", "low", "medium", "high", "very high")
CHUNK = 200  # rows in one piece of a stream
LONGEST_CELL = 32_767  # what a spreadsheet program reads of one cell
CUT = " [cut]"
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  written as it is: equal rows give equal bytes

# Unicode's full-width twins are folded to = + - @ by some programs on input. Blanks, controls
# and invisible marks before the sign are skipped by some, so they are skipped here too.
_RISKY = re.compile(
    r"^(?:'|[\t\r\n]|[\s\x00-\x20\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212])"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files and JSON, its heading, its width in characters."""

    name: str
    title: str
    width: int = 14


COLUMNS = (
    Column("key", "Risk", 8),
    Column("code", "Scenario"),
    Column("title", "Title", 44),
    Column("description", "Description", 44),
    Column("family", "Family"),
    Column("clause", "Clause", 10),
    Column("subject_kind", "Subject kind"),
    Column("subject", "Subject", 24),
    Column("domain", "Domain", 16),
    Column("members", "Guests", 8),
    Column("value_c", "Value C", 8),
    Column("value_i", "Value I", 8),
    Column("value_a", "Value A", 8),
    Column("threats", "Threats", 24),
    Column("vulnerabilities", "Vulnerabilities", 24),
    Column("state", "State", 11),
    Column("proposed_likelihood", "Proposed likelihood", 10),
    Column("proposed_consequence_c", "Proposed consequence C", 10),
    Column("proposed_consequence_i", "Proposed consequence I", 10),
    Column("proposed_consequence_a", "Proposed consequence A", 10),
    Column("likelihood", "Judged likelihood", 10),
    Column("consequence_c", "Judged consequence C", 10),
    Column("consequence_i", "Judged consequence I", 10),
    Column("consequence_a", "Judged consequence A", 10),
    Column("reason", "Reason", 36),
    Column("judged_by", "Judged by", 18),
    Column("judged_at", "Judged at", 20),
    Column("inherent", "Inherent level", 10),
    Column("inherent_likelihood", "Inherent likelihood", 10),
    Column("inherent_consequence", "Inherent consequence", 10),
    Column("current", "Current level", 10),
    Column("current_likelihood", "Current likelihood", 10),
    Column("current_consequence", "Current consequence", 10),
    Column("current_likelihood_number", "Current likelihood, number", 12),
    Column("current_consequence_number", "Current consequence, number", 12),
    Column("residual", "Residual level", 10),
    Column("residual_likelihood", "Residual likelihood", 10),
    Column("residual_consequence", "Residual consequence", 10),
    Column("override_level", "Override", 10),
    Column("override_reason", "Reason of the override", 30),
    Column("overridden_by", "Overridden by", 18),
    Column("controls", "Checklist items counted", 40),
    Column("treatment", "Treatment", 10),
    Column("treatment_note", "Treatment note", 30),
    Column("actions", "Actions", 18),
    Column("owner", "Risk owner", 18),
    Column("accepted_level", "Accepted at", 10),
    Column("accepted_by", "Accepted by", 18),
    Column("accepted_reason", "Reason of the acceptance", 30),
    Column("accepted_until", "Accepted until", 12),
    Column("evidence", "Evidence files", 9),
)
NAMES = tuple(column.name for column in COLUMNS)


def neutralise(text: str) -> str:
    """
    Return *text* so that no spreadsheet program takes it for a formula.

    An apostrophe is put before a text that begins with = + - @ (or a full-width twin,
    also after blanks), a tab or a line end, and before one that begins with an
    apostrophe, so that `restore` gives every text back.
    """
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """Return the text that `neutralise` was given."""
    return text.removeprefix("'")


def csv_stream(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the register as CSV (UTF-8 with a mark, CRLF, every cell quoted) in pieces."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece, quoting=csv.QUOTE_ALL)
    piece.write("\ufeff")
    writer.writerow(NAMES)
    for count, row in enumerate(rows, start=1):
        writer.writerow([_inert(row.get(name)) for name in NAMES])
        if count % CHUNK == 0:
            yield _taken(piece)
    yield _taken(piece)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a small table as CSV, written as `csv_stream` writes the register."""
    piece = io.StringIO(newline="")
    piece.write("\ufeff")
    writer = csv.writer(piece, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows(map(neutralise, row) for row in rows)
    return _taken(piece)


def json_stream(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the register as one JSON array of objects in pieces; texts are as they are."""
    waiting = iter(rows)
    opening = b"["
    while chunk := list(islice(waiting, CHUNK)):
        yield opening + orjson.dumps(chunk)[1:-1]
        opening = b",\n"
    yield b"[]\n" if opening == b"[" else b"]\n"


def write_xlsx(rows: Iterable[Row], target: BinaryIO) -> None:
    """
    Write the register as a workbook with one sheet into *target*, a row at a time.

    No text becomes a formula or a link; what is longer than a cell holds is cut and
    says so. The same rows give the same bytes.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("Register")
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, head)
        sheet.freeze_panes(1, 3)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(NAMES):
                _write(sheet, number, place, row.get(name))


def _write(sheet: "xlsxwriter.worksheet.Worksheet", number: int, place: int, cell: Cell) -> None:
    if isinstance(cell, int):
        sheet.write_number(number, place, cell)
    elif cell:
        text = neutralise(cell)
        kept = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
        sheet.write_string(number, place, kept)


def _inert(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int) else neutralise(cell)


def _taken(piece: io.StringIO) -> bytes:
    content = piece.getvalue().encode("utf-8", "backslashreplace")
    piece.seek(0)
    piece.truncate()
    return content
