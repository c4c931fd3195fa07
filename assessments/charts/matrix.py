"""The movements of risks over a matrix: one arrow for each pair of cells, aggregated."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number

CELL_W, CELL_H = 128, 100
MOST = 9  # arrows; more would hide the counts
_LANES = (0.82, 0.64, 0.46)
_TURN = 0.45  # half the angle of a head, in radians
_THICKEST = 4

Cell = tuple[int, int]  # likelihood, consequence; both from 1


@dataclass(frozen=True, slots=True)
class _Arrow:
    start: tuple[float, float]
    end: tuple[float, float]
    bend: tuple[float, float]
    count: int

    @property
    def angle(self) -> float:
        return math.atan2(self.end[1] - self.bend[1], self.end[0] - self.bend[0])


def movements(moves: Mapping[tuple[Cell, Cell], int], rows: int, columns: int) -> Drawing:
    """
    Draw the strongest movements as an overlay of the grid, thicker for more risks.

    Strength is the number of risks times how far they fell. Each arrow keeps a lane
    of its own, right of the counts of the cells; the order of *moves* is no matter.
    """
    size = {"class": "mx-flows", "preserveAspectRatio": "none", "aria-hidden": "true"}
    root = canvas(columns * CELL_W, rows * CELL_H, size)
    for arrow in _arrows(dict(sorted(moves.items(), key=_strength)[:MOST]), rows):
        _draw(root, arrow)
    return Drawing(root)


def _strength(move: tuple[tuple[Cell, Cell], int]) -> tuple[int, tuple[Cell, Cell]]:
    (source, target), count = move
    return (-count * (source[0] * source[1] - target[0] * target[1]), (source, target))


def _arrows(moves: Mapping[tuple[Cell, Cell], int], rows: int) -> list[_Arrow]:
    taken: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    found = []
    for (source, target), count in sorted(moves.items(), key=lambda each: _order(each[0])):
        low, high = sorted((source[0], target[0]))
        lane = next(
            lane
            for lane in range(MOST)
            if all(top <= low or bottom >= high for bottom, top in taken[target[1], lane])
        )
        taken[target[1], lane].append((low, high))
        found.append(_arrow(source, target, count, _LANES[lane % len(_LANES)], rows))
    return found


def _order(move: tuple[Cell, Cell]) -> tuple[int, int, tuple[Cell, Cell]]:
    source, target = move
    return (target[1], -abs(source[0] - target[0]), move)


def _arrow(source: Cell, target: Cell, count: int, lane: float, rows: int) -> _Arrow:
    x_lane = 0.22 if source[1] > target[1] else 0.9
    x1 = (source[1] - 1 + (lane if source[1] == target[1] else x_lane)) * CELL_W
    y1 = (rows - source[0] + 0.62) * CELL_H
    x2, y2 = (target[1] - 1 + lane) * CELL_W, (rows - target[0] + 0.40) * CELL_H
    length = math.hypot(x2 - x1, y2 - y1)
    bow = 8 if abs(x2 - x1) > length / 20 else 0
    bend = ((x1 + x2) / 2 - (y2 - y1) / length * bow, (y1 + y2) / 2 + (x2 - x1) / length * bow)
    return _Arrow((x1, y1), (x2, y2), bend, count)


def _draw(root: Element, arrow: _Arrow) -> None:
    group = add(root, "g", {"class": "flow"})
    width = 2 + 1.1 * min(arrow.count - 1, _THICKEST)
    head = 9 + 1.6 * min(arrow.count, _THICKEST)
    tip, path = _tip(arrow, head), _path(arrow, head)
    add(group, "path", {"class": "halo", "d": path, "stroke-width": width + 4})
    add(group, "polygon", {"class": "halo", "points": tip, "stroke-width": 4})
    add(group, "path", {"class": "shaft", "d": path, "stroke-width": width})
    add(group, "polygon", {"class": "head", "points": tip})
    add(group, "circle", {"class": "origin", "cx": arrow.start[0], "cy": arrow.start[1], "r": 4.5})
    if arrow.count > 1:
        x, y = arrow.bend[0], (arrow.start[1] + arrow.end[1]) / 2
        half = 9 if arrow.count < 100 else 13  # noqa: PLR2004  three digits are wider
        box: dict[str, str | float] = {"class": "fnb", "x": x - half, "y": y - 10}
        add(group, "rect", {**box, "width": 2 * half, "height": 18, "rx": 9})
        spot: dict[str, str | float] = {"class": "fn", "font-size": 13, "x": x, "y": y + 3.8}
        add(group, "text", spot, str(arrow.count))


def _path(arrow: _Arrow, head: float) -> str:
    x = arrow.end[0] - head * 0.7 * math.cos(arrow.angle)
    y = arrow.end[1] - head * 0.7 * math.sin(arrow.angle)
    points = (*arrow.start, *arrow.bend, x, y)
    a, b, c, d, e, f = map(number, points)
    return f"M{a} {b}Q{c} {d} {e} {f}"


def _tip(arrow: _Arrow, head: float) -> str:
    corners = [arrow.end] + [
        (
            arrow.end[0] - head * math.cos(arrow.angle + turn),
            arrow.end[1] - head * math.sin(arrow.angle + turn),
        )
        for turn in (-_TURN, _TURN)
    ]
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)
