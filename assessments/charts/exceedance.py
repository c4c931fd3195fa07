"""The loss exceedance curve: how likely a year is that costs at least so much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number

WIDTH, HEIGHT = 720, 384
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 40, 48
KEY, SAMPLE = 150, 30  # of the key above: a column, and the piece of line in it
STEPS = (1, 2, 5)
MOST_TICKS = 9
TOPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)  # percent; where the axis of chances may end
PARTS = 5  # of that axis
UNITS = ((10**9, "G"), (10**6, "M"), (10**3, "k"), (1, ""))

Point = tuple[float, float]
Attributes = dict[str, str | float]


@dataclass(frozen=True, slots=True)
class Curve:
    """
    A line of the chart: its class, its label, and pairs of an amount and a percentage.

    With `dots` the points themselves are drawn as well: all but the last, where it drops.

    Classes of the style sheet: `c1` inherent, `c2` current, `c3` residual, `c4` tolerance.
    """

    look: str
    label: str
    points: Sequence[Point]
    dots: bool = False


def exceedance(curves: Sequence[Curve], title: str, about: str, amount: str) -> Drawing:
    """
    Draw *curves* over one axis of money, in powers of ten; *amount* names that axis.

    The axis of chances ends just above the highest, so that rare losses can be told apart.
    """
    names = {"role": "img", "aria-label": title}
    root = canvas(WIDTH, HEIGHT, {"class": "lec", **names})
    add(root, "title", text=title)
    add(root, "desc", text=about)
    amounts = [x for each in curves for x, _share in each.points if x > 0]
    frame = _Frame(*_ends(amounts), _top([share for each in curves for _x, share in each.points]))
    _axes(root, frame, amount)
    shown = [each for each in curves if any(x > 0 for x, _share in each.points)]
    for column, each in enumerate(shown):
        _line(root, each, [frame.place(point) for point in each.points if point[0] > 0])
        _key(root, each, LEFT + column * KEY)
    return Drawing(root)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The ends of both axes: the lowest and highest amount, and the highest chance."""

    low: float
    high: float
    top: float

    def place(self, point: Point) -> Point:
        along = math.log(max(point[0], self.low) / self.low) / math.log(self.high / self.low)
        share = min(max(point[1], 0.0), self.top) / self.top
        return (
            LEFT + along * (WIDTH - LEFT - RIGHT),
            TOP + (1 - share) * (HEIGHT - TOP - BOTTOM),
        )


def _top(shares: Sequence[float]) -> float:
    highest = max(shares, default=0.0)
    return next((top for top in TOPS if top >= highest), TOPS[-1])


def _line(root: Element, curve: Curve, places: Sequence[Point]) -> None:
    path = "M" + " L".join(f"{number(x)} {number(y)}" for x, y in places)
    add(root, "path", {"class": f"curve {curve.look}", "d": path})
    for x, y in places[:-1] if curve.dots else ():
        add(root, "circle", {"class": f"curve-dot {curve.look}", "cx": x, "cy": y, "r": 4})


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


def _axes(root: Element, frame: _Frame, amount: str) -> None:
    for part in range(PARTS + 1):
        chance = frame.top * part / PARTS
        _x, y = frame.place((frame.low, chance))
        line: Attributes = {"class": "grid", "x1": LEFT, "x2": WIDTH - RIGHT, "y1": y, "y2": y}
        add(root, "line", line)
        add(root, "text", {"class": "ax", "x": LEFT - 48, "y": y + 4}, f"{number(chance)} %")
    for tick in ticks(frame.low, frame.high):
        x, y = frame.place((tick, 0))
        add(root, "line", {"class": "grid", "x1": x, "x2": x, "y1": y, "y2": y + 5})
        middle: Attributes = {"class": "ax", "x": x, "y": y + 19, "text-anchor": "middle"}
        add(root, "text", middle, money(tick))
    end: Attributes = {"class": "ax", "x": WIDTH - RIGHT, "y": HEIGHT - 8, "text-anchor": "end"}
    add(root, "text", end, amount)


def _key(root: Element, curve: Curve, x: int) -> None:
    """Say above the plot, where no line ever is, which line is which."""
    path = f"M{x} 12 L{x + SAMPLE} 12"
    add(root, "path", {"class": f"curve-key {curve.look}", "d": path})
    place: Attributes = {"class": f"curve-label {curve.look}", "x": x + SAMPLE + 8, "y": 16}
    add(root, "text", place, curve.label)
