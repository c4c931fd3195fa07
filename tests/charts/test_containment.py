"""The containment map: inside its parent, never on a neighbour, and bounded."""

from dataclasses import replace
from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.charts.arranged import (
    HEAD,
    MOST,
    PAD,
    STRIP,
    Box,
    Place,
    Share,
    Square,
    arrange,
    count,
    fold,
    height_of,
)
from assessments.charts.containment import NARROW, WIDE, draw

WORDS = ("Where what runs", "Boxes in boxes.")


def more(n: int) -> str:
    return f"and {n} more"


def estate(managers: int, clusters: int, hosts: int, guests: int, stores: int = 2) -> list[Box]:
    return [
        Box(
            name=f"vc-{m}",
            sub=f"{clusters} clusters",
            href=f"/assets/{m}/",
            look="manager",
            beside=tuple(Box(f"ds-{s}", "8 VMs", f"/ds/{s}/", "store") for s in range(stores)),
            boxes=tuple(
                Box(
                    name=f"CL-{c}",
                    sub=f"{hosts} hosts",
                    href=f"/cl/{c}/",
                    look="cluster",
                    squares=(Square("off", "nowhere", "/off/", "\N{EN DASH}", "v0"),)
                    if guests
                    else (),
                    boxes=tuple(
                        Box(
                            name=f"esx-{h}",
                            sub=f"{guests} VMs",
                            href=f"/esx/{h}/",
                            look="host",
                            squares=tuple(
                                Square(f"vm-{g}", "value 3", f"/vm/{g}/", "3", "v3")
                                for g in range(guests)
                            ),
                        )
                        for h in range(hosts)
                    ),
                )
                for c in range(clusters)
            ),
        )
        for m in range(managers)
    ]


def drawn(boxes: list[Box], width: int = WIDE) -> Element:
    return fromstring(str(draw(boxes, width, WORDS, more)))


small = st.integers(0, 4)
ESTATES = st.builds(estate, small, small, small, st.integers(0, 30), st.integers(0, 15))


def apart(one: Place, other: Place) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@given(boxes=ESTATES, width=st.sampled_from([NARROW, 500, WIDE]))
def test_boxes_lie_inside_their_parents_and_beside_each_other(boxes, width):
    places = arrange(fold(boxes, more), width)
    by_parent: dict[int, list[Place]] = {}
    for place in places:
        by_parent.setdefault(place.parent, []).append(place)
        around = places[place.parent] if place.parent >= 0 else None
        left, right = (around.x, around.x + around.width) if around else (0, width)
        top = around.y if around else 0
        bottom = around.y + around.height if around else height_of(places)
        assert left <= place.x
        assert place.x + place.width <= right
        assert top <= place.y
        assert place.y + place.height <= bottom
    for siblings in by_parent.values():
        assert all(apart(one, other) for one, other in combinations(siblings, 2))


@given(
    managers=st.integers(0, 40),
    clusters=st.integers(0, 60),
    hosts=st.integers(0, 5),
    guests=st.integers(0, 3),
    stores=st.integers(0, 40),
)
def test_a_map_never_has_more_boxes_than_can_be_read(managers, clusters, hosts, guests, stores):
    assert count(fold(estate(managers, clusters, hosts, guests, stores), more)) <= MOST


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 2, 3, 8), (2, 6, 50)),  # everything
        ((1, 2, 10, 20), (2, 20, 0)),  # hosts with counts
        ((1, 10, 40, 1), (10, 0, 0)),  # clusters with counts
        ((1, 400, 1, 1), (297, 0, 0)),  # the first clusters; the rest is counted
    ],
)
def test_large_estates_are_folded_into_counts(size, expected):
    folded = fold(estate(*size), more)
    clusters = [box for manager in folded for box in manager.boxes]
    hosts = [box for cluster in clusters for box in cluster.boxes]
    squares = [each for box in (*clusters, *hosts) for each in box.squares]
    assert (len(clusters), len(hosts), len(squares)) == expected


def test_what_is_left_out_is_counted():
    (manager,) = fold(estate(1, 400, 1, 1, 30), more)
    assert manager.beside[-1].name == "and 26 more"
    assert manager.boxes[-1].name == f"and {400 - len(manager.boxes) + 1} more"
    assert len(fold(estate(30, 40, 1, 1), more)) == 11


def test_what_is_folded_shows_its_machines_as_a_strip_of_counts():
    shares = (Share("5", "v5", 30, "5: 30 VMs"), Share("3", "v3", 69, "3: 69 VMs"))
    few = (*shares, Share("\N{EN DASH}", "v0", 1, "\N{EN DASH}: 1 VM"))
    box = Box("CL-A", "2 hosts, 100 VMs", "/cl/", "cluster", shares=few)
    root = drawn((Box("vc", "", "", "manager", boxes=(box,)),))
    parts = [part for part in root.iter("g") if "cm-q" in str(part.get("class"))]
    widths = [int(part.find("rect").get("width")) for part in parts]
    room = sum(widths)
    assert [round(width / room, 2) for width in widths] == [0.3, 0.69, 0.01]
    assert [part.findtext("text") for part in parts] == ["5", "3", None]  # no room for a mark
    assert [part.findtext("title") for part in parts] == [share.words for share in few]
    (link,) = root.iter("a")
    assert (
        link.findtext("title") == "CL-A, 2 hosts, 100 VMs, 5: 30 VMs, 3: 69 VMs, \N{EN DASH}: 1 VM"
    )
    filled = replace(box, boxes=(Box("esx", "", "", "host"),))
    assert not filled.has_strip
    inner = arrange((box,), 400)[0].height
    assert inner == HEAD + STRIP + PAD


def test_datastores_are_few_beside_low_boxes():
    (manager,) = fold(estate(1, 2, 10, 20, 30), more)  # hosts with counts
    assert [store.name for store in manager.beside][-1] == "and 26 more"
    (manager,) = fold(estate(1, 1, 1, 1, 30), more)
    assert [store.name for store in manager.beside][-1] == "and 18 more"


def test_boxes_and_squares_are_links_in_reading_order():
    root = drawn(estate(1, 1, 1, 1, 1))
    links = [part.get("href") for part in root.iter("a")]
    assert links == ["/assets/0/", "/cl/0/", "/off/", "/esx/0/", "/vm/0/", "/ds/0/"]
    assert (root.findtext("title"), root.findtext("desc")) == WORDS
    assert [part.text for part in root.iter("text") if part.get("class") == "cm-m"] == [
        "\N{EN DASH}",
        "3",
    ]


def test_whole_names_are_told_and_what_is_left_out_is_no_link():
    long = Box("a-cluster-with-a-name-that-fits-no-box-at-all-" * 3, "", "/1/", "cluster")
    root = drawn([long, Box("and 3 more", "", "", "more")], NARROW)
    (link,) = root.iter("a")
    assert link.findtext("title") == long.name
    assert "…" in str(link.findtext("text"))
    assert [part.get("class") for part in root.iter("g")] == ["cm-b more"]


def test_a_hostile_name_stays_text_and_nothing_is_styled_inline():
    root = drawn([Box("</svg><script>alert(1)</script>", "<b>", "/1/", "host")])
    assert list(root.iter("script")) == []
    assert not any("style" in part.attrib for part in root.iter())


def test_an_empty_estate_is_an_empty_drawing():
    assert list(drawn([]).iter("a")) == []
