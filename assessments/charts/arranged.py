"""Where the boxes of a containment map lie: counted, folded, and placed without overlap."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

MOST = 300  # boxes and squares of one map; more are folded into counts
MANAGERS, STORES = 10, 12  # shown of each once clusters are folded too
FEW_STORES = 4  # shown of each manager once guests are counts: its boxes are low then
SQUARE, GAP, PAD, HEAD = 24, 4, 8, 36
STRIP = 18  # the height of counted guests
NARROWEST = 148  # a host's box
BESIDE = 172  # the column of datastores
WIDE = 720  # from here on datastores stand beside; below, under the clusters

More = Callable[[int], str]  # how many are left out, in words


@dataclass(frozen=True, slots=True)
class Square:
    """A virtual machine: `mark` says what its look says, so that colour is never the only sign."""

    name: str
    sub: str
    href: str
    mark: str
    look: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many machines in a box bear a mark: a part of the strip that stands for squares."""

    mark: str
    look: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """
    A layer with what lies in it; `sub` tells counts, so that a folded box loses nothing.

    `shares` are drawn as one strip while nothing inside the box is drawn.
    """

    name: str
    sub: str
    href: str
    look: str  # manager, cluster, host, store, or more
    boxes: tuple["Box", ...] = ()
    squares: tuple[Square, ...] = ()
    beside: tuple["Box", ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def has_strip(self) -> bool:
        return bool(self.shares) and not (self.boxes or self.squares)


@dataclass(frozen=True, slots=True)
class Place:
    """A box or square at its place; `parent` is the number of the place around it, -1 for none."""

    what: Box | Square
    x: int
    y: int
    width: int
    height: int
    parent: int


def fold(boxes: Sequence[Box], more: More, most: int = MOST) -> tuple[Box, ...]:
    """
    Return at most *most* boxes and squares: first squares go, then hosts, then clusters.

    A box that lost its content keeps its counts. Where even clusters are too many, the first
    of each manager stay and one box counts the others, in the words of *more*.
    """
    stores = STORES if _has_squares(boxes) else FEW_STORES
    kept = tuple(replace(box, beside=_first(box.beside, stores, more)) for box in boxes)
    low = tuple(replace(box, beside=_first(box.beside, FEW_STORES, more)) for box in boxes)
    for lighter in (kept, _without_squares(low), _without_hosts(low)):
        if count(lighter) <= most:
            return lighter
    few = _first(_without_hosts(low), MANAGERS, more)
    fixed = count(tuple(replace(box, boxes=()) for box in few))
    each = max(0, (most - fixed) // len(few) - 1)
    return tuple(replace(box, boxes=_first(box.boxes, each, more)) for box in few)


def count(boxes: Sequence[Box]) -> int:
    """Return how many boxes and squares a map has."""
    return sum(1 + len(box.squares) + len(box.beside) + count(box.boxes) for box in boxes)


def arrange(boxes: Sequence[Box], width: int) -> list[Place]:
    """
    Place boxes one under the other, each parent before what lies in it.

    Boxes of one parent stand in rows of equal columns, as many as fit; squares in rows of
    `SQUARE` pixels. No two places of one parent overlap. O(boxes).
    """
    found: list[Place] = []
    top = 0
    for box in boxes:
        top += _put(found, box, (0, top, width), -1) + PAD
    return found


def height_of(places: Sequence[Place]) -> int:
    """Return the height in pixels that the places take."""
    return max((place.y + place.height for place in places), default=0)


def _first(boxes: tuple[Box, ...], most: int, more: More) -> tuple[Box, ...]:
    if len(boxes) <= most:
        return boxes
    kept = boxes[: max(0, most)]
    return (*kept, Box(more(len(boxes) - len(kept)), "", "", "more"))


def _has_squares(boxes: Sequence[Box]) -> bool:
    return any(box.squares or _has_squares(box.boxes) for box in boxes)


def _without_squares(boxes: Sequence[Box]) -> tuple[Box, ...]:
    return tuple(replace(box, squares=(), boxes=_without_squares(box.boxes)) for box in boxes)


def _without_hosts(boxes: Sequence[Box]) -> tuple[Box, ...]:
    bare = (replace(box, squares=()) for box in boxes)
    return tuple(
        replace(box, boxes=tuple(replace(each, boxes=(), squares=()) for each in box.boxes))
        for box in bare
    )


def _put(found: list[Place], box: Box, spot: tuple[int, int, int], parent: int) -> int:
    """Place a box and all in it; return its height."""
    x, y, width = spot
    me = len(found)
    found.append(Place(box, x, y, width, HEAD, parent))
    is_wide = bool(box.beside) and width >= WIDE
    inner = width - 2 * PAD - (BESIDE + PAD if is_wide else 0)
    end = _squares(found, box.squares, (x + PAD, y + HEAD, inner), me)
    end = _rows(found, box.boxes, (x + PAD, end, inner), me)
    if is_wide:
        spot = (x + PAD + inner + PAD, y + HEAD, BESIDE)
        end = max(end, _rows(found, box.beside, spot, me))
    else:
        end = _rows(found, box.beside, (x + PAD, end, inner), me)
    end += STRIP + GAP if box.has_strip else 0
    height = end - y + (PAD - GAP if end > y + HEAD else 0)
    found[me] = replace(found[me], height=height)
    return height


def _squares(
    found: list[Place], squares: Sequence[Square], spot: tuple[int, int, int], parent: int
) -> int:
    """Place squares in rows; return where the next thing may begin."""
    x, y, width = spot
    step = SQUARE + GAP
    columns = max(1, (width + GAP) // step)
    for number, square in enumerate(squares):
        row, column = divmod(number, columns)
        left, top = x + column * step, y + row * step
        found.append(Place(square, left, top, SQUARE, SQUARE, parent))
    return y + -(-len(squares) // columns) * step


def _rows(found: list[Place], boxes: Sequence[Box], spot: tuple[int, int, int], parent: int) -> int:
    """Place boxes in rows of equal columns; return where the next thing may begin."""
    x, y, width = spot
    columns = _columns(boxes, width)
    each = (width - GAP * (columns - 1)) // columns
    for row in _chunks(boxes, columns):
        heights = [
            _put(found, box, (x + number * (each + GAP), y, each), parent)
            for number, box in enumerate(row)
        ]
        y += max(heights) + GAP
    return y


def _columns(boxes: Sequence[Box], width: int) -> int:
    """Return 1 for boxes that hold boxes, as many as fit for others."""
    if any(box.boxes for box in boxes):
        return 1
    return max(1, min((width + GAP) // (NARROWEST + GAP), len(boxes)))


def _chunks(boxes: Sequence[Box], size: int) -> Iterator[Sequence[Box]]:
    for start in range(0, len(boxes), size):
        yield boxes[start : start + size]
