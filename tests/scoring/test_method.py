"""A method as data: it comes back from its document, and what does not hold together is named."""

from dataclasses import replace

import pytest

from assessments.scoring import DEFAULT_METHOD, BadMethod, Method, propose
from assessments.scoring.terms import spread

GRID = DEFAULT_METHOD.grid


def test_a_method_comes_back_from_its_document():
    assert Method.from_document(DEFAULT_METHOD.to_document()) == DEFAULT_METHOD


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"earned": 101}, "earned: 101 is not within 0-100"),
        ({"grid": GRID[:2]}, "needs 3 to 6 rows"),
        ({"grid": ((1, 2), (1, 2), (1, 2))}, "needs 3 to 6 rows"),
        ({"grid": ((1, 1, 1), (1, 1, 9), (1, 1, 9))}, "levels are 1 to 5"),
        ({"grid": ((1, 2, 1), (1, 2, 2), (1, 2, 2))}, "falls as consequence rises"),
        ({"grid": ((1, 2, 3), (1, 2, 2), (1, 2, 3))}, "falls as likelihood rises"),
        ({"caps": {}}, "needs exactly preventive"),
        ({"likelihood_names": ("a", "b")}, "likelihood_names: needs 5 names, one for each step"),
        ({"consequence_names": ("a", "b", "c", "d", "a")}, "needs different names"),
        ({"consequence_names": ("a", "b", "", "d", "e")}, "needs different names of 1 to 40"),
        ({"likelihood_names": ("a", "b", "c", "d", "e" * 41)}, "needs different names"),
        (
            {"caps": {**DEFAULT_METHOD.caps, "detective": (0, 0, 0, 101)}},
            "detective: is not within 0-100",
        ),
    ],
)
def test_a_method_that_does_not_hold_together_is_refused_in_words(change, words):
    with pytest.raises(BadMethod, match=words):
        replace(DEFAULT_METHOD, **change)


@pytest.mark.parametrize("size", range(3, 7))
def test_ranks_spread_from_the_first_step_to_the_last_and_none_falls(size):
    steps = spread(size)
    assert (steps[0], steps[-1]) == (1, size)
    assert steps == sorted(steps)
    grid = tuple((1,) * size for _ in range(size))
    method = replace(DEFAULT_METHOD, grid=grid, likelihood_steps=tuple(steps))
    assert [method.placed("l", rank) for rank in range(1, 6)] == steps


def test_names_come_back_without_spare_blanks():
    document = DEFAULT_METHOD.to_document() | {"likelihood_names": [" a", "b  c", "d", "e", "f"]}
    method = Method.from_document(document)
    assert method.likelihood_names == ("a", "b c", "d", "e", "f")
    assert Method.from_document(method.to_document()) == method


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(more=1), "more: unknown field"),
        (lambda data: data.pop("grid"), "grid: missing"),
        (lambda data: data.update(grid=7), "wrong shape"),
        (lambda data: data.update(caps=7), "wrong shape"),
    ],
)
def test_a_document_of_another_form_is_refused_in_words(change, words):
    data = DEFAULT_METHOD.to_document()
    change(data)
    with pytest.raises(BadMethod, match=words):
        Method.from_document(data)


def test_a_group_nobody_valued_keeps_the_defaults_and_says_so():
    got = propose(likelihood=5, consequence=(4, 3, 2), value=(None, 2, None), takes_layer=False)
    assert (got.likelihood, got.consequence, got.not_valued) == (5, (4, 2, 2), ("c", "a"))
    assert [why for why, _ in got.reasons] == [
        "likelihood.default",
        "consequence.not_valued",
        "consequence.value",
        "consequence.not_valued",
    ]


def test_what_was_observed_never_raises_beyond_the_scale():
    got = propose(
        likelihood=5, consequence=(1, 1, 1), value=(1, 1, 1), takes_layer=True, observed=["B", "A"]
    )
    assert got.likelihood == 5
    assert got.reasons[1] == ("likelihood.observed", {"rank": 5, "checks": "A, B"})


def test_an_accepted_gap_raises_beside_what_was_observed_and_never_beyond_the_scale():
    for default, raised in ((3, 5), (4, 5), (5, 5)):
        got = propose(
            likelihood=default,
            consequence=(1, 1, 1),
            value=(1, 1, 1),
            takes_layer=False,
            observed=["A"],
            beside="esx-1: a (trust 1) beside b (trust 4)",
        )
        assert got.likelihood == raised
        assert got.reasons[2][0] == "likelihood.beside"
