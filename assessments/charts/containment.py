"""The containment map: what runs in what, managers around clusters around hosts around guests."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from assessments.charts.arranged import (
    HEAD,
    PAD,
    SQUARE,
    STRIP,
    Box,
    More,
    Place,
    Square,
    arrange,
    fold,
    height_of,
)
from assessments.charts.svg import Drawing, add, canvas, number, shorten

WIDE, NARROW = 1040, 340  # pixels
_LETTER, _SMALL = 7.0, 6.0  # widths of letters in pixels


def draw(boxes: Sequence[Box], width: int, words: tuple[str, str], more: More) -> Drawing:
    """
    Draw layers as nested boxes and guests as squares, each a link in reading order.

    *words* are the name and the description of the picture. However large the estate, at
    most `arranged.MOST` boxes are drawn: see `arranged.fold`.
    """
    places = arrange(fold(boxes, more), width)
    height = height_of(places) + 2
    label, told = words
    look = "cmap wide" if width >= WIDE else "cmap"
    root = canvas(width + 2, height, {"class": look, "role": "group", "aria-label": label})
    root.set("width", number(width + 2))
    root.set("height", number(height))
    add(root, "title", text=label)
    add(root, "desc", text=told)
    for place in places:
        if isinstance(place.what, Square):
            _square(root, place, place.what)
        else:
            _box(root, place, place.what)
    return Drawing(root)


def _box(root: Element, place: Place, box: Box) -> None:
    group = _linked(root, f"cm-b {box.look}", box)
    x, y = place.x + 1, place.y + 1
    frame = {"x": x, "y": y, "width": place.width, "height": place.height, "rx": 5}
    add(group, "rect", frame)
    room = place.width - 2 * PAD
    title: dict[str, str | float] = {"class": "cm-t", "x": x + PAD, "y": y + HEAD // 2 - 3}
    add(group, "text", title, shorten(box.name, max(3, int(room / _LETTER))))
    sub: dict[str, str | float] = {"class": "cm-s", "x": x + PAD, "y": y + HEAD - 7}
    add(group, "text", sub, shorten(box.sub, max(3, int(room / _SMALL))))
    if box.has_strip:
        _strip(group, box, (x + PAD, y + HEAD, room))


def _strip(group: Element, box: Box, spot: tuple[int, int, int]) -> None:
    """Draw counts as parts of a strip; a mark is written where its part is wide enough."""
    left, top, room = spot
    everything = sum(share.count for share in box.shares)
    before = 0
    for share in box.shares:
        start, end = (round(room * each / everything) for each in (before, before + share.count))
        before += share.count
        part = add(group, "g", {"class": f"cm-q {share.look}"})
        add(part, "title", text=share.words)
        frame = {"x": left + start, "y": top, "width": end - start, "height": STRIP}
        add(part, "rect", frame)
        if end - start >= _SMALL * (len(share.mark) + 1):
            place = {"x": left + (start + end) / 2, "y": top + STRIP / 2 + 4}
            add(part, "text", {"class": "cm-m", "text-anchor": "middle", **place}, share.mark)


def _square(root: Element, place: Place, square: Square) -> None:
    group = _linked(root, f"cm-q {square.look}", square)
    x, y = place.x + 1, place.y + 1
    add(group, "rect", {"x": x, "y": y, "width": SQUARE, "height": SQUARE, "rx": 3})
    spot = {"x": x + SQUARE / 2, "y": y + SQUARE / 2 + 4}
    add(group, "text", {"class": "cm-m", "text-anchor": "middle", **spot}, square.mark)


def _linked(root: Element, look: str, what: Box | Square) -> Element:
    linked = {"href": what.href} if what.href else {}
    group = add(root, "a" if linked else "g", {"class": look, **linked})
    shares = [share.words for share in what.shares] if isinstance(what, Box) else []
    add(group, "title", text=", ".join(filter(None, (what.name, what.sub, *shares))))
    return group
