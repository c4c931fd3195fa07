"""Records of strangers' JSON: each value as it is needed, each unreadable one a problem."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assessments.estate import Origin
from assessments.importers.base import Unreadable
from assessments.importers.gathering import Gathered
from assessments.importers.members import Member
from assessments.importers.secrets import masked

MIB = 1024 * 1024
_LONGEST = 32_767  # characters of a text
_LARGEST = 2**63
_TRUE = {"true", "on", "yes", "1", "enabled"}
_FALSE = {"false", "off", "no", "0", "disabled"}
_POWERSHELL = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a document, where it stands, and who is told of its mistakes."""

    values: Mapping[str, object]
    origin: Origin
    gathered: Gathered

    def get(self, path: str) -> object:
        """The value at a path of names with dots; None if any part is not there."""
        found: object = self.values
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def text(self, path: str) -> str | None:
        """A text, or a number as one; None if blank or absent."""
        value = self.get(path)
        if isinstance(value, Mapping | list):
            self._wrong(path, "is no text")
            return None
        words = "" if value is None else str(value)
        return words.replace("\0", "").strip()[:_LONGEST] or None

    def safe(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """A text with secrets masked, and the path if there was one."""
        kept, is_secret = masked(self.text(path))
        return kept, (path,) if is_secret else ()

    def whole(self, path: str) -> int | None:
        """A whole number, also where it is written as a text."""
        value = self.get(path)
        if value is None or value == "":
            return None
        try:
            number = float(str(value))
        except ValueError:
            number = math.inf
        if isinstance(value, bool) or not abs(number) < _LARGEST:
            self._wrong(path, "is no number")
            return None
        return int(number)

    def mib(self, path: str) -> int | None:
        """A number of bytes as MiB."""
        size = self.whole(path)
        return None if size is None else size // MIB

    def truth(self, path: str) -> bool | None:
        """A yes or no, as a value or a word."""
        value = self.get(path)
        word = str(value).casefold()
        if value is not None and word not in _TRUE | _FALSE:
            self._wrong(path, "is neither true nor false")
        return True if word in _TRUE else False if word in _FALSE else None

    def moment(self, path: str) -> datetime | None:
        """A moment: ISO, milliseconds since 1970, or as Windows PowerShell writes it."""
        value = self.get(path)
        if value is None or value in ("", 0, "0"):
            return None
        found = None if isinstance(value, bool) else instant(str(value))
        if found is None:
            self._wrong(path, "is no date")
        return found

    def rows(self, path: str) -> Iterator["Record"]:
        """The objects of a list, or the one object that stands instead of it."""
        return self.of(self.get(path), path)

    def of(self, value: object, path: str) -> Iterator["Record"]:
        """The objects of a value, with the place of this record."""
        items = value if isinstance(value, list) else [] if value is None else [value]
        for each in items:
            if isinstance(each, Mapping):
                yield Record(each, self.origin, self.gathered)
            else:
                self._wrong(path, "holds what is no object")

    def _wrong(self, path: str, words: str) -> None:
        self.gathered.problem(self.origin.sheet, self.origin.row, path, f"The value {words}.")


def instant(words: str) -> datetime | None:
    """A moment as exports write it; without a zone it is taken as UTC, None if it is none."""
    found = _POWERSHELL.fullmatch(words)
    number = found[1] if found else words if re.fullmatch(r"\d{12,14}", words) else None
    try:
        moment = (
            datetime.fromtimestamp(int(number) / 1000, UTC)
            if number
            else datetime.fromisoformat(words)
        )
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def document(member: Member) -> object:
    """The JSON of a file; None where it is none."""
    try:
        return member.json if member.is_json else None
    except Unreadable:
        return None


def objects(value: object) -> Sequence[Mapping[str, object]]:
    """The objects of a value that is one or a list of them."""
    items = value if isinstance(value, list) else [value]
    return [each for each in items if isinstance(each, Mapping)]


def listed(value: object, sheet: str, gathered: Gathered) -> Iterator[Record]:
    """The objects of a list as records, numbered from 1; what is none is a problem."""
    items = value if isinstance(value, list) else [value]
    for row, each in enumerate(items, 1):
        if isinstance(each, Mapping):
            yield Record(each, Origin(sheet, row), gathered)
        else:
            gathered.problem(sheet, row, "", "This is no object.")
