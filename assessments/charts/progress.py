"""Small charts of shares: a ring, a bar, and a bar stacked by level."""

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number

_RADIUS = 6
_GAP = 0.6  # between the parts of a stacked bar, in percent
_THINNEST = 0.4


def ring(percent: float, label: str = "") -> Drawing:
    """Draw a share as a ring that begins at the top; unnamed rings stand beside their number."""
    around = 2 * math.pi * _RADIUS
    named = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    root = canvas(16, 16, {"class": "ring", "width": "16", "height": "16", **named})
    circle = {"cx": 8, "cy": 8, "r": _RADIUS}
    add(root, "circle", {"class": "track", **circle})
    dashes = f"{number(around * _share(percent))} {number(around)}"
    turned = {"stroke-dasharray": dashes, "transform": "rotate(-90 8 8)"}
    add(root, "circle", {"class": "fill", **circle, **turned})
    return Drawing(root)


def bar(percent: float, label: str) -> Drawing:
    """Draw a share as a bar."""
    root = _wide("meter", 6, label)
    add(root, "rect", {"class": "track", "width": 100, "height": 6})
    add(root, "rect", {"class": "fill", "width": 100 * _share(percent), "height": 6})
    return Drawing(root)


def stacked(parts: Sequence[tuple[str, int]], label: str) -> Drawing:
    """Draw counts, each with the class that colours it, as one bar in the order given."""
    root = _wide("stacked", 10, label)
    total = sum(count for _, count in parts) or 1
    place = 0.0
    for name, count in parts:
        width = 100 * count / total
        if count:
            shown = max(width - _GAP, _THINNEST)
            add(root, "rect", {"class": name, "x": place, "width": shown, "height": 10})
        place += width
    return Drawing(root)


def _share(percent: float) -> float:
    return min(max(percent, 0.0), 100.0) / 100


def _wide(name: str, height: int, label: str) -> Element:
    stretched = {"class": name, "preserveAspectRatio": "none"}
    return canvas(100, height, {**stretched, "role": "img", "aria-label": label})
