"""Objects of a web API's answer: typed access that notes what it cannot read and never fails."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from assessments.estate import Origin
from assessments.importers import cells, secrets
from assessments.importers.cells import Style

Value = TypeVar("Value")
Note = Callable[[str, int, str, str], None]
_PLAIN = Style()
_SERVER = re.compile(r"https?://(?:[^/@]{0,300}@)?(\[[0-9a-f:.]{2,60}\]|[^][/:@\s]{1,100})", re.I)
_LONGEST = 32_767  # characters of a text
_LONGEST_KEY, _LONGEST_SHEET = 300, 40  # what identities and places are stored in
_MOST = 10_000  # objects of a list within an object


@dataclass(frozen=True, slots=True)
class Item:
    """
    One object of a list: where it stands, and its values by key.

    Of several keys the first that is there and not null counts. What is of another kind
    than asked for is noted as a problem and None. `within` is the path of an inner object.
    """

    sheet: str
    row: int
    data: Mapping[str, object]
    note: Note = field(repr=False)
    within: str = ""

    @property
    def origin(self) -> Origin:
        return Origin(self.sheet, self.row)

    def has(self, *keys: str) -> bool:
        """Say whether one of the keys is there, even with null."""
        return any(key in self.data for key in keys)

    def value(self, *keys: str) -> object:
        """The value as it stands."""
        return self._found(keys)[1]

    def text(self, *keys: str) -> str | None:
        """A text, or a number or truth as text; None when blank."""
        return self._tried(keys, _text)

    def key(self, *keys: str) -> str | None:
        """A text that identifies something, cut to what identities are stored in."""
        said = self.text(*keys)
        return said and said[:_LONGEST_KEY]

    def whole(self, *keys: str) -> int | None:
        """A whole number, also one written as text; fractions are cut."""
        return self._tried(keys, _whole)

    def truth(self, *keys: str) -> bool | None:
        return self._tried(keys, cells.truth)

    def instant(self, *keys: str) -> datetime | None:
        """A moment in ISO 8601; without a zone it is UTC."""
        return self._tried(keys, _instant)

    def inner(self, *keys: str) -> "Item":
        """The object within; an empty one where there is none."""
        key, found = self._found(keys)
        return Item(
            self.sheet,
            self.row,
            found if isinstance(found, dict) else {},
            self.note,
            f"{self.within}{key}.",
        )

    def items(self, *keys: str) -> list["Item"]:
        """The objects of a list within; what is no object is noted."""
        key, found = self._found(keys)
        return list(self._objects(key, found if isinstance(found, list) else []))

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The texts of a list within; a text alone is a list of one, its parts comma separated."""
        found = self.value(*keys)
        if isinstance(found, str):
            found = found.split(",")
        listed = found[:_MOST] if isinstance(found, list) else []
        return tuple(said for each in listed if isinstance(each, str) and (said := _text(each)))

    def flat(self, *keys: str) -> dict[str, str]:
        """The texts, numbers and truths of an object within, by key."""
        found = self.value(*keys)
        if not isinstance(found, dict):
            return {}
        plain = {key: value for key, value in found.items() if isinstance(value, str | int | float)}
        return {clean(key): clean(value) for key, value in plain.items()}

    def bad(self, key: str, words: str) -> None:
        """Note a problem at a key, without what looks like a secret."""
        said = secrets.masked(words)[0] or ""
        self.note(self.sheet, self.row, f"{self.within}{key}", said)

    def _objects(self, key: str, found: list[object]) -> Iterator["Item"]:
        for each in found[:_MOST]:
            if isinstance(each, dict):
                yield Item(self.sheet, self.row, each, self.note, f"{self.within}{key}[].")
            else:
                self.bad(key, "holds something that is no object")

    def _found(self, keys: tuple[str, ...]) -> tuple[str, object]:
        for key in keys:
            if (found := self.data.get(key)) is not None:
                return key, found
        return keys[0], None

    def _tried(self, keys: tuple[str, ...], read: Callable[[object], Value | None]) -> Value | None:
        key, found = self._found(keys)
        if found is None:
            return None
        if isinstance(found, dict | list):
            self.bad(key, "is a list or an object where one value is expected")
            return None
        try:
            return read(found)
        except (ValueError, OverflowError) as error:
            self.bad(key, str(error))
            return None


def numbered(sheet: str, found: list[object], note: Note) -> Iterator[Item]:
    """The objects of a list with their places from 1; what is no object is noted."""
    sheet = short(sheet)
    for row, each in enumerate(found, start=1):
        if isinstance(each, dict):
            yield Item(sheet, row, each, note)
        else:
            note(sheet, row, "", "is no object")


def short(path: str) -> str:
    """The end of a path that is too long to be stored as a place."""
    return path if len(path) <= _LONGEST_SHEET else f"…{path[1 - _LONGEST_SHEET :]}"


def clean(value: object) -> str:
    """A text or number as it can be stored and shown; blank where there is nothing."""
    return _text(value) or ""


def host_of(link: str) -> str:
    """The server that an address names, at most 100 characters of it; blank without one."""
    found = _SERVER.match(link)
    return found[1].casefold() if found else ""


def named(tags: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tell tags that name a value ("owner=Ada", "owner:Ada") from plain ones; the first stays."""
    values: dict[str, str] = {}
    plain = []
    for tag in tags:
        name, mark, said = tag.partition("=" if "=" in tag else ":")
        if mark and name.strip() and said.strip():
            values.setdefault(name.strip(), said.strip())
        else:
            plain.append(tag)
    return values, tuple(plain)


def _text(value: object) -> str | None:
    return cells.text(value).strip()[:_LONGEST] or None


def _whole(value: object) -> int | None:
    found = cells.number(value, _PLAIN)
    return None if found is None else int(found)


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str):
        raise ValueError("is no date")  # noqa: TRY004 - the same words as for a bad text
    return cells.instant(value, _PLAIN)
