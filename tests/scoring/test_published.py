"""The methods that come with the product: published numbers, and the laws that all obey."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import (
    DEFAULT_METHOD,
    BadMethod,
    Credited,
    Method,
    register_of,
    score,
    score_one,
)
from assessments.scoring.columns import columns_of, rank, table_of
from assessments.scoring.explanation import replay, steps
from assessments.scoring.method import FACTORS, KINDS, Points
from assessments.scoring.published import Difference, difference, published
from assessments.scoring.reference import factor_of

METHODS = published()
names = st.sampled_from(sorted(METHODS))
ranks = st.integers(1, 5)
effects = st.tuples(*[st.integers(0, 20).map(lambda n: n * 5)] * 4)
measure = st.builds(
    Credited,
    code=st.uuids().map(str),
    kind=st.sampled_from(KINDS),
    effect=effects,
    halves=st.integers(0, 2),
    key=st.sampled_from(["", *FACTORS]),
)
measures = st.lists(measure, max_size=6)
risks = st.tuples(st.none() | ranks, st.tuples(*[st.none() | ranks] * 3), measures)
set_risks = st.tuples(ranks, st.tuples(ranks, ranks, ranks), measures)


def placed(method, likelihood, consequence, counted):
    """Put judged ranks where they stand in the grid of a method."""
    return (
        method.placed("l", likelihood),
        tuple(method.placed("c", each) for each in consequence),
        counted,
    )


def level(method, likelihood, consequence, counted):
    return score_one(*placed(method, likelihood, consequence, counted), method).level


def test_every_method_comes_back_from_its_document():
    for each in METHODS.values():
        assert Method.from_document(each.method.to_document()) == each.method
        assert all((each.name, each.source, each.about))
    assert METHODS["R3"].method == DEFAULT_METHOD


@given(names, st.lists(risks, min_size=1, max_size=5))
def test_a_register_scores_like_each_of_its_risks(name, rows):
    method = METHODS[name].method
    rows = [placed(method, *row) for row in rows]
    got = score(register_of(*zip(*rows, strict=True)), method)
    alone = [score_one(*row, method) for row in rows]

    assert got.level.tolist() == [one.level or 0 for one in alone]
    for row, one in zip(got.millionths.tolist(), alone, strict=True):
        numbers = (one.numbers.likelihood, one.numbers.c, one.numbers.i, one.numbers.a)
        assert row == [0 if n is None else round(n * 1_000_000) for n in numbers]


@given(names, st.lists(risks, min_size=1, max_size=5))
def test_look_ups_say_the_same(name, rows):
    method = METHODS[name].method
    rows = [placed(method, *row) for row in rows]
    nothing = [(None, (None, None, None), counted) for _l, _c, counted in rows]
    table = table_of(register_of(*zip(*nothing, strict=True)), method)
    found = rank(
        columns_of([row[0] for row in rows], [row[1] for row in rows], range(len(rows))), [table]
    )
    assert found[0].level.tolist() == [score_one(*row, method).level or 0 for row in rows]


@given(names, risks)
def test_the_steps_lead_to_the_level(name, risk):
    method = METHODS[name].method
    given = placed(method, *risk)
    assert replay(steps(*given, method), method) == score_one(*given, method).level


@given(names, set_risks)
def test_measures_never_make_a_level_worse(name, risk):
    method = METHODS[name].method
    assert level(method, *risk) <= level(method, risk[0], risk[1], [])


@given(names, set_risks, st.integers(0, 5))
def test_less_credit_never_lowers_a_level(name, risk, place):
    method = METHODS[name].method
    likelihood, consequence, counted = risk
    if place < len(counted):
        poorer = [*counted]
        poorer[place] = replace(poorer[place], halves=0)
        assert level(method, likelihood, consequence, poorer) >= level(method, *risk)


@given(names, set_risks, measure, st.data())
def test_order_changes_nothing_nor_do_measures_without_credit_but_in_r2(name, risk, extra, data):
    method = METHODS[name].method
    likelihood, consequence, counted = risk
    shuffled = data.draw(st.permutations(counted))
    assert level(method, likelihood, consequence, shuffled) == level(method, *risk)
    idle = [*counted, replace(extra, halves=0, key="")]
    then = level(method, likelihood, consequence, idle)
    if method.formula == "r2":  # it thins the others out: docs/method.md says so
        assert then >= level(method, *risk)
    else:
        assert then == level(method, *risk)


@given(names, set_risks, st.integers(0, 3))
def test_a_higher_rank_never_lowers_a_level(name, risk, place):
    method = METHODS[name].method
    likelihood, consequence, counted = risk
    higher = [likelihood, *consequence]
    higher[place] = min(5, higher[place] + 1)
    assert level(method, higher[0], higher[1:], counted) >= level(method, *risk)


@given(names, risks)
def test_unset_stays_unset(name, risk):
    method = METHODS[name].method
    likelihood, consequence, _ = risk
    assert (level(method, *risk) is None) == (likelihood is None or None in consequence)


def credited(kind, likelihood, consequence, halves):
    return Credited("", kind, (likelihood, *[consequence] * 3), halves)


def test_r1_as_in_c_08():
    controls = [
        credited("preventive", 50, 0, 2),
        credited("preventive", 40, 0, 1),
        credited("preventive", 10, 50, 2),
    ]
    method = METHODS["R1"].method
    found = score_one(4, (5, 5, 5), controls, method)

    assert factor_of("l", controls, method) == Fraction(36, 100)
    assert (found.numbers.likelihood, found.numbers.c) == (Fraction("2.08"), 3)
    assert (found.likelihood, found.consequence, found.level) == (3, 3, 3)


def test_r2_as_in_c_09():
    controls = [
        credited("preventive", 50, 0, 2),
        credited("preventive", 40, 0, 1),
        credited("preventive", 10, 0, 0),
        credited("detective", 10, 40, 2),
        credited("corrective", 5, 50, 1),
    ]
    method = METHODS["R2"].method
    found = score_one(4, (5, 5, 5), controls, method)

    assert factor_of("l", controls, method) == Fraction("0.4356")
    assert factor_of("c", controls, method) == Fraction("0.68")
    assert (found.numbers.likelihood, found.numbers.c) == (Fraction("2.3068"), Fraction("3.72"))
    assert (found.likelihood, found.consequence, found.level) == (3, 4, 4)


def test_predefined_values_as_in_a_01_to_a_04():
    points = METHODS["predefined"].method.points
    for likelihood in range(3):
        for ease in range(3):
            for value in range(5):
                number = points.number(likelihood + ease + 1, value + 1)
                assert number == value + likelihood + ease
    bands = [METHODS["predefined"].method.cell(rank, 5) for rank in range(1, 6)]
    assert bands == [3, 3, 4, 4, 4]  # 4, 5, 6, 7 and 8: medium, medium, high, high, high


def test_grids_as_in_b_10_b_11_and_b_20():
    three = [[0, 1, 1], [1, 1, 2], [1, 2, 2]]  # low, medium, high
    assert METHODS["grid-3"].method.grid == tuple(tuple(c + 2 for c in row) for row in three)
    critical = [
        [0, 0, 1, 1, 2], [0, 1, 1, 2, 2], [1, 1, 2, 2, 3], [1, 2, 2, 3, 4], [2, 2, 3, 4, 4],
    ]  # fmt: skip
    cautious = METHODS["grid-5-cautious"].method.grid
    assert cautious == tuple(tuple(c + 1 for c in row) for row in critical)
    table_i_2 = ["VL VL VL L L", "VL L L L M", "VL L M M H", "VL L M H VH", "VL L M H VH"]
    numbers = {"VL": 1, "L": 2, "M": 3, "H": 4, "VH": 5}
    assert METHODS["nist-800-30"].method.grid == tuple(
        tuple(numbers[word] for word in row.split()) for row in table_i_2
    )


def test_efficacies_compose_as_in_c_01_and_c_02():
    method = METHODS["magerit"].method
    cases = [(90, 50, "0.95"), (0, 0, "0"), (0, 40, "0.4"), (40, 0, "0.4"), (100, 20, "1")]
    for on_consequence, on_likelihood, whole in cases:
        one = [credited("preventive", on_likelihood, on_consequence, 2)]
        left = factor_of("l", one, method) * factor_of("c", one, method)
        assert 1 - left == Fraction(whole)


def test_a_product_is_compared_with_its_thresholds():
    method = METHODS["monarc"].method
    for likelihood, factor in enumerate((1, 3, 6, 9, 16), 1):
        for consequence in range(5):
            reached = sum(factor * consequence >= limit for limit in (3, 9, 19, 37))
            assert method.cell(likelihood, consequence + 1) == 1 + reached


POINTS = Points("sum", (0, 1, 2), (0, 1, 2), (2, 3))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"formula": "r9"}, "formula"),
        ({"points": replace(POINTS, combine="power")}, "points.combine"),
        ({"points": replace(POINTS, likelihood=(0, 2, 1))}, "points.likelihood"),
        ({"points": replace(POINTS, consequence=(0, 1))}, "points.consequence"),
        ({"points": replace(POINTS, thresholds=(3, 3))}, "points.thresholds"),
        ({"points": replace(POINTS, thresholds=())}, "points.thresholds"),
        ({"points": POINTS}, "grid"),
        ({"likelihood_steps": (1, 2, 3)}, "likelihood_steps"),
        ({"consequence_steps": (1, 2, 3, 4, 6)}, "consequence_steps"),
        ({"consequence_steps": (0, 2, 3, 4, 5)}, "consequence_steps"),
    ],
)
def test_what_does_not_hold_together_is_named_by_its_path(change, path):
    with pytest.raises(BadMethod) as caught:
        replace(DEFAULT_METHOD, **change)
    assert list(caught.value.problems) == [path]


def test_every_mistake_is_named_at_once():
    document = DEFAULT_METHOD.to_document() | {"earned": 200, "formula": "x", "grid": [[1] * 3] * 2}
    with pytest.raises(BadMethod) as caught:
        Method.from_document(document)
    assert set(caught.value.problems) == {"earned", "formula", "grid"}
    with pytest.raises(BadMethod) as caught:
        Method.from_document(document | {"grid": "x", "earned": "y"})
    assert set(caught.value.problems) == {"earned", "grid"}


def test_cells_that_fall_are_named():
    grid = [list(row) for row in DEFAULT_METHOD.grid]
    grid[2][3], grid[4][0] = 1, 1
    with pytest.raises(BadMethod) as caught:
        Method.from_document(DEFAULT_METHOD.to_document() | {"grid": grid})
    assert set(caught.value.problems) == {"grid.3.4", "grid.5.1"}


def test_ranks_without_steps_stand_in_their_own_row_or_the_last():
    small = replace(DEFAULT_METHOD, grid=((1, 1, 2), (1, 2, 3), (2, 3, 4)))
    assert [small.placed("l", each) for each in (None, 1, 3, 5)] == [None, 1, 3, 3]
    three = METHODS["grid-3"].method
    assert [three.placed("a", each) for each in range(1, 6)] == [1, 1, 2, 3, 3]
    assert three.placed("l", 6) == 3  # beyond every rank: what nothing limits


def test_two_methods_differ_field_by_field():
    one, other = (METHODS[name].method.to_document() for name in ("R3", "grid-5-cautious"))
    found = difference(one, other)
    assert Difference("id", "R3", "grid-5-cautious") in found
    assert Difference("grid.1", [1, 1, 2, 2, 2], [1, 1, 2, 2, 3]) in found
    assert difference(one, one) == ()
    removed = difference(METHODS["R2"].method.to_document(), one)
    assert Difference("formula", "r2", None) in removed


def test_the_engine_keeps_no_state_between_methods():
    rows = [(4, (5, 4, 3), [credited("preventive", 50, 20, 2)])]
    register = register_of(*zip(*rows, strict=True))
    first = score(register, METHODS["R1"].method).level
    score(register, METHODS["R2"].method)
    assert np.array_equal(first, score(register, METHODS["R1"].method).level)


def test_measures_that_count_for_nothing_leave_all():
    method = replace(DEFAULT_METHOD, formula="none")
    rows = [(4, (5, 4, 3), [credited("preventive", 90, 90, 2)])]
    found = score(register_of(*zip(*rows, strict=True)), method)
    assert found.level.tolist() == [score_one(*rows[0], method).level] == [5]
    assert found.millionths.tolist() == [[4_000_000, 5_000_000, 4_000_000, 3_000_000]]
    assert factor_of("l", rows[0][2], method) == 1
