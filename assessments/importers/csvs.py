"""CSV files of any desktop as sheets: encodings, marks between cells, broken quotes."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import PurePosixPath

from charset_normalizer import from_bytes

from assessments.importers import archives
from assessments.importers.base import Limits, Unreadable
from assessments.importers.sheets import Opened, Sample, Sheet, opened

_HEAD = 65_536  # bytes
_SAMPLE = 300  # rows
_GUESSED = 200_000  # bytes
_MARKS = ",;\t|"
_BYTE_ORDERS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def sheet_of(name: str, content: Callable[[int], bytes], limits: Limits) -> Sheet:
    """Return a CSV file as a sheet; *content* reads its first bytes, or with -1 all."""

    def opening() -> Opened:
        text, mark = _marked(_decoded(content(-1)))
        return opened(name, _rows(name or "The file", text, mark), limits)

    def sample() -> Sample:
        text, mark = _marked(_decoded(content(_HEAD), is_cut=True))
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), _SAMPLE)
        return Sample(tuple(tuple(row) for row in rows), mark)

    return Sheet(name, opening, sample, limits.cell)


def members_of(archive: zipfile.ZipFile, limits: Limits) -> list[Sheet]:
    """Return the CSV files of an archive, whatever folder they are in."""
    found = []
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        is_shadow = name.name.startswith(".") or "__MACOSX" in name.parts
        if name.suffix.casefold() == ".csv" and not member.is_dir() and not is_shadow:
            found.append(sheet_of(name.stem, _reader(archive, member), limits))
    return found


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def content(size: int) -> bytes:
        if size < 0:
            return b"".join(archives.chunks(archive, member))
        return next(archives.chunks(archive, member, size=size), b"")

    return content


def _marked(text: str) -> tuple[str, str]:
    """Return a text and the mark between its cells; Excel's line "sep=;" is obeyed and left out."""
    text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"').casefold()
    if declared.startswith("sep=") and declared[-1] in _MARKS:
        return rest, declared[-1]
    return text, max(_MARKS, key=first.count)


def _rows(name: str, text: str, mark: str) -> Iterator[list[object]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    width, line, number = 0, 0, 0
    row: list[str] = []
    while True:
        try:
            row = next(reader)
        except StopIteration:
            if row and "\n" in row[-1] and not text.rstrip("\r\n").endswith('"'):
                raise Unreadable(_unclosed(name, number)) from None
            return
        except csv.Error as error:
            raise Unreadable(
                f"{name} cannot be read at row {number + 1}: {error}. "
                "A quotation mark may never be closed; export it again."
            ) from error
        number += 1
        if reader.line_num - line > 1 and width and len(row) < width:
            raise Unreadable(_unclosed(name, number))
        width, line = width or len(row), reader.line_num
        yield list[object](row)


def _unclosed(name: str, number: int) -> str:
    return (
        f"{name}: a quotation mark in row {number} is never closed, so that everything "
        "after it would be lost. Close it, or export again with a newer RVTools."
    )


def _decoded(content: bytes, *, is_cut: bool = False) -> str:
    for mark, encoding in _BYTE_ORDERS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if is_cut and error.start > len(content) - 4:  # inside the last character
            return content[: error.start].decode("utf-8")
    best = from_bytes(content[:_GUESSED], cp_isolation=["cp1252", "cp1250", "latin_1"]).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")
