"""A table of a file: opened when first asked, read once, row by row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from assessments.importers.base import Limits, TooLarge

Row = tuple[int, list[object]]


@dataclass(frozen=True, slots=True)
class Opened:
    """The header of a table, and its rows with the number a person sees (header = 1)."""

    header: tuple[str, ...]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table of texts, header included, and the mark between its cells."""

    rows: tuple[tuple[str, ...], ...] = ()
    separator: str = ""


def no_sample() -> Sample:
    """Return the sample of a format whose cells have types."""
    return Sample()


@dataclass(slots=True)
class Sheet:
    """
    A named table; the name is blank where the format gives none.

    Nothing is read before the header or the rows are asked for, so that sheets
    nobody needs cost nothing. `sample` reads the first rows apart.
    """

    name: str
    opening: Callable[[], Opened]
    sample: Callable[[], Sample] = no_sample
    longest: int = 32_767  # characters of a cell
    _opened: Opened | None = field(default=None, init=False)

    @property
    def header(self) -> tuple[str, ...]:
        return self._open().header

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that are not blank; they come once."""
        return self._open().rows

    def _open(self) -> Opened:
        if self._opened is None:
            self._opened = self.opening()
        return self._opened


def opened(name: str, rows: Iterable[list[object]], limits: Limits) -> Opened:
    """Take the first row that is not blank as the header."""
    numbered = enumerate(rows, start=1)
    for _number, first in numbered:
        if _says_something(first):
            header = tuple("" if cell is None else str(cell) for cell in first[: limits.columns])
            return Opened(header, _bounded(name, numbered, limits))
    return Opened((), iter(()))


def _bounded(
    name: str, numbered: Iterable[tuple[int, list[object]]], limits: Limits
) -> Iterator[Row]:
    kept = 0
    for number, row in numbered:
        if _says_something(row):
            kept += 1
            if kept > limits.rows:
                raise TooLarge(f"The sheet {name} has more than {limits.rows} rows.")
            yield number, row


def _says_something(row: list[object]) -> bool:
    return any(cell is not None and cell != "" for cell in row)
