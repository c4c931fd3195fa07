"""The laws that every state of every register obeys."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import DEFAULT_METHOD, Credited, register_of, score, score_one
from assessments.scoring.changes import MOST_TOGETHER, Option, Situation, what_would_change
from assessments.scoring.explanation import replay, steps
from assessments.scoring.method import FACTORS, KINDS

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
measures = st.lists(measure, max_size=8)
risks = st.tuples(st.none() | ranks, st.tuples(*[st.none() | ranks] * 3), measures)
set_risks = st.tuples(ranks, st.tuples(ranks, ranks, ranks), measures)


def level(likelihood, consequence, counted):
    return score_one(likelihood, consequence, counted, DEFAULT_METHOD).level


@given(rows=st.lists(risks, min_size=1, max_size=6))
def test_a_register_scores_like_each_of_its_risks(rows):
    got = score(register_of(*zip(*rows, strict=True)), DEFAULT_METHOD)

    expected = [score_one(*row, DEFAULT_METHOD) for row in rows]
    assert got.level.tolist() == [one.level or 0 for one in expected]
    assert got.likelihood.tolist() == [one.likelihood or 0 for one in expected]
    assert got.by_dimension.tolist() == [
        [cell or 0 for cell in one.by_dimension] for one in expected
    ]


@given(risk=set_risks)
def test_measures_never_make_a_level_worse(risk):
    likelihood, consequence, _ = risk

    assert level(*risk) <= level(likelihood, consequence, [])


@given(risk=set_risks, place=st.integers(0, 7))
def test_less_credit_never_lowers_a_level(risk, place):
    likelihood, consequence, counted = risk
    if place < len(counted):
        poorer = [*counted]
        poorer[place] = replace(poorer[place], halves=0)

        assert level(likelihood, consequence, poorer) >= level(*risk)


@given(risk=set_risks, extra=measure, data=st.data())
def test_order_and_measures_without_credit_change_nothing(risk, extra, data):
    likelihood, consequence, counted = risk
    idle = replace(extra, halves=0, key="")
    shuffled = data.draw(st.permutations([*counted, idle]))

    assert level(likelihood, consequence, shuffled) == level(*risk)


@given(risk=risks)
def test_unset_stays_unset(risk):
    likelihood, consequence, _ = risk

    assert (level(*risk) is None) == (likelihood is None or None in consequence)


@given(risk=risks)
def test_the_steps_lead_to_the_level(risk):
    assert replay(steps(*risk, DEFAULT_METHOD), DEFAULT_METHOD) == level(*risk)


def situation(risk, cleared_by=(), unraised=1):
    """Each measure may be a design that the next one builds; some clear what raises."""
    likelihood, consequence, counted = risk
    options = []
    for place, each in enumerate(counted):
        builder = counted[(place + 1) % len(counted)].code
        is_paper = each.kind == "directive" and len(counted) > 1
        full = tuple(min(100, share + 30) for share in each.effect) if is_paper else each.effect
        options.append(Option(each, full, frozenset([builder]) if is_paper else frozenset()))
    raised_by = tuple(frozenset([counted[place].code]) for place in cleared_by)
    return Situation(likelihood, consequence, tuple(options), raised_by, unraised)


def after(here, codes):
    done = frozenset(codes)
    return level(here.likelihood_after(done), here.consequence, here.measures_after(done))


@given(risk=set_risks, data=st.data())
def test_what_would_change_a_level_does_and_nothing_less_would(risk, data):
    likelihood, consequence, counted = risk
    places = st.integers(0, max(len(counted) - 1, 0))
    cleared_by = data.draw(st.sets(places, max_size=2)) if counted else ()
    here = situation(risk, sorted(cleared_by), unraised=max(1, likelihood - 1))
    for change in what_would_change(here, DEFAULT_METHOD):
        if change.lowered:
            ranks = [
                rank - (name in change.lowered)
                for name, rank in zip("lcia", (likelihood, *consequence), strict=True)
            ]
            assert level(ranks[0], ranks[1:], counted) == change.level < level(*risk)
        else:
            assert after(here, change.measures) == change.level < level(*risk)
            for left_out in change.measures:
                less = set(change.measures) - {left_out}
                assert after(here, less) > change.level


@given(risk=set_risks)
def test_nothing_is_said_to_lower_a_level_that_is_not_there(risk):
    here = situation(risk)

    assert what_would_change(replace(here, likelihood=None), DEFAULT_METHOD) == ()
    assert what_would_change(replace(here, consequence=(None,) * 3), DEFAULT_METHOD) == ()


@given(risk=set_risks)
def test_when_some_few_measures_are_enough_a_set_is_named(risk):
    here = situation(risk)
    open_ones = [each.code for each in risk[2] if each.halves < 2]
    few = [
        chosen
        for size in range(1, MOST_TOGETHER + 1)
        for chosen in combinations(open_ones, size)
        if after(here, chosen) < level(*risk)
    ]

    named = [c.measures for c in what_would_change(here, DEFAULT_METHOD) if c.measures]

    if few:
        assert named
        assert len(named[0]) == len(few[0])
    assert named == sorted(named, key=len)


def test_a_step_names_the_key_measures_that_hold_its_factor_and_no_others():
    strong = Credited("STRONG", "preventive", (100, 0, 0, 0), halves=2)
    keys = [Credited(name, "preventive", (10, 10, 10, 10), 1, name.lower()) for name in "LA"]

    held = {
        step.parameters["of"]: step.parameters["held_by"]
        for step in steps(5, (5, 5, 5), [strong, *keys], DEFAULT_METHOD)
        if step.message == "factor"
    }

    assert held == {"l": "L", "c": "", "i": "", "a": ""}
