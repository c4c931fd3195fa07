"""A method as data: the grid, the caps of the kinds of measures, and the rounding."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

DIMENSIONS = ("c", "i", "a")
FACTORS = ("l", *DIMENSIONS)  # what a measure can lower: likelihood, and consequence in C, I, A
KINDS = ("preventive", "limiting", "detective", "corrective", "directive")
RANKS = range(1, 6)

_SIZES = range(3, 7)
_GRID = (  # rows: likelihood 1-5; columns: consequence 1-5 (docs/method.md, rule M2)
    (1, 1, 2, 2, 2),
    (1, 2, 2, 3, 3),
    (2, 2, 3, 4, 4),
    (2, 3, 4, 4, 5),
    (3, 4, 4, 5, 5),
)
_CAPS: Mapping[str, tuple[int, int, int, int]] = {  # hundredths, in the order of FACTORS
    "preventive": (80, 20, 20, 20),
    "limiting": (30, 70, 70, 70),
    "detective": (30, 40, 40, 40),
    "corrective": (0, 20, 60, 60),
    "directive": (20, 10, 10, 10),
}


class BadMethod(ValueError):
    """A method document does not hold together; the text names the field."""


@dataclass(frozen=True, slots=True)
class Method:
    """
    Everything that turns inputs into levels; pinned by each assessment.

    `grid[L - 1][I - 1]` is the level (1-5) at likelihood L and consequence I.
    `caps[kind]` bounds what all measures of a kind can take off, in hundredths,
    for likelihood, C, I and A. `earned` is the part of a step, in hundredths,
    that must be earned before a number rounds down (75: three quarters).

    Source: docs/method.md, rules M2 and M6.
    """

    id: str
    version: int
    grid: tuple[tuple[int, ...], ...]
    caps: Mapping[str, tuple[int, int, int, int]]
    earned: int = 75
    matrix: str = "default"

    def __post_init__(self) -> None:
        _check_grid(self.grid)
        _check_caps(self.caps)
        if not 0 <= self.earned <= 100:  # noqa: PLR2004  hundredths
            raise BadMethod(f"earned: {self.earned} is not within 0-100")

    def cell(self, likelihood: int, consequence: int) -> int:
        """Return the level of a cell; both ranks count from 1."""
        return self.grid[likelihood - 1][consequence - 1]

    def cap(self, kind: str, factor: str) -> Fraction:
        """Return the cap of *kind* on *factor* (l, c, i, a)."""
        return Fraction(self.caps[kind][FACTORS.index(factor)], 100)

    def to_document(self) -> dict[str, Any]:
        """Return the method as plain JSON: integers and strings only."""
        return {
            "id": self.id,
            "version": self.version,
            "matrix": self.matrix,
            "grid": [list(row) for row in self.grid],
            "caps": {kind: list(caps) for kind, caps in sorted(self.caps.items())},
            "earned": self.earned,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """
        Return the method that a document describes.

        Raises:
            BadMethod: a field is missing, unknown or does not hold together.
        """
        unknown = set(document) - {"id", "version", "matrix", "grid", "caps", "earned"}
        if unknown:
            raise BadMethod(f"unknown fields: {', '.join(sorted(unknown))}")
        try:
            return cls(
                id=str(document["id"]),
                version=int(document["version"]),
                grid=tuple(tuple(int(cell) for cell in row) for row in document["grid"]),
                caps={kind: _four(caps) for kind, caps in document["caps"].items()},
                earned=int(document["earned"]),
                matrix=str(document["matrix"]),
            )
        except KeyError as error:
            raise BadMethod(f"{error.args[0]}: missing") from None
        except (TypeError, AttributeError) as error:
            raise BadMethod(f"a field has the wrong shape: {error}") from None


def _four(caps: Any) -> tuple[int, int, int, int]:
    likelihood, confidentiality, integrity, availability = (int(cap) for cap in caps)
    return likelihood, confidentiality, integrity, availability


def _check_grid(grid: tuple[tuple[int, ...], ...]) -> None:
    widths = {len(row) for row in grid}
    if len(grid) not in _SIZES or len(widths) != 1 or not widths <= set(_SIZES):
        raise BadMethod("grid: needs 3 to 6 rows of 3 to 6 equally many cells")
    if any(cell not in RANKS for row in grid for cell in row):
        raise BadMethod("grid: levels are 1 to 5")
    for row in grid:
        if list(row) != sorted(row):
            raise BadMethod("grid: a level falls as consequence rises")
    for column in zip(*grid, strict=True):
        if list(column) != sorted(column):
            raise BadMethod("grid: a level falls as likelihood rises")


def _check_caps(caps: Mapping[str, tuple[int, int, int, int]]) -> None:
    if set(caps) != set(KINDS):
        raise BadMethod(f"caps: needs exactly {', '.join(KINDS)}")
    for kind, four in caps.items():
        if any(not 0 <= cap <= 100 for cap in four):  # noqa: PLR2004  hundredths
            raise BadMethod(f"caps: {kind} is not within 0-100")


DEFAULT_METHOD = Method(id="R3", version=1, grid=_GRID, caps=dict(_CAPS))
