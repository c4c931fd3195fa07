"""What every importer promises: an estate, and everything it could not read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessments.estate import Estate

Progress = Callable[[str, int, int], None]
"""Told the step, how many are done and of how many."""


class Unreadable(ValueError):
    """A file cannot be read; the text says why and what to do."""


class NotRecognised(Unreadable):
    """No importer knows this file."""


class TooLarge(Unreadable):
    """A file, or what it unpacks to, is beyond a limit."""


class Hostile(Unreadable):
    """A file is built to harm whoever reads it."""


class Stopped(RuntimeError):
    """Whoever asked no longer wants the file read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: sizes in bytes, times in seconds."""

    size: int = 250_000_000
    unpacked: int = 4_000_000_000
    members: int = 2_000  # of an archive of tables
    files: int = 300_000  # of any other archive
    member: int = 300_000_000  # of one file in it
    ratio: int = 200  # unpacked to packed, of one member beyond a megabyte
    rows: int = 2_000_000  # of one sheet, blank ones apart
    columns: int = 1_000
    cell: int = 32_767  # characters; longer texts are cut
    memory: int = 2 * 1024**3
    cpu_seconds: int = 1_200
    wall_seconds: int = 1_800


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell or row that could not be read, in words for whoever uploaded it."""

    sheet: str
    row: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Skip:
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of one sheet: rows read, kept and skipped, columns missing and unknown."""

    sheet: str
    read: int
    kept: int
    skipped: tuple[Skip, ...] = ()
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: the estate, all problems, a report for each sheet, notices and totals."""

    format: str
    estate: Estate
    problems: tuple[Problem, ...] = ()
    sheets: tuple[SheetReport, ...] = ()
    notices: tuple[str, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
