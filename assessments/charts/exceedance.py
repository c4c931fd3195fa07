"""The loss exceedance curve: how likely a year is that costs at least so much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 16, 48
STEPS = (1, 2, 5)
MOST_TICKS = 9
CHANCES = (0, 20, 40, 60, 80, 100)
UNITS = ((10**9, "G"), (10**6, "M"), (10**3, "k"), (1, ""))
NEAR = 14  # labels closer than this would touch

Point = tuple[float, float]
Attributes = dict[str, str | float]


@dataclass(frozen=True, slots=True)
class Curve:
    """
    A line of the chart: its class, its label, and pairs of an amount and a percentage.

    Classes of the style sheet: `c1` inherent, `c2` current, `c3` residual, `c4` tolerance.
    """

    look: str
    label: str
    points: Sequence[Point]


def exceedance(curves: Sequence[Curve], title: str, about: str, amount: str) -> Drawing:
    """Draw *curves* over one axis of money, in powers of ten; *amount* names that axis."""
    names = {"role": "img", "aria-label": title}
    root = canvas(WIDTH, HEIGHT, {"class": "lec", **names})
    add(root, "title", text=title)
    add(root, "desc", text=about)
    amounts = [x for each in curves for x, _share in each.points if x > 0]
    low, high = _ends(amounts)
    _axes(root, low, high, amount)
    labels: list[tuple[float, float, Curve]] = []
    for each in curves:
        places = [_place(point, low, high) for point in each.points if point[0] > 0]
        if places:
            path = "M" + " L".join(f"{number(x)} {number(y)}" for x, y in places)
            add(root, "path", {"class": f"curve {each.look}", "d": path})
            labels.append((*places[len(places) // 2], each))
    _labels(root, labels)
    return Drawing(root)


def ticks(low: float, high: float) -> list[int]:
    """Return the amounts 1, 2, 5, 10 and so on from *low* to *high*; decades where many."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found = [step * 10**power for power in range(first, last + 1) for step in STEPS]
    shown = [each for each in found if low <= each <= high]
    if len(shown) <= MOST_TICKS:
        return shown
    return [each for each in shown if str(each).startswith("1")]


def money(units: int) -> str:
    """Return a round amount in few letters: 20k, 5M."""
    size, letter = next(pair for pair in UNITS if units >= pair[0])
    return f"{number(units / size)}{letter}"


def _ends(amounts: Sequence[float]) -> tuple[float, float]:
    if not amounts:
        return 1, 10
    low = max(10 ** math.floor(math.log10(min(amounts))), 1)
    high = 10 ** math.ceil(math.log10(max(amounts)))
    return low, max(high, 10 * low)


def _place(point: Point, low: float, high: float) -> Point:
    along = math.log(max(point[0], low) / low) / math.log(high / low)
    share = min(max(point[1], 0.0), 100.0) / 100
    return (
        LEFT + along * (WIDTH - LEFT - RIGHT),
        TOP + (1 - share) * (HEIGHT - TOP - BOTTOM),
    )


def _axes(root: Element, low: float, high: float, amount: str) -> None:
    for chance in CHANCES:
        _x, y = _place((low, chance), low, high)
        line: Attributes = {"class": "grid", "x1": LEFT, "x2": WIDTH - RIGHT, "y1": y, "y2": y}
        add(root, "line", line)
        add(root, "text", {"class": "ax", "x": LEFT - 44, "y": y + 4}, f"{chance} %")
    for tick in ticks(low, high):
        x, y = _place((tick, 0), low, high)
        add(root, "line", {"class": "grid", "x1": x, "x2": x, "y1": y, "y2": y + 5})
        middle: Attributes = {"class": "ax", "x": x, "y": y + 19, "text-anchor": "middle"}
        add(root, "text", middle, money(tick))
    end: Attributes = {"class": "ax", "x": WIDTH - RIGHT, "y": HEIGHT - 8, "text-anchor": "end"}
    add(root, "text", end, amount)


def _labels(root: Element, labels: Sequence[tuple[float, float, Curve]]) -> None:
    lowest = -math.inf
    for x, y, curve in sorted(labels, key=lambda each: each[1]):
        lowest = max(y - 4, lowest + NEAR)
        place: Attributes = {"class": f"curve-label {curve.look}", "x": x + 8, "y": lowest}
        add(root, "text", place, curve.label)
