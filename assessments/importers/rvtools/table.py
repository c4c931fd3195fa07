"""A sheet while it is read: rows with typed access that notes what it cannot read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from assessments.estate import Column, Origin
from assessments.importers import cells
from assessments.importers.base import Problem, SheetReport, Skip
from assessments.importers.rvtools import headers
from assessments.importers.rvtools.headers import attribute_name
from assessments.importers.sheets import Sheet

Value = TypeVar("Value")


@dataclass(slots=True)
class Table:
    """
    One sheet by its official name, with what became of its rows.

    `decimal` is the file's decimal mark; `problems` is shared by all tables.
    """

    name: str
    sheet: Sheet
    decimal: str
    problems: list[Problem]
    places: dict[str, int] = field(default_factory=dict)
    read: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.places = headers.keys_of(self.sheet.header, self.name)

    def __iter__(self) -> Iterator["Row"]:
        for number, values in self.sheet.rows:
            self.read += 1
            yield Row(self, number, values)

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

    def unknown(self) -> tuple[str, ...]:
        """Return the headers that no RVTools version has: custom attributes and tags."""
        known = headers.known_keys(self.name)
        return tuple(
            attribute_name(self.sheet.header[place], self.name)
            for key, place in self.places.items()
            if key not in known and not key.startswith("num")
        )

    def missing(self) -> tuple[str, ...]:
        """Return the official headers that are not here."""
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

    @property
    def origin(self) -> Origin:
        return Origin(self.table.name, self.number)

    def cell(self, *keys: str) -> object:
        for key in keys:
            place = self.table.places.get(key)
            if place is not None:
                return self.values[place] if place < len(self.values) else None
        return None

    def text(self, *keys: str) -> str | None:
        return cells.text(self.cell(*keys)).strip() or None

    def raw(self, *keys: str) -> str:
        """Return the text as written, spaces included."""
        return cells.text(self.cell(*keys))

    def truth(self, *keys: str) -> bool | None:
        return self._tried(cells.truth, *keys)

    def whole(self, *keys: str) -> int | None:
        found = self.number_of(*keys)
        return None if found is None else int(found)

    def number_of(self, *keys: str) -> float | None:
        return self._tried(lambda cell: cells.number(cell, self.table.decimal), *keys)

    def instant(self, *keys: str) -> datetime | None:
        return self._tried(cells.instant, *keys)

    def extras(self) -> Mapping[str, str]:
        """Return the custom attributes and tags of this row, blank ones too."""
        return {
            name: cells.text(self.values[place]).strip() if place < len(self.values) else ""
            for name, place in _extra_places(self.table).items()
        }

    def _tried(self, read: Callable[[object], Value | None], *keys: str) -> Value | None:
        cell = self.cell(*keys)
        try:
            return read(cell)
        except ValueError as error:
            column = self.table.column(*keys)
            self.table.problems.append(
                Problem(self.table.name, self.number, column.header if column else "", str(error))
            )
            return None


def _extra_places(table: Table) -> dict[str, int]:
    known = headers.known_keys(table.name)
    return {
        attribute_name(table.sheet.header[place], table.name): place
        for key, place in table.places.items()
        if key not in known and not key.startswith("num")
    }
