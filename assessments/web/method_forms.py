"""A method as a form: what a document shows, and the document that a form says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from assessments.scoring.method import FACTORS, KINDS

SIZES = range(3, 7)
LISTS = ("likelihood", "consequence", "thresholds")
STEPS = ("likelihood_steps", "consequence_steps")


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a table: its name in the form, what it holds, and what is wrong with it."""

    name: str
    value: object
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of boxes, with its rank or kind."""

    of: object
    boxes: tuple[Box, ...]
    problem: str = ""


def grid_of(document: Mapping[str, Any], problems: Mapping[str, str]) -> list[Line]:
    """Return the grid as boxes, the highest likelihood first."""
    return [
        Line(
            low,
            tuple(
                Box(f"cell-{low}-{high}", level, problems.get(f"grid.{low}.{high}", ""))
                for high, level in enumerate(row, 1)
            ),
        )
        for low, row in reversed(list(enumerate(document["grid"], 1)))
    ]


def caps_of(document: Mapping[str, Any], problems: Mapping[str, str]) -> list[Line]:
    """Return the caps of each kind as boxes."""
    return [
        Line(
            kind,
            tuple(
                Box(f"cap-{kind}-{factor}", cap)
                for factor, cap in zip(FACTORS, document["caps"][kind], strict=True)
            ),
            problems.get(f"caps.{kind}", ""),
        )
        for kind in KINDS
    ]


def document_of(post: QueryDict) -> dict[str, Any]:
    """
    Return the document that a form says, whatever its sense: the engine judges it.

    What is no number stays the word that was typed, so that nothing typed is lost.
    """
    by_points = post.get("levels") == "points"
    found: dict[str, Any] = {
        "formula": post.get("formula", ""),
        "earned": _number(post.get("earned", "")),
        "caps": {
            kind: [_number(post.get(f"cap-{kind}-{factor}", "")) for factor in FACTORS]
            for kind in KINDS
        },
    }
    for name in STEPS:
        if words := post.get(name, "").split():
            found[name] = [_number(word) for word in words]
    if by_points:
        points = {name: [_number(w) for w in post.get(name, "").split()] for name in LISTS}
        found["points"] = {"combine": post.get("combine", ""), **points}
    else:
        found["grid"] = list(_cells(post))
    return found


def size_of(post: QueryDict) -> tuple[int, int]:
    """Return rows and columns that a form asks for; five where it says nonsense."""
    known = {str(size): size for size in SIZES}
    return known.get(post.get("rows", ""), 5), known.get(post.get("columns", ""), 5)


def _cells(post: QueryDict) -> Iterator[list[object]]:
    """Yield the rows of the grid in the size asked for; new cells are as their neighbours."""
    rows, columns = size_of(post)
    before: list[object] = []
    for low in range(1, rows + 1):
        row: list[object] = []
        for high in range(1, columns + 1):
            typed = post.get(f"cell-{low}-{high}")
            beside = row[-1:] or before[high - 1 : high] or [1]
            above = before[high - 1] if before else 1
            row.append(_number(typed) if typed else _higher(beside[0], above))
        before = row
        yield row


def _higher(one: object, other: object) -> object:
    numbers = [each for each in (one, other) if isinstance(each, int)]
    return max(numbers, default=1)


def _number(word: str) -> object:
    digits = word.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else digits  # noqa: PLR2004
