"""A method as data: the grid, the caps of the kinds of measures, and the rounding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from assessments.scoring.method_laws import problems_of
from assessments.scoring.terms import DIMENSIONS, FACTORS, KINDS, NAMES, RANKS, STEPS, Points

__all__ = [
    "DEFAULT_METHOD",
    "DIMENSIONS",
    "FACTORS",
    "KINDS",
    "RANKS",
    "BadMethod",
    "Method",
    "Points",
]

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
    """A method document does not hold together; `problems` says what, by the path of the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {words}" for path, words in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Method:
    """
    Everything that turns inputs into levels; pinned by each assessment.

    `grid[L - 1][I - 1]` is the level (1-5) at likelihood L and consequence I; where
    `points` are given, it is what they make. `formula` says how measures count: r3, r2, r1,
    or none. `caps[kind]` bounds what all measures of a kind can take off, in hundredths,
    for likelihood, C, I and A (r3 and r2). `earned` is the part of a step, in hundredths,
    that must be earned before a number rounds down (75: three quarters). The steps say
    where each of the five ranks that people judge by stands in the grid; without them it
    stands in its own row or column, or in the last one. The names are what rows and columns
    are called, from the lowest.

    Source: docs/method.md, rules M2, M6 and M21.
    """

    id: str
    version: int
    grid: tuple[tuple[int, ...], ...]
    caps: Mapping[str, tuple[int, int, int, int]] = field(hash=False)
    earned: int = 75
    matrix: str = "default"
    formula: str = "r3"
    points: Points | None = None
    likelihood_steps: tuple[int, ...] | None = None
    consequence_steps: tuple[int, ...] | None = None
    likelihood_names: tuple[str, ...] | None = None
    consequence_names: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if problems := problems_of(self):
            raise BadMethod(problems)

    def cell(self, likelihood: int, consequence: int) -> int:
        """Return the level of a cell; both ranks count from 1."""
        return self.grid[likelihood - 1][consequence - 1]

    def cap(self, kind: str, factor: str) -> Fraction:
        """Return the cap of *kind* on *factor* (l, c, i, a)."""
        return Fraction(self.caps[kind][FACTORS.index(factor)], 100)

    def placed(self, factor: str, rank: int | None) -> int | None:
        """Return where a judged rank (1-5) stands in the grid; unset stays unset."""
        if rank is None:
            return None
        size = len(self.grid) if factor == "l" else len(self.grid[0])
        steps = self.likelihood_steps if factor == "l" else self.consequence_steps
        return steps[rank - 1] if steps and rank <= len(steps) else min(rank, size)

    def to_document(self) -> dict[str, Any]:
        """Return the method as plain JSON: integers and strings only."""
        return {
            "id": self.id,
            "version": self.version,
            "matrix": self.matrix,
            "grid": [list(row) for row in self.grid],
            "caps": {kind: list(caps) for kind, caps in sorted(self.caps.items())},
            "earned": self.earned,
            **self._beyond_the_first(),
        }

    def _beyond_the_first(self) -> dict[str, Any]:
        """Return what the first documents did not have, unless it is as it was then."""
        found: dict[str, Any] = {}
        if self.formula != "r3":
            found["formula"] = self.formula
        if self.points:
            found["points"] = {
                "combine": self.points.combine,
                "likelihood": list(self.points.likelihood),
                "consequence": list(self.points.consequence),
                "thresholds": list(self.points.thresholds),
            }
        for name in (*STEPS, *NAMES):
            if given := getattr(self, name):
                found[name] = list(given)
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """
        Return the method that a document describes.

        Raises:
            BadMethod: fields are missing, unknown or do not hold together; all are named.
        """
        given = dict(document)
        problems = dict.fromkeys(sorted(set(given) - set(_FIELDS)), "unknown field")
        points = given.get("points")
        needed = [name for name in _NEEDED if name not in given]
        problems |= {name: "missing" for name in needed if not (name == "grid" and points)}
        if problems:
            raise BadMethod(problems)
        read: dict[str, Any] = {}
        for name, value in given.items():
            try:
                read[name] = _FIELDS[name](value)
            except (TypeError, ValueError, AttributeError, KeyError) as error:
                problems[name] = f"has the wrong shape: {error}"
        if problems:
            raise BadMethod(problems)
        if points:
            read.setdefault("grid", read["points"].grid())
        return cls(**read)


def _four(caps: Any) -> tuple[int, int, int, int]:
    likelihood, confidentiality, integrity, availability = (int(cap) for cap in caps)
    return likelihood, confidentiality, integrity, availability


def _numbers(given: Any) -> tuple[int, ...]:
    return tuple(int(each) for each in given)


def _names(given: Any) -> tuple[str, ...]:
    return tuple(" ".join(str(each).split()) for each in given)


def _points(given: Any) -> Points:
    return Points(
        combine=str(given["combine"]),
        likelihood=_numbers(given["likelihood"]),
        consequence=_numbers(given["consequence"]),
        thresholds=_numbers(given["thresholds"]),
    )


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "id": str,
    "version": int,
    "matrix": str,
    "grid": lambda given: tuple(_numbers(row) for row in given),
    "caps": lambda given: {kind: _four(caps) for kind, caps in given.items()},
    "earned": int,
    "formula": str,
    "points": _points,
    "likelihood_steps": _numbers,
    "consequence_steps": _numbers,
    "likelihood_names": _names,
    "consequence_names": _names,
}
_NEEDED = ("id", "version", "matrix", "grid", "caps", "earned")

DEFAULT_METHOD = Method(id="R3", version=1, grid=_GRID, caps=dict(_CAPS))
