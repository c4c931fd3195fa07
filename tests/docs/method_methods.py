"""Examples that speak of methods: published ones, their points, how measures count."""

from fractions import Fraction

from assessments.scoring.published import published
from assessments.scoring.reference import factor_of
from assessments.scoring.terms import spread as spread_over
from tests.docs.method_scores import on_likelihood
from tests.docs.runners import Row, example, figure, level_name

RANKS = range(1, 6)


@example
def published_methods(row: Row) -> dict[str, str]:
    method = published()[row["Method"]].method
    low = method.placed("l", 4)
    assert low is not None
    levels = [level_name(method.cell(low, method.placed("c", rank) or 0)) for rank in RANKS]
    return {
        "Measures": method.formula,
        "Rounded up from": figure(1 - Fraction(method.earned, 100)),
        "Grid": f"{len(method.grid)} x {len(method.grid[0])}",
        "Levels at likelihood 4 by consequence 1 to 5": ", ".join(levels),
    }


@example
def points(row: Row) -> dict[str, str]:
    method = published()[row["Method"]].method
    ranks = int(row["Likelihood"]), int(row["Consequence"])
    assert method.points is not None
    return {
        "Number": str(method.points.number(*ranks)),
        "Level": level_name(method.cell(*ranks)),
    }


@example
def counting(row: Row) -> dict[str, str]:
    method = published()[row["Method"]].method
    return {"F": figure(factor_of("l", on_likelihood(row), method))}


@example
def spread(row: Row) -> dict[str, str]:
    steps = spread_over(int(row["Steps of the grid"]))
    return {"Ranks 1 to 5 stand at": ", ".join(map(str, steps))}
