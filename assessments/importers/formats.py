"""The formats that are known: one package each, decided by content."""

from collections.abc import Callable
from typing import BinaryIO

from assessments.importers import rvtools
from assessments.importers.base import Limits, Reading
from assessments.importers.sheets import sheets_of

Progress = Callable[[str, int, int], None]


def read(file: BinaryIO, limits: Limits | None = None, progress: Progress | None = None) -> Reading:
    """
    Read an open file in this process. For files of strangers use `read_guarded`.

    Raises:
        Unreadable: it is no known export, or beyond the limits; the words say why.
    """
    kind, sheets = sheets_of(file, limits or Limits())
    return rvtools.read(kind, sheets, progress or _silent)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""
