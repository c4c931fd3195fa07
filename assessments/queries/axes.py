"""What the rows and columns of a method's grid are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.catalogue import Scales, Step
from assessments.models import Assessment
from assessments.queries import scope


@dataclass(frozen=True, slots=True)
class Axes:
    """
    The grid of a method with the words of its rows and columns, from the lowest.

    A word is "" where neither the method nor the catalogue has one.
    """

    grid: tuple[tuple[int, ...], ...]
    likelihood: tuple[str, ...]
    consequence: tuple[str, ...]

    @property
    def rows(self) -> range:
        return range(1, len(self.grid) + 1)

    @property
    def columns(self) -> range:
        return range(1, len(self.grid[0]) + 1)

    @property
    def falling(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return the rows with their levels, the highest likelihood first."""
        return list(zip(reversed(self.rows), reversed(self.grid), strict=True))

    def level(self, likelihood: int | None, consequence: int | None) -> int | None:
        """Return the level of a cell; None where the grid has no such cell."""
        if likelihood is None or consequence is None:
            return None
        if likelihood not in self.rows or consequence not in self.columns:
            return None
        return self.grid[likelihood - 1][consequence - 1]


def axes_of(assessment: Assessment) -> Axes:
    """Return the axes of the method that an assessment pins."""
    return axes(assessment.method, scope.edition_of(assessment).scales)


def axes(method: Mapping[str, Any], scales: Scales) -> Axes:
    """
    Return the axes of a method document.

    The method's own names come first; the scale that people judge by lends its words
    only to a grid in which each of its ranks has its own row or column.
    """
    grid = tuple(tuple(row) for row in method["grid"])
    return Axes(
        grid=grid,
        likelihood=_words("likelihood", len(grid), method, scales.likelihood),
        consequence=_words("consequence", len(grid[0]), method, scales.consequence),
    )


def _words(
    axis: str, size: int, method: Mapping[str, Any], scale: Sequence[Step]
) -> tuple[str, ...]:
    if names := method.get(f"{axis}_names"):
        return tuple(names)
    steps = method.get(f"{axis}_steps") or list(range(1, len(scale) + 1))
    if steps == list(range(1, size + 1)):
        return tuple(step.label for step in scale)
    return ("",) * size
