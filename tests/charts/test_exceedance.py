"""The loss exceedance curve: places, ticks, names and the key of its lines."""

from xml.etree.ElementTree import fromstring

import pytest

from assessments.charts.exceedance import Curve, exceedance, money, ticks

SAME = [(1_000, 100), (10_000, 50), (100_000, 0)]
CURVES = [
    Curve("c1", "Inherent", SAME),
    Curve("c2", "Current", SAME),
    Curve("c3", "Residual", []),
    Curve("c4", "Tolerance", [(0, 100), (5_000, 20), (50_000, 140)]),
]


def drawn(curves=CURVES):
    return exceedance(curves, "Loss <a year>", "How likely", "EUR").root


def parts(root, name):
    return [each for each in root if name in each.get("class", "").split()]


def test_it_is_an_image_with_a_name_and_a_description():
    root = fromstring(str(exceedance(CURVES, "Loss <a year>", "How likely", "EUR")))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Loss <a year>", "How likely")


def test_amounts_lie_on_powers_of_ten():
    line = parts(drawn(), "curve")[0].get("d")
    assert line == "M56 40 L376 188 L696 336"


def test_curves_without_points_are_left_out_and_shares_are_kept_inside():
    lines = parts(drawn(), "curve")
    assert [each.get("class") for each in lines] == ["curve c1", "curve c2", "curve c4"]
    assert lines[-1].get("d").endswith(" 40")


def test_the_axis_of_chances_ends_just_above_the_highest():
    rare = [Curve("c2", "Current", [(1_000, 1.5), (10_000, 0.5)])]
    root = drawn(rare)
    chances = [each.text for each in parts(root, "ax") if each.text.endswith(" %")]
    assert chances == ["0 %", "0.4 %", "0.8 %", "1.2 %", "1.6 %", "2 %"]
    assert parts(root, "curve")[0].get("d") == "M56 114 L696 262"


def test_points_of_a_tolerance_are_drawn_as_well():
    tolerance = [Curve("c4", "Tolerance", [(1_000, 100), (5_000, 20), (5_000, 0)], dots=True)]
    dots = parts(drawn(tolerance), "curve-dot")
    assert [each.get("cy") for each in dots] == ["40", "276.8"]


def test_a_key_above_the_plot_says_which_line_is_which():
    root = drawn()
    labels, keys = parts(root, "curve-label"), parts(root, "curve-key")
    assert [each.text for each in labels] == ["Inherent", "Current", "Tolerance"]
    assert [each.get("class") for each in keys] == [
        each.get("class").replace("curve", "curve-key") for each in parts(root, "curve")
    ]
    assert [each.get("x") for each in labels] == ["94", "244", "394"]
    assert {each.get("y") for each in labels} == {"16"}


def test_nothing_to_draw_still_has_axes():
    texts = [each.text for each in parts(drawn([]), "ax")]
    assert texts[-1] == "EUR"
    assert "10" in texts


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1_000, 10_000, [1_000, 2_000, 5_000, 10_000]),
        (1, 10_000, [1, 10, 100, 1_000, 10_000]),
    ],
)
def test_ticks(low, high, expected):
    assert ticks(low, high) == expected


@pytest.mark.parametrize(
    ("units", "text"), [(5, "5"), (20_000, "20k"), (10**6, "1M"), (5 * 10**9, "5G")]
)
def test_money_in_few_letters(units, text):
    assert money(units) == text
