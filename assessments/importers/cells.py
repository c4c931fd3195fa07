"""Cells to values, whatever the desktop that wrote them: numbers, truth, instants."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeGuard

LARGEST = 2**53  # beyond it a float no longer counts in ones
_SHOWN = 40
_TRUE = frozenset({"true", "yes", "1", "wahr", "ja"})
_FALSE = frozenset({"false", "no", "0", "falsch", "nein"})
_SPACES = re.compile(r"[ '\u2019\u00a0\u202f]")  # what some desktops put between thousands
_MARKED = re.compile(r"[+-]?(\d+)((?:[.,]\d+)+)$")
_NUMBER = {
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$"),
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?(?:[eE][+-]?\d{1,3})?$"),
}
_CLOCK = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s?([AaPp])\.?[Mm]\.?)?)?$"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _CLOCK)
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Style:
    """How the desktop that wrote a file writes: its decimal mark, and days before months or not."""

    decimal: str = "."
    day_first: bool = False


def text(cell: object) -> str:
    """Return a cell as text, without what Excel adds: 4096.0 is 4096."""
    if isinstance(cell, str):
        return cell.replace("\0", "") if "\0" in cell else cell
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def truth(cell: object) -> bool | None:
    """
    Return a cell as truth; blank is None.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(cell, bool):
        return cell
    word = text(cell).strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if word:
        raise ValueError(f"is neither True nor False: {word[:_SHOWN]!r}")
    return None


def number(cell: object, style: Style) -> float | None:
    """
    Return a cell as a number; blank is None.

    Raises:
        ValueError: it is none, or larger than `LARGEST`.
    """
    if _is_number(cell):
        return _within(float(cell), str(cell))
    word = text(cell).strip()
    if not word:
        return None
    plain = _SPACES.sub("", word.removesuffix("%"))
    if not plain.isascii() or not _NUMBER[style.decimal].match(plain):
        raise ValueError(f"is no number: {word[:_SHOWN]!r}")
    group = "." if style.decimal == "," else ","
    return _within(float(plain.replace(group, "").replace(style.decimal, ".")), word)


def _is_number(cell: object) -> TypeGuard[float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _within(value: float, word: str) -> float:
    if not -LARGEST <= value <= LARGEST:  # NaN is not within either
        raise ValueError(f"is out of range: {word[:_SHOWN]!r}")
    return value


def decimal_mark(texts: Iterable[str], separator: str) -> str:
    """
    Say which of , and . stands before decimals, from texts of one file.

    Two marks in one number decide, and so does one that is not followed by three
    digits; most of them win. In a file that only has numbers like 16,384 the mark
    between its cells tells: desktops that write ; do so because , is their decimal
    mark. Where there is neither, three digits are a group.
    """
    votes: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for written in texts:
        found = _MARKED.match(_SPACES.sub("", written.strip()))
        if found:
            _vote(found[1], found[2], votes, groups)
    if votes["."] != votes[","]:
        return "," if votes[","] > votes["."] else "."
    if separator in (";", ","):
        return "," if separator == ";" else "."
    return "," if groups["."] > groups[","] else "."


def _vote(whole: str, rest: str, votes: Counter[str], groups: Counter[str]) -> None:
    marks = re.findall(r"[.,]", rest)
    other = {".": ",", ",": "."}
    if len(set(marks)) > 1:
        votes[marks[-1]] += 1
    elif len(marks) > 1:
        votes[other[marks[0]]] += 1
    elif len(rest) != len(",000") or len(whole) > len("000") or whole.startswith("0"):
        votes[marks[0]] += 1
    else:
        groups[marks[0]] += 1


def is_day_first(texts: Iterable[str]) -> bool:
    """Say whether 03/04/2026 is in April, from all such dates of one file; unclear is no."""
    for written in texts:
        found = _YEAR_LAST.match(written.strip())
        if found and found[2] == "/":
            if int(found[1]) > _MONTHS:
                return True
            if int(found[3]) > _MONTHS:
                return False
    return False


def instant(cell: object, style: Style) -> datetime | None:
    """
    Return a cell as an instant in UTC; blank is None.

    RVTools writes the clock of the exporting desktop without a zone; it is taken
    as UTC, which age rules in days can bear.

    Raises:
        ValueError: it is none.
    """
    if isinstance(cell, date):
        return _zoned(cell)
    if _is_number(cell) and _EXCEL_DAYS.start <= cell < _EXCEL_DAYS.stop:
        return _EXCEL_EPOCH + timedelta(seconds=round(cell * 86_400))
    word = text(cell).strip()
    try:
        return _written(word, style) if word else None
    except ValueError:
        raise ValueError(f"is no date: {word[:_SHOWN]!r}") from None


def _zoned(cell: date) -> datetime:
    if not isinstance(cell, datetime):
        return datetime.combine(cell, time(), UTC)
    return cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell.astimezone(UTC)


def _written(word: str, style: Style) -> datetime:
    if found := _YEAR_FIRST.match(word):
        year, month, day, *clock = found.groups()
    elif found := _YEAR_LAST.match(word):
        first, mark, second, year, *clock = found.groups()
        month_first = mark == "/" and not style.day_first
        month, day = (first, second) if month_first else (second, first)
    else:
        return _zoned(datetime.fromisoformat(word))
    hour, minute, second_ = (int(part or 0) for part in clock[:3])
    if clock[3]:
        if not 1 <= hour <= _MONTHS:
            raise ValueError(word)
        hour = hour % 12 + (12 if clock[3] in "Pp" else 0)
    return datetime(int(year), int(month), int(day), hour, minute, second_, tzinfo=UTC)
