"""The dependencies of one asset: tiers from what needs it, on the left, to what it needs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from assessments.charts.svg import Drawing, add, canvas, number, shorten

NODE_W, NODE_H = 184, 40
_GAP_X, _GAP_Y, _HEAD = 104, 12, 26
_LETTERS = 23
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `tier` below 0 needs the asset, above 0 is needed; a link unless `href` is empty."""

    key: str
    title: str
    sub: str
    tier: int
    href: str = ""
    look: str = ""  # "", "focus", "hot", or "more" for a box that stands for many


@dataclass(frozen=True, slots=True)
class Edge:
    """The first needs the second; the word stands on the line."""

    tail: str
    head: str
    word: str
    is_hot: bool = False


def draw(
    nodes: Sequence[Node], edges: Sequence[Edge], heads: Mapping[int, str], label: str
) -> Drawing:
    """
    Draw the tiers side by side, each box a link in reading order.

    Boxes are ordered by the mean place of their neighbours, ties by title, so that
    the same inventory always gives the same drawing. O(sweeps x edges).
    """
    columns = _ordered(nodes, edges)
    tallest = max(len(column) for column in columns.values())
    width = len(columns) * (NODE_W + _GAP_X) - _GAP_X + 2
    height = _HEAD + tallest * (NODE_H + _GAP_Y)
    root = canvas(width, height, {"class": "deps", "role": "group", "aria-label": label})
    root.set("width", number(width))
    root.set("height", number(height))
    places = _places(columns, tallest)
    for at, tier in enumerate(columns):
        spot: dict[str, str | float] = {"class": "deps-h", "x": at * (NODE_W + _GAP_X) + 1, "y": 12}
        add(root, "text", spot, heads.get(tier, ""))
    for edge in sorted(edges, key=lambda edge: edge.is_hot):
        _line(root, edge, places)
    for column in columns.values():
        for node in column:
            _box(root, node, places[node.key])
    return Drawing(root)


def _ordered(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[int, list[Node]]:
    columns: dict[int, list[Node]] = {}
    for node in sorted(
        nodes, key=lambda node: (node.tier, node.look == "more", node.title, node.key)
    ):
        columns.setdefault(node.tier, []).append(node)
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        beside[edge.tail].append(edge.head)
        beside[edge.head].append(edge.tail)
    rank = {node.key: at for column in columns.values() for at, node in enumerate(column)}
    for _ in range(_SWEEPS):
        for column in columns.values():
            column.sort(key=partial(_pull, beside, rank))
            rank.update((node.key, at) for at, node in enumerate(column))
    return columns


def _pull(
    beside: Mapping[str, Sequence[str]], rank: Mapping[str, int], node: Node
) -> tuple[float, int]:
    """Return the mean place of a box's neighbours, its own where there are none."""
    keys = beside.get(node.key, ())
    mean = sum(rank[key] for key in keys) / len(keys) if keys else float(rank[node.key])
    return (mean, rank[node.key])


def _places(columns: Mapping[int, Sequence[Node]], tallest: int) -> dict[str, tuple[float, float]]:
    places = {}
    for at, column in enumerate(columns.values()):
        top = _HEAD + (tallest - len(column)) * (NODE_H + _GAP_Y) / 2
        for row, node in enumerate(column):
            places[node.key] = (at * (NODE_W + _GAP_X) + 1.0, top + row * (NODE_H + _GAP_Y))
    return places


def _line(root: Element, edge: Edge, places: Mapping[str, tuple[float, float]]) -> None:
    (x1, y1), (x2, y2) = places[edge.tail], places[edge.head]
    x1, y1, y2 = x1 + NODE_W, y1 + NODE_H / 2, y2 + NODE_H / 2
    bend = (x2 - x1) / 2
    points = [x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2]
    a, b, *rest = (number(point) for point in points)
    hot = " hot" if edge.is_hot else ""
    add(root, "path", {"class": f"deps-l{hot}", "d": f"M{a} {b}C{' '.join(rest)}"})
    middle: dict[str, str | float] = {"x": (x1 + x2) / 2, "y": (y1 + y2) / 2 - 3}
    add(root, "text", {"class": f"deps-w{hot}", "text-anchor": "middle", **middle}, edge.word)


def _box(root: Element, node: Node, place: tuple[float, float]) -> None:
    x, y = place
    look = f"deps-n {node.look}".rstrip()
    linked = {"href": node.href} if node.href else {}
    group = add(root, "a" if linked else "g", {"class": look, **linked})
    add(group, "title", text=f"{node.title}, {node.sub}" if node.sub else node.title)
    add(group, "rect", {"x": x, "y": y, "width": NODE_W, "height": NODE_H, "rx": 5})
    title: dict[str, str | float] = {"class": "deps-t", "x": x + 10, "y": y + 17}
    add(group, "text", title, shorten(node.title, _LETTERS))
    sub: dict[str, str | float] = {"class": "deps-s", "x": x + 10, "y": y + 32}
    add(group, "text", sub, shorten(node.sub, _LETTERS + 5))
