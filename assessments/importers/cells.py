"""Cells to values, whatever the desktop that wrote them: numbers, truth, instants."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

_TRUE = frozenset({"true", "yes", "1", "wahr", "ja"})
_FALSE = frozenset({"false", "no", "0", "falsch", "nein"})
_DATES = (
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y/%m/%d",
    "%Y-%m-%d",
    "%d.%m.%Y",
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_GROUPED = re.compile(r"-?\d{1,3}([.,' \u00a0\u202f])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$")


def text(cell: object) -> str:
    """Return a cell as text, without what Excel adds: 4096.0 is 4096."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "True" if cell else "False"
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
        raise ValueError(f"is neither True nor False: {word[:40]!r}")
    return None


def number(cell: object, decimal: str) -> float | None:
    """
    Return a cell as a number; blank is None. *decimal* is the file's decimal mark.

    Raises:
        ValueError: it is none.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    word = text(cell).strip()
    if not word:
        return None
    plain = re.sub(r"[ '\u00a0\u202f]", "", word)
    plain = plain.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"is no number: {word[:40]!r}") from None
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  NaN alone differs from itself
        raise ValueError(f"is no number: {word[:40]!r}")
    return value


def decimal_mark(cells: Iterable[str]) -> str:
    """
    Say which of , and . stands before decimals, from texts of one file.

    A single mark followed by other than three digits decides, as do two marks in
    one number; a file in which only groups of three appear says nothing, and
    then a comma groups unless points do.
    """
    points = 0
    for cell in cells:
        word = cell.strip()
        if _GROUPED.match(word):
            points += 1 if "." in word and "," not in word else -1 if "," in word else 0
            continue
        if re.fullmatch(r"-?\d+,\d+", word):
            return ","
        if re.fullmatch(r"-?\d+\.\d+", word):
            return "."
    return "," if points > 0 else "."


def instant(cell: object) -> datetime | None:
    """
    Return a cell as an instant in UTC; blank is None.

    RVTools writes the clock of the exporting desktop without a zone; it is taken
    as UTC, which age rules in days can bear.

    Raises:
        ValueError: it is none.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell.astimezone(UTC)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), UTC)
    word = text(cell).strip()
    return _written(word) or _slashed(word) or _iso(word) if word else None


def _written(word: str) -> datetime | None:
    for shape in _DATES:
        try:
            return datetime.strptime(word, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _slashed(word: str) -> datetime | None:
    found = _SLASHED.match(word)
    if not found:
        return None
    first, second, year, *clock = found.groups()
    month, day = (int(second), int(first)) if int(first) > 12 else (int(first), int(second))  # noqa: PLR2004
    hour, minute, seconds = (int(part or 0) for part in clock)
    return datetime(int(year), month, day, hour, minute, seconds, tzinfo=UTC)


def _iso(word: str) -> datetime:
    try:
        value = datetime.fromisoformat(word.replace("Z", "+00:00"))
    except ValueError:
        raise ValueError(f"is no date: {word[:40]!r}") from None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
