"""The whole register as rows that files and REST carry."""

from collections.abc import Iterator
from datetime import datetime

from assessments.models import Assessment
from assessments.queries import register_stream
from assessments.reports.register_table import Cell


def rows(assessment: Assessment, *, at: datetime) -> Iterator[dict[str, Cell]]:
    """
    Yield one row for each risk with every field that the screen shows, in order of number.

    Nothing in a row depends on *at*, when the register is read.
    """
    del at
    return register_stream.rows(assessment)


def number_of(row: dict[str, Cell]) -> int:
    """Return the number in a row's key: 12 of "R-12"."""
    return int(str(row["key"]).rpartition("-")[2])
