"""What stands around one asset: what needs it, what it needs, and where its value comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from assessments.models import Asset, AssetEdge, AssetState, Import

SHOWN = 6  # of one relation and kind beside the asset
FARTHER = 8  # one step farther, on each side
FAN = 400  # edges looked at for that step
UP, DOWN = -1, 1  # needs the asset; is needed by it
PAGE = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """An asset at its distance: below 0 it needs the asset in the middle, above 0 is needed."""

    asset_id: int
    name: str
    kind: str
    tier: int


@dataclass(frozen=True, slots=True)
class More:
    """How many of one relation and kind are not shown; relation and kind are blank when mixed."""

    tier: int
    relation: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """`edges` are (relation, tail, head) between assets that are shown."""

    spots: Mapping[int, Spot]
    edges: tuple[tuple[str, int, int], ...]
    more: tuple[More, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of the table: the other asset, and which of the two needs the other."""

    relation: str
    needs_it: bool
    asset_id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    rows: tuple[Neighbour, ...]
    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def around(asset: Asset, imported: Import, paths: Iterable[tuple[int, ...]] = ()) -> Neighbourhood:
    """
    Return an asset with two steps on each side; *paths* (ids, ending in the asset) are kept whole.

    The number of boxes is bounded however many neighbours there are; the rest is counted.
    """
    tiers = {asset.pk: 0}
    for path in paths:
        for back, pk in enumerate(reversed(path)):
            tiers.setdefault(pk, -back)
    edges: list[tuple[str, int, int]] = []
    more: list[More] = []
    for side in (UP, DOWN):
        direct = _direct(asset, imported, side, tiers, edges)
        more += direct
        beside = [pk for pk, tier in tiers.items() if tier == side]
        more += _farther(asset, imported, side, beside, tiers, edges)
    edges += _between(imported, tiers, edges)
    named = AssetState.objects.filter(imported=imported, asset__in=tiers)
    spots = {
        pk: Spot(pk, name, kind, tiers[pk])
        for pk, name, kind in named.values_list("asset_id", "name", "kind")
    }
    kept = {edge: None for edge in edges if edge[1] in spots and edge[2] in spots}
    return Neighbourhood(spots, tuple(kept), tuple(more))


def table(asset: Asset, imported: Import, number: int) -> Neighbours:
    """Return a page of all direct neighbours. Three queries."""
    edges = AssetEdge.objects.filter(imported=imported)
    both = edges.filter(head=asset) | edges.filter(tail=asset)
    start = PAGE * (max(1, number) - 1)
    page = list(
        both.order_by("relation", "pk").values_list("relation", "tail_id", "head_id")[
            start : start + PAGE
        ]
    )
    ends = {tail if head == asset.pk else head for _, tail, head in page}
    named = {
        pk: (name, kind)
        for pk, name, kind in AssetState.objects.filter(
            imported=imported, asset__in=ends
        ).values_list("asset_id", "name", "kind")
    }
    rows = tuple(
        Neighbour(relation, head == asset.pk, end, *named[end])
        for relation, tail, head in page
        if (end := tail if head == asset.pk else head) in named
    )
    return Neighbours(rows, max(1, number), both.count())


def _direct(
    asset: Asset,
    imported: Import,
    side: int,
    tiers: dict[int, int],
    edges: list[tuple[str, int, int]],
) -> list[More]:
    """Place the first neighbours of each relation and kind; return how many are left of each."""
    far, near = _ends(side)
    mine = AssetEdge.objects.filter(**{"imported": imported, near: asset})
    groups = mine.values_list("relation", f"{far}__kind").annotate(n=Count("pk")).order_by()
    more = []
    for relation, kind, count in sorted(groups):
        rows = mine.filter(**{"relation": relation, f"{far}__kind": kind}).order_by("pk")
        found = list(rows.values_list(f"{far}_id", flat=True)[:SHOWN])
        for pk in found:
            tiers.setdefault(pk, side)
            edges.append((relation, pk, asset.pk) if side == UP else (relation, asset.pk, pk))
        if count > len(found):
            more.append(More(side, relation, kind, count - len(found)))
    return more


def _farther(
    asset: Asset,
    imported: Import,
    side: int,
    beside: list[int],
    tiers: dict[int, int],
    edges: list[tuple[str, int, int]],
) -> list[More]:
    """Place what is one step farther and no neighbour itself; return how many more there are."""
    far, near = _ends(side)
    direct = AssetEdge.objects.filter(**{"imported": imported, near: asset}).values(f"{far}_id")
    rows = (
        AssetEdge.objects.filter(**{"imported": imported, f"{near}__in": beside})
        .exclude(**{f"{far}__in": direct})
        .exclude(**{f"{far}__in": list(tiers)})
    )
    found: dict[int, None] = {}
    for relation, tail, head in _triples(rows.order_by("relation", "pk"))[:FAN]:
        end = tail if side == UP else head
        if end in found or len(found) < FARTHER:
            found[end] = None
            edges.append((relation, tail, head))
    for pk in found:
        tiers.setdefault(pk, 2 * side)
    left = rows.values(f"{far}_id").distinct().count() - len(found)
    return [More(2 * side, "", "", left)] if left > 0 else []


def _between(
    imported: Import, tiers: Mapping[int, int], known: list[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """Return the other dependencies between assets that are placed side by side."""
    rows = AssetEdge.objects.filter(imported=imported, tail__in=tiers, head__in=tiers)
    return [
        (relation, tail, head)
        for relation, tail, head in _triples(rows.order_by("relation", "pk"))[:FAN]
        if tiers[head] - tiers[tail] == 1 and (relation, tail, head) not in known
    ]


def _triples(rows: "QuerySet[AssetEdge]") -> "QuerySet[AssetEdge, tuple[str, int, int]]":
    return rows.values_list("relation", "tail_id", "head_id")


def _ends(side: int) -> tuple[str, str]:
    """Return the names of the far and near end of an edge, seen from the asset in the middle."""
    return ("tail", "head") if side == UP else ("head", "tail")
