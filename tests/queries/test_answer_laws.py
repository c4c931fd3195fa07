"""The laws of answers, over the whole catalogue: nobody can answer a level away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.catalogue import LATEST, load
from assessments.checks.bindings import bindings
from assessments.models import Answer, Risk, Treatment
from assessments.queries.inputs import Facts, inputs_of
from assessments.queries.recomputed import compute
from assessments.queries.sightings import Sighting
from assessments.scoring import DEFAULT_METHOD, score_one

EDITION = load(LATEST)
CODES = sorted(code for code, items in EDITION.treated_by.items() if items)
GROUP, PK = 1, 1
STATES = ["", *Answer.State.values]
NO_CREDIT = ["", "planned", "not_implemented", "not_applicable"]
BETTER = ["not_implemented", "partly", "implemented"]


def inputs(code, answers, *, checks=(), plan=(), facts=()):
    """The inputs of one risk as the product makes them, from answers, findings and a plan."""
    kind = EDITION.risk(code)
    risk = Risk(
        pk=PK,
        code=code,
        group_id=GROUP,
        proposed_likelihood=min(5, kind.likelihood + bool(checks)),
        proposed_consequence_c=kind.consequence.c,
        proposed_consequence_i=kind.consequence.i,
        proposed_consequence_a=kind.consequence.a,
    )
    risk.treatment = Treatment(option="modify")  # no database is asked for it
    seen = {check: Sighting(check, 1, 1, is_severe) for check, is_severe in checks}
    given_facts = Facts(
        edition=EDITION,
        facts=frozenset(facts),
        answers={(item, None): state for item, state in answers.items() if state},
        seen={GROUP: seen},
        managers_of={GROUP: ()},
        promised={PK: frozenset(plan)},
        share=25,
    )
    return inputs_of(risk, given_facts)


def levels(found):
    """Inherent, current and residual, as they are stored."""
    (stored,) = compute([found], DEFAULT_METHOD)
    return tuple(stored.columns[state] for state in ("inherent", "current", "residual"))


def current(code, answers, **state):
    return levels(inputs(code, answers, **state))[1]


@st.composite
def states(draw):
    """A risk of the catalogue with an answer to each of its items, findings and a plan."""
    code = draw(st.sampled_from(CODES))
    items = [item.code for item in EDITION.treated_by[code]]
    answers = {item: draw(st.sampled_from(STATES)) for item in items}
    bound = sorted(check for check, row in bindings().items() if set(row.items) & set(items))
    chosen = draw(st.lists(st.sampled_from(bound), max_size=3, unique=True)) if bound else []
    facts = {fact for item in EDITION.treated_by[code] for fact in item.applies_when}
    return {
        "code": code,
        "answers": answers,
        "checks": tuple((check, draw(st.booleans())) for check in chosen),
        "plan": frozenset(draw(st.sets(st.sampled_from(items)))),
        "facts": tuple(draw(st.sets(st.sampled_from(sorted(facts))))) if facts else (),
    }


def with_answer(state, item, answer):
    return {**state, "answers": {**state["answers"], item: answer}}


@given(states())
def test_residual_is_never_above_current_nor_current_above_inherent(state):
    inherent, now, residual = levels(inputs(**state))

    assert residual <= now <= inherent


@given(states(), st.data())
def test_no_answer_makes_a_level_lower_than_not_implemented(state, data):
    item = data.draw(st.sampled_from(sorted(state["answers"])))
    worst = current(**without_plan(with_answer(state, item, "not_implemented")))

    for answer in NO_CREDIT:
        assert current(**without_plan(with_answer(state, item, answer))) == worst
    for answer in STATES:
        assert current(**without_plan(with_answer(state, item, answer))) <= worst


@given(states(), st.data())
def test_more_of_an_item_never_raises_a_level(state, data):
    item = data.draw(st.sampled_from(sorted(state["answers"])))
    found = [levels(inputs(**with_answer(state, item, answer))) for answer in BETTER]

    for place in range(3):
        falling = [each[place] for each in found]
        assert falling == sorted(falling, reverse=True)


@given(states(), st.data())
def test_more_in_the_plan_never_raises_the_residual(state, data):
    item = data.draw(st.sampled_from(sorted(state["answers"])))
    more = {**state, "plan": state["plan"] | {item}}

    assert levels(inputs(**more))[2] <= levels(inputs(**state))[2]
    assert levels(inputs(**more))[:2] == levels(inputs(**state))[:2]


@given(states(), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(state, random):
    found = inputs(**state)
    measures = list(found.counted())
    random.shuffle(measures)

    shuffled = score_one(found.likelihood, found.consequence, measures, DEFAULT_METHOD)
    assert shuffled.level == levels(found)[1]


def test_every_risk_has_items_that_treat_it():
    assert sorted(EDITION.risks) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_risk_of_the_catalogue_answered_all_one_way(code):
    """From nothing to everything: levels fall step by step, and a full plan equals full answers."""
    items = [item.code for item in EDITION.treated_by[code]]
    found = [current(code, dict.fromkeys(items, answer)) for answer in BETTER]
    everything = levels(inputs(code, {}, plan=items))

    assert found == sorted(found, reverse=True)
    assert found[0] == current(code, {}) == everything[0]
    assert everything[2] == found[2]


def without_plan(state):
    return {**state, "plan": frozenset()}
