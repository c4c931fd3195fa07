"""A sheet while it is read: rows with typed access that notes what it cannot read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from assessments.estate import Column, Origin
from assessments.importers import cells, secrets
from assessments.importers.base import Problem, SheetReport, Skip
from assessments.importers.cells import Style
from assessments.importers.rvtools import headers
from assessments.importers.rvtools.headers import attribute_name
from assessments.importers.sheets import Sheet

Value = TypeVar("Value")


@dataclass(slots=True)
class Problems:
    """What could not be read: the first ones in full, the others counted."""

    kept: list[Problem] = field(default_factory=list)
    more: int = 0
    most: int = 10_000

    def note(self, problem: Problem) -> None:
        if len(self.kept) < self.most:
            self.kept.append(problem)
        else:
            self.more += 1


@dataclass(slots=True)
class Table:
    """
    One sheet by its official name, with what became of its rows.

    `style` is how the file writes numbers and dates; `problems` is shared by all tables.
    """

    name: str
    sheet: Sheet
    style: Style
    problems: Problems
    read: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    _places: dict[str, int] | None = field(default=None, init=False)
    _extras: dict[str, int] | None = field(default=None, init=False)

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each column by its key; asking opens the sheet."""
        if self._places is None:
            self._places = headers.keys_of(self.sheet.header, self.name)
        return self._places

    def __iter__(self) -> Iterator["Row"]:
        places, width = self.places, len(self.sheet.header)
        for number, values in self.sheet.rows:
            self.read += 1
            row = Row(self, number, values, places)
            if len(values) > width and any(values[width:]):
                row.note("", "has more cells than the header: a quotation mark may have split one")
            yield row

    def has(self, *keys: str) -> bool:
        return any(key in self.places for key in keys)

    def column(self, *keys: str) -> Column | None:
        """Return where the first of *keys* stands, with the header as written."""
        for key in keys:
            if key in self.places:
                return Column(self.name, self.sheet.header[self.places[key]].strip())
        return None

    def keep(self, row: "Row") -> Origin:
        """Count a row as kept and return where it stands."""
        self.kept += 1
        return row.origin

    def skip(self, reason: str) -> None:
        self.skipped[reason] += 1

    def drop(self, reason: str, count: int) -> None:
        """Count rows as skipped that were kept before."""
        self.kept -= count
        self.skipped[reason] += count

    def unknown(self) -> tuple[str, ...]:
        """Return the headers that no RVTools version has: custom attributes and tags."""
        return tuple(
            attribute_name(self.sheet.header[place], self.name)
            for place in self.extra_places().values()
        )

    def extra_places(self) -> Mapping[str, int]:
        """Return the places of custom attributes and tags, by their names."""
        if self._extras is None:
            known = headers.known_keys(self.name)
            self._extras = {
                attribute_name(self.sheet.header[place], self.name): place
                for key, place in self.places.items()
                if key not in known and not key.startswith("num")
            }
        return self._extras

    def missing(self) -> tuple[str, ...]:
        """Return the official headers that this sheet lacks."""
        return tuple(
            header
            for header in headers.official().get(self.name, ())
            if headers.key_of(header, self.name) not in self.places
        )

    def report(self) -> SheetReport:
        return SheetReport(
            sheet=self.name,
            read=self.read,
            kept=self.kept,
            skipped=tuple(Skip(reason, count) for reason, count in sorted(self.skipped.items())),
            missing_columns=self.missing(),
            unknown_columns=self.unknown(),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells by key, blank and unreadable ones as None."""

    table: Table
    number: int
    values: list[object]
    places: Mapping[str, int]

    @property
    def origin(self) -> Origin:
        return Origin(self.table.name, self.number)

    def cell(self, *keys: str) -> object:
        for key in keys:
            place = self.places.get(key)
            if place is not None:
                return self.values[place] if place < len(self.values) else None
        return None

    def text(self, *keys: str) -> str | None:
        return self.raw(*keys).strip() or None

    def raw(self, *keys: str) -> str:
        """Return the text as written, spaces included."""
        return cells.text(self.cell(*keys))[: self.table.sheet.longest]

    def truth(self, *keys: str) -> bool | None:
        cell = self.cell(*keys)
        if cell is None or cell == "":
            return None
        return self._tried(cells.truth, cell, keys)

    def whole(self, *keys: str) -> int | None:
        found = self.number_of(*keys)
        return None if found is None else int(found)

    def number_of(self, *keys: str) -> float | None:
        cell = self.cell(*keys)
        if cell is None or cell == "":
            return None
        return self._tried(lambda value: cells.number(value, self.table.style), cell, keys)

    def instant(self, *keys: str) -> datetime | None:
        cell = self.cell(*keys)
        if cell is None or cell == "":
            return None
        return self._tried(lambda value: cells.instant(value, self.table.style), cell, keys)

    def extras(self) -> Mapping[str, str]:
        """Return the custom attributes and tags of this row, blank ones too."""
        count, longest = len(self.values), self.table.sheet.longest
        return {
            name: cells.text(self.values[place]).strip()[:longest] if place < count else ""
            for name, place in self.table.extra_places().items()
        }

    def note(self, column: str, words: str) -> None:
        """Note what is wrong here, without what looks like a secret."""
        said = secrets.masked(words)[0] or ""
        self.table.problems.note(Problem(self.table.name, self.number, column, said))

    def _tried(
        self, read: Callable[[object], Value | None], cell: object, keys: tuple[str, ...]
    ) -> Value | None:
        try:
            return read(cell)
        except ValueError as error:
            column = self.table.column(*keys)
            self.note(column.header if column else "", str(error))
            return None
