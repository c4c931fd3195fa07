"""The matrix: where the risks lie, where they moved, and the list of one cell beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.charts import matrix as charts
from assessments.queries import movement, register
from assessments.queries.axes import Axes, axes_of
from assessments.queries.words import STATES
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

LEVELS = range(1, 6)
FEW = 8  # risks that are listed beside the matrix


@dataclass(frozen=True, slots=True)
class Cell:
    likelihood: int
    consequence: int
    level: int
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Risks that went from one cell to another between two states."""

    source: movement.Cell
    target: movement.Cell
    count: int


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.GET)
    view = fields.text("view") if fields.text("view") in STATES else "current"
    chosen = (fields.whole("likelihood"), fields.whole("consequence"))
    picture = movement.of(assessment)
    appetite = int(assessment.criteria.get("appetite", 2))
    moves = picture.moves.get(view, {})
    filters = register.Filters(view=view, likelihood=chosen[0], consequence=chosen[1])
    found = register.page(assessment, filters) if None not in chosen else None
    axes = axes_of(assessment)
    context = in_assessment(assessment, "matrix") | {
        "lines": _lines(axes, picture, view, chosen),
        "axes": axes,
        "view": view,
        "states": STATES.items(),
        "picture": picture,
        "drawing": charts.movements(moves, len(axes.rows), len(axes.columns)) if moves else "",
        "compared": [
            (label, picture.levels[state], picture.above(state, appetite))
            for state, label in STATES.items()
        ],
        "levels": LEVELS,
        "falling": tuple(reversed(LEVELS)),
        "strongest": _strongest(moves),
        "appetite": appetite,
        "chosen": chosen if found else None,
        "chosen_level": axes.level(*chosen),
        "found": found,
        "rows": found.rows[:FEW] if found else (),
        "as_table": bool(fields.text("table")),
    }
    return render(request, "assessments/matrix.html", context)


def _lines(
    axes: Axes,
    picture: movement.Picture,
    view: str,
    chosen: tuple[int | None, int | None],
) -> list[tuple[int, list[Cell]]]:
    """Return the rows of the matrix, highest likelihood first."""
    counts = picture.cells[view]
    return [
        (
            likelihood,
            [
                Cell(
                    likelihood=likelihood,
                    consequence=consequence,
                    level=axes.grid[likelihood - 1][consequence - 1],
                    count=counts.get((likelihood, consequence), 0),
                    is_chosen=chosen == (likelihood, consequence),
                )
                for consequence in axes.columns
            ],
        )
        for likelihood in reversed(axes.rows)
    ]


def _strongest(moves: Mapping[tuple[movement.Cell, movement.Cell], int]) -> list[Move]:
    found = sorted(moves.items(), key=lambda move: (-move[1], move[0]))
    return [Move(source, target, count) for (source, target), count in found[:FEW]]
