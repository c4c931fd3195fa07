"""Drawings for pages and for documents."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.charts.svg import Drawing, add, canvas, number, shorten


def drawing(text: str = "host") -> Drawing:
    root = canvas(10, 20, {"class": "map", "role": "img", "aria-label": text})
    add(root, "rect", {"class": "box hot", "x": 1, "width": 2.5}, "")
    add(root, "text", {"class": "name"}, text)
    return Drawing(root)


def test_a_page_gets_classes_and_a_document_plain_attributes():
    looks = {"box": {"fill": "#fff", "x": "9"}, "hot": {"stroke": "#000"}}
    assert '<rect class="box hot" x="1" width="2.5" />' in str(drawing())
    document = drawing().document(looks)
    assert '<rect x="1" width="2.5" fill="#fff" stroke="#000" />' in document
    assert "class=" not in document
    assert fromstring(document).tag == "{http://www.w3.org/2000/svg}svg"


def test_making_a_document_leaves_the_drawing_as_it_was():
    drawn = drawing()
    before = str(drawn)
    drawn.document({})
    assert str(drawn) == before


@given(st.text())
def test_whatever_a_name_holds_the_drawing_stays_a_drawing(text):
    assert [part.tag for part in fromstring(str(drawing(text)))] == ["rect", "text"]


@pytest.mark.parametrize(
    ("value", "written"), [(1, "1"), (1.0, "1"), (2.504, "2.5"), (-3.25, "-3.25"), (100, "100")]
)
def test_numbers_are_as_short_as_they_can_be(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("text", "short"),
    [("esx-01", "esx-01"), ("abcdefghij", "abcdefghij"), ("abcdefghijk", "abcdef…ijk")],
)
def test_long_names_lose_their_middle(text, short):
    assert shorten(text, 10) == short
