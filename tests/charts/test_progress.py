"""Shares as rings and bars: drawn to the digit, named for those who do not see them."""

from xml.etree.ElementTree import fromstring

import pytest

from assessments.charts import progress


def test_a_ring_is_drawn_to_the_digit():
    assert str(progress.ring(25)) == (
        '<svg viewBox="0 0 16 16" class="ring" width="16" height="16" aria-hidden="true">'
        '<circle class="track" cx="8" cy="8" r="6" />'
        '<circle class="fill" cx="8" cy="8" r="6" stroke-dasharray="9.42 37.7" '
        'transform="rotate(-90 8 8)" /></svg>'
    )


def test_a_ring_with_a_name_is_an_image():
    root = progress.ring(100, "All answered").root
    assert (root.get("role"), root.get("aria-label")) == ("img", "All answered")


@pytest.mark.parametrize(("percent", "width"), [(-5, "0"), (0, "0"), (37.5, "37.5"), (140, "100")])
def test_a_bar_never_leaves_its_track(percent, width):
    track, fill = progress.bar(percent, "Answered: 3 of 8").root
    assert (track.get("width"), fill.get("width")) == ("100", width)


def test_a_stacked_bar_keeps_order_and_leaves_out_what_is_nought():
    drawn = progress.stacked(
        [("fill-high", 1), ("fill-medium", 0), ("fill-low", 3)], "1 high, 3 low"
    )
    parts = [(part.get("class"), part.get("x"), part.get("width")) for part in drawn.root]
    assert parts == [("fill-high", "0", "24.4"), ("fill-low", "25", "74.4")]


def test_names_cannot_become_markup():
    label = '"><script>alert(1)</script> & \x00'
    read = fromstring(str(progress.bar(50, label)))
    assert read.get("aria-label") == label.replace("\x00", "\ufffd")
