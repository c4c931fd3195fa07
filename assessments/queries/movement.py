"""The matrix: how many risks lie in each cell of each state, and where they moved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from assessments.models import Assessment
from assessments.models.risk import STATES

BEFORE = {"current": "inherent", "residual": "current"}
Cell = tuple[int, int]  # likelihood, consequence


@dataclass(frozen=True, slots=True)
class Picture:
    """
    Counts of all risks that are in the register.

    `cells[state]` counts by cell; `levels[state]` by level, the override in the
    place of a computed current one; `moves[state]` counts (from, to) from the state
    before; `unset` have no level.
    """

    cells: Mapping[str, Mapping[Cell, int]]
    levels: Mapping[str, Mapping[int, int]]
    moves: Mapping[str, Mapping[tuple[Cell, Cell], int]]
    count: int
    unset: int

    def above(self, state: str, appetite: int) -> int:
        return sum(count for rank, count in self.levels[state].items() if rank > appetite)


def of(assessment: Assessment) -> Picture:
    """Return the picture of an assessment. One query, grouped by the database."""
    names = [f"score__{state}_{part}" for state in STATES for part in ("likelihood", "consequence")]
    rows = (
        assessment.risks.exclude(state="dismissed")
        .values_list(*names, "score__inherent", "level", "score__residual")
        .annotate(n=Count("pk"))
        .order_by()
    )
    cells: dict[str, Counter[Cell]] = {state: Counter() for state in STATES}
    levels: dict[str, Counter[int]] = {state: Counter() for state in STATES}
    moves: dict[str, Counter[tuple[Cell, Cell]]] = {state: Counter() for state in BEFORE}
    count = unset = 0
    for *ranks, inherent, now, residual, n in rows:
        count += n
        unset += n if now is None else 0
        place = {state: tuple(ranks[2 * at : 2 * at + 2]) for at, state in enumerate(STATES)}
        for state, level in zip(STATES, (inherent, now, residual), strict=True):
            if level is not None:
                levels[state][level] += n
            if None not in place[state]:
                cells[state][place[state]] += n
        for state, before in BEFORE.items():
            if None not in (*place[before], *place[state]) and place[before] != place[state]:
                moves[state][place[before], place[state]] += n
    return Picture(cells, levels, moves, count, unset)
