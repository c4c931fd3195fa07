"""The way a value came: from the domain that sets it, step by step, to the asset it falls on."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number, shorten

BOX_W, BOX_H = 150, 44
WIDE, NARROW = 1040, 320  # pixels
_GAP_X, _GAP_Y = 58, 22
_LETTERS = 19
_TIP = 6


@dataclass(frozen=True, slots=True)
class Stop:
    """
    One step: `said` is its running number in words, `share` what it keeps of the one before.

    The first stop sets the value and keeps nothing of anybody: its `share` is blank. A
    stop without `href` is no link.
    """

    name: str
    said: str
    share: str
    href: str = ""


def places(count: int, width: int) -> list[tuple[int, int]]:
    """Return where each of *count* boxes lies, in pixels: from left to right, then below."""
    columns = max(1, (width + _GAP_X) // (BOX_W + _GAP_X))
    return [
        (at % columns * (BOX_W + _GAP_X), at // columns * (BOX_H + _GAP_Y)) for at in range(count)
    ]


def draw(stops: Sequence[Stop], width: int, label: str, told: str) -> Drawing:
    """Draw a way as boxes with arrows; the share stands on each arrow. *told* describes it."""
    spots = places(len(stops), width)
    wide = max((x for x, _ in spots), default=0) + BOX_W + 2
    high = max((y for _, y in spots), default=0) + BOX_H + 2
    look = "way wide" if width >= WIDE else "way"
    root = canvas(wide, high, {"class": look, "role": "group", "aria-label": label})
    root.set("width", number(wide))
    root.set("height", number(high))
    add(root, "title", text=label)
    add(root, "desc", text=told)
    for at, stop in enumerate(stops):
        if at:
            _arrow(root, spots[at - 1], spots[at], stop.share)
        _box(root, stop, spots[at], is_first=not at)
    return Drawing(root)


def _arrow(root: Element, before: tuple[int, int], after: tuple[int, int], share: str) -> None:
    (x1, y1), (x2, y2) = before, after
    is_beside = y1 == y2
    start = (x1 + BOX_W + 1, y1 + BOX_H // 2) if is_beside else (x1 + BOX_W // 2, y1 + BOX_H + 1)
    end = (x2 + 1, y2 + BOX_H // 2) if is_beside else (x2 + BOX_W // 2, y2 + 1)
    line = _line(start, end, is_beside=is_beside)
    add(root, "path", {"class": "way-l", "d": line})
    add(root, "path", {"class": "way-tip", "d": _tip(end, is_beside=is_beside)})
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    spot: dict[str, str | float] = (
        {"x": middle[0], "y": middle[1] - 5, "text-anchor": "middle"}
        if is_beside
        else {"x": end[0] + 8, "y": end[1] - 5}
    )
    add(root, "text", {"class": "way-w", **spot}, share)


def _line(start: tuple[int, int], end: tuple[int, int], *, is_beside: bool) -> str:
    if is_beside:
        return f"M{start[0]} {start[1]}H{end[0] - _TIP}"
    half = (start[1] + end[1]) // 2
    return f"M{start[0]} {start[1]}V{half - 2}H{end[0]}V{end[1] - _TIP}"


def _tip(end: tuple[int, int], *, is_beside: bool) -> str:
    x, y = end
    if is_beside:
        return f"M{x} {y}l-{_TIP} -4v8z"
    return f"M{x} {y}l-4 -{_TIP}h8z"


def _box(root: Element, stop: Stop, spot: tuple[int, int], *, is_first: bool) -> None:
    x, y = spot[0] + 1, spot[1] + 1
    linked = {"href": stop.href} if stop.href else {}
    look = "way-n first" if is_first else "way-n"
    group = add(root, "a" if linked else "g", {"class": look, **linked})
    add(group, "title", text=f"{stop.name}, {stop.said}")
    add(group, "rect", {"x": x, "y": y, "width": BOX_W, "height": BOX_H, "rx": 5})
    title: dict[str, str | float] = {"class": "way-t", "x": x + 10, "y": y + 18}
    add(group, "text", title, shorten(stop.name, _LETTERS))
    said: dict[str, str | float] = {"class": "way-s", "x": x + 10, "y": y + 34}
    add(group, "text", said, stop.said)
