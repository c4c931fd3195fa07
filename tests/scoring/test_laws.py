"""The laws that every state of every register obeys."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import DEFAULT_METHOD, Credited, Register, score, score_one
from assessments.scoring.explanation import done, replay, steps, what_would_change
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


def as_register(rows):
    counted = [m for _, _, found in rows for m in found]
    return Register(
        likelihood=np.array([likelihood or 0 for likelihood, _, _ in rows], dtype=np.int64),
        consequence=np.array(
            [[rank or 0 for rank in consequence] for _, consequence, _ in rows], dtype=np.int64
        ).reshape(len(rows), 3),
        starts=np.cumsum([0, *[len(found) for _, _, found in rows]]).astype(np.int64),
        effect=np.array([m.effect for m in counted], dtype=np.int64).reshape(len(counted), 4),
        kind=np.array([KINDS.index(m.kind) for m in counted], dtype=np.int64),
        halves=np.array([m.halves for m in counted], dtype=np.int64),
        key=np.array([FACTORS.index(m.key) if m.key else -1 for m in counted], dtype=np.int64),
    )


@given(rows=st.lists(risks, max_size=6))
def test_a_register_scores_like_each_of_its_risks(rows):
    got = score(as_register(rows), DEFAULT_METHOD)

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


@given(risk=set_risks)
def test_what_would_change_a_level_does(risk):
    likelihood, consequence, counted = risk
    for change in what_would_change(*risk, DEFAULT_METHOD):
        lowered = [
            rank - (name in change.lowered)
            for name, rank in zip("lcia", (likelihood, *consequence), strict=True)
        ]
        then = level(lowered[0], lowered[1:], done(counted, change.measures))

        assert then == change.level < level(*risk)
