"""The way a value came: setter first, shares on the arrows, nothing on top of anything."""

from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from assessments.charts.path import BOX_H, BOX_W, NARROW, WIDE, Stop, draw, places

STOPS = [
    Stop("RES", "sets 5", ""),
    Stop("vm-1", "5", "100 %", "/vm/"),
    Stop("a-host-with-a-name-that-fits-no-box.example", "3.4", "60 %", "/host/"),
]


def drawn(stops: list[Stop], width: int = WIDE) -> Element:
    return fromstring(str(draw(stops, width, "Availability", "From the domain down.")))


@given(count=st.integers(0, 30), width=st.integers(BOX_W, 1500))
def test_boxes_stay_inside_and_apart(count, width):
    found = places(count, width)
    assert all(x >= 0 and x + BOX_W <= width for x, _ in found)
    for (x1, y1), (x2, y2) in combinations(found, 2):
        assert abs(x1 - x2) >= BOX_W or abs(y1 - y2) >= BOX_H


def test_the_setter_comes_first_and_shares_stand_on_the_arrows():
    for width in (WIDE, NARROW):
        root = drawn(STOPS, width)
        boxes = [part for part in root if "way-n" in part.get("class", "")]
        assert [box.tag for box in boxes] == ["g", "a", "a"]
        assert boxes[0].get("class") == "way-n first"
        words = [part.text for part in root.iter("text") if part.get("class") == "way-w"]
        assert words == ["100 %", "60 %"]
        assert [part.text for part in root.iter("text") if part.get("class") == "way-s"] == [
            "sets 5",
            "5",
            "3.4",
        ]
        assert boxes[2].findtext("title") == f"{STOPS[2].name}, 3.4"
        assert not any("style" in part.attrib for part in root.iter())


def test_it_wraps_where_there_is_no_room():
    assert int(drawn(STOPS, NARROW).get("width")) <= NARROW + 2
    assert int(drawn(STOPS, NARROW).get("height")) > int(drawn(STOPS, WIDE).get("height"))


def test_a_way_of_nothing_is_an_empty_drawing():
    assert len(list(drawn([]).iter("rect"))) == 0
