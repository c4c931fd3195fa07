"""What a cell of an export can hold, before a format writes it down."""

from collections.abc import Mapping
from datetime import datetime

Cell = str | int | float | datetime
Row = Mapping[str, Cell]


def said(is_so: bool) -> str:  # noqa: FBT001  the truth to be said is the argument
    """Say yes or no as RVTools does: in text."""
    return "True" if is_so else "False"
