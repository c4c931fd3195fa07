"""What holds for every method, whoever wrote its document."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from assessments.scoring.terms import FORMULAS, KINDS, NAMES, PRODUCT, RANKS, STEPS, SUM, Points

SIZES = range(3, 7)
MOST_THRESHOLDS = len(RANKS) - 1
HUNDREDTHS = range(101)
LONGEST_NAME = 40


class Ruled(Protocol):
    """What a method says, in whatever form."""

    @property
    def grid(self) -> tuple[tuple[int, ...], ...]: ...
    @property
    def caps(self) -> Mapping[str, tuple[int, int, int, int]]: ...
    @property
    def earned(self) -> int: ...
    @property
    def formula(self) -> str: ...
    @property
    def points(self) -> Points | None: ...
    @property
    def likelihood_steps(self) -> tuple[int, ...] | None: ...
    @property
    def consequence_steps(self) -> tuple[int, ...] | None: ...
    @property
    def likelihood_names(self) -> tuple[str, ...] | None: ...
    @property
    def consequence_names(self) -> tuple[str, ...] | None: ...


def problems_of(method: Ruled) -> dict[str, str]:
    """Return what does not hold together, by the path of the field; nothing for a good one."""
    found = dict(_of_grid(method.grid))
    found |= dict(_of_points(method))
    if set(method.caps) != set(KINDS):
        found["caps"] = f"needs exactly {', '.join(KINDS)}"
    for kind, four in method.caps.items():
        if any(cap not in HUNDREDTHS for cap in four):
            found[f"caps.{kind}"] = "is not within 0-100"
    if method.earned not in HUNDREDTHS:
        found["earned"] = f"{method.earned} is not within 0-100"
    if method.formula not in FORMULAS:
        found["formula"] = f"is none of {', '.join(FORMULAS)}"
    return found | dict(_of_axes(method))


def _of_grid(grid: tuple[tuple[int, ...], ...]) -> Iterator[tuple[str, str]]:
    widths = {len(row) for row in grid}
    if len(grid) not in SIZES or len(widths) != 1 or not widths <= set(SIZES):
        yield "grid", "needs 3 to 6 rows of 3 to 6 equally many cells"
        return
    for low, row in enumerate(grid):
        for high, cell in enumerate(row):
            place = f"grid.{low + 1}.{high + 1}"
            if cell not in RANKS:
                yield place, "levels are 1 to 5"
            elif high and cell < row[high - 1]:
                yield place, "a level falls as consequence rises"
            elif low and cell < grid[low - 1][high]:
                yield place, "a level falls as likelihood rises"


def _of_axes(method: Ruled) -> Iterator[tuple[str, str]]:
    sizes = len(method.grid), len(method.grid[0]) if method.grid else 0
    for law, fields in ((_of_steps, STEPS), (_of_names, NAMES)):
        for name, size in zip(fields, sizes, strict=True):
            given = getattr(method, name)
            if given is not None and (words := law(given, size)):
                yield name, words


def _of_points(method: Ruled) -> Iterator[tuple[str, str]]:
    if method.points is None:
        return
    problems = list(_in_points(method.points))
    yield from problems
    if not problems and method.points.grid() != method.grid:
        yield "grid", "is not what the points make"


def _in_points(points: Points) -> Iterator[tuple[str, str]]:
    if points.combine not in (SUM, PRODUCT):
        yield "points.combine", f"is neither {SUM} nor {PRODUCT}"
    for name in ("likelihood", "consequence"):
        given = getattr(points, name)
        if len(given) not in SIZES or list(given) != sorted(given) or min(given) < 0:
            yield f"points.{name}", "needs 3 to 6 numbers from 0 that do not fall"
    limits = points.thresholds
    if not 0 < len(limits) <= MOST_THRESHOLDS or list(limits) != sorted(set(limits)):
        yield "points.thresholds", "needs one to four numbers that rise"


def _of_steps(steps: tuple[int, ...], size: int) -> str:
    if len(steps) != len(RANKS) or list(steps) != sorted(steps):
        return "needs five numbers that do not fall"
    if steps[0] < 1 or steps[-1] > size:
        return f"leads beyond the {size} of the grid"
    return ""


def _of_names(names: tuple[str, ...], size: int) -> str:
    if len(names) != size:
        return f"needs {size} names, one for each step of the grid"
    if len(set(names)) != size or not all(0 < len(name) <= LONGEST_NAME for name in names):
        return f"needs different names of 1 to {LONGEST_NAME} characters"
    return ""
