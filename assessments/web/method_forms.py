"""A method as a form: what a document shows, and the document that a form says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from assessments.scoring.method import FACTORS, KINDS, RANKS
from assessments.scoring.terms import NAMES, STEPS, spread

SIZES = range(3, 7)
LISTS = ("likelihood", "consequence", "thresholds")


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a table: its name in the form, what it holds, and what is wrong with it."""

    name: str
    value: object
    problem: str = ""
    choices: range = range(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of boxes, with its rank or kind, and the name of it that was given."""

    of: object
    boxes: tuple[Box, ...]
    problem: str = ""
    name: str = ""


def grid_of(document: Mapping[str, Any], problems: Mapping[str, str]) -> list[Line]:
    """Return the grid as boxes, the highest likelihood first."""
    names = _named(document, NAMES[0], len(document["grid"]))
    return [
        Line(
            low,
            tuple(
                Box(f"cell-{low}-{high}", level, problems.get(f"grid.{low}.{high}", ""))
                for high, level in enumerate(row, 1)
            ),
            name=names[low - 1],
        )
        for low, row in reversed(list(enumerate(document["grid"], 1)))
    ]


def heads_of(document: Mapping[str, Any]) -> list[Line]:
    """Return the columns of the grid with their names."""
    names = _named(document, NAMES[1], len(document["grid"][0]))
    return [Line(rank, (), name=name) for rank, name in enumerate(names, 1)]


def scales_of(document: Mapping[str, Any]) -> list[Line]:
    """Return, for each judged rank, where it stands on both sides of the grid."""
    sizes = (len(document["grid"]), len(document["grid"][0]))
    steps = [
        [*(document.get(name) or ()), *plain(size)[len(document.get(name) or ()) :]]
        for name, size in zip(STEPS, sizes, strict=True)
    ]
    return [
        Line(
            rank,
            tuple(
                Box(name, its[rank - 1], choices=range(1, size + 1))
                for name, its, size in zip(STEPS, steps, sizes, strict=True)
            ),
        )
        for rank in RANKS
    ]


def plain(size: int) -> list[int]:
    """Return where the ranks stand when a method does not say: each for itself, or in the last."""
    return [min(rank, size) for rank in RANKS]


def _named(document: Mapping[str, Any], name: str, size: int) -> list[str]:
    names = list(document.get(name) or ())
    return [*names[:size], *("" for _ in range(size - len(names)))]


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
    if by_points:
        points = {name: [_number(w) for w in post.get(name, "").split()] for name in LISTS}
        found["points"] = {"combine": post.get("combine", ""), **points}
        sizes = (len(points["likelihood"]), len(points["consequence"]))
    else:
        found["grid"] = list(_cells(post))
        sizes = size_of(post)
    return found | dict(_scales(post, sizes))


def _scales(post: QueryDict, sizes: tuple[int, int]) -> Iterator[tuple[str, list[Any]]]:
    """Yield steps and names; of a grid that was resized the ranks are spread anew."""
    drawn = (_drawn(post, "cell-{}-1"), _drawn(post, "cell-1-{}"))
    for name, names, size, was in zip(STEPS, NAMES, sizes, drawn, strict=True):
        steps: list[Any] = [_number(word) for word in post.getlist(name)]
        if was not in (0, size):
            steps = spread(size)
        if steps and steps != plain(size):
            yield name, steps
        words = [word.strip() for word in post.getlist(names)]
        if names == NAMES[0]:
            words.reverse()  # the highest stands on top
        if any(words):
            yield names, [*words, *("" for _ in range(size - len(words)))][:size]


def _drawn(post: QueryDict, cell: str) -> int:
    """Return how many cells one side of the grid had that was sent."""
    return next((n for n in range(SIZES[-1] + 1) if cell.format(n + 1) not in post), 0)


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
