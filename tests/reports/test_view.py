"""The view: page 1's answer, counts, order, and words for what is unset."""

import pytest

from assessments.reports.judgements import Override
from assessments.reports.view import Signature, Signing, report_view
from assessments.reports.view_words import count_of, day, flat, level, moment, money, ranks
from tests.reports.factories import criteria, document, risk, state
from tests.reports.rows import ANN, AT

LOW, HIGH = state(2, 2, 2), state(4, 4, 4)


def view(**values):
    return report_view(document(**values).to_json(), Signing(state="draft"))


@pytest.mark.parametrize(
    ("rows", "actions", "answer"),
    [
        ((risk(1, current=LOW),), (), "No risk is high or very high."),
        ((risk(1),), (), "Every high or very high risk is accepted by a named"),
        ((risk(1, acceptance=None),), None, "is accepted or has a planned action."),
        ((risk(1, acceptance=None),), (), "1 high or very high risk still without a decision."),
        ((risk(1, acceptance=None, state="dismissed"),), (), "No risk is high or very high."),
    ],
)
def test_page_one_says_whether_it_is_acceptable(rows, actions, answer):
    given = {"risks": rows} | ({} if actions is None else {"actions": actions})

    assert answer in view(**given)["summary"]["answer"]


def test_each_counted_risk_is_once_in_each_state_and_the_unrated_are_counted_apart():
    unrated = state(None, None, None)
    override = Override(level=5, reason="seen", by=ANN, at=AT)
    said = view(
        risks=(
            risk(1, override=override),
            risk(2, inherent=unrated, current=unrated, residual=unrated),
            risk(3, state="dismissed"),
        )
    )

    assert [row["current"] for row in said["levels"]] == [1, 0, 0, 0, 0, 1]
    assert sum(cell["count"] for row in said["matrix"] for cell in row["cells"]) == 1
    assert said["register"][0]["rows"][0]["note"].startswith("Set by a person; computed high.")


def test_the_matrix_has_the_levels_of_the_methods_grid_highest_likelihood_first():
    rows = view()["matrix"]

    assert [row["likelihood"] for row in rows] == [5, 4, 3, 2, 1]
    assert rows[0]["cells"][4]["rank"] == 5
    assert rows[1]["cells"][3] == level(4) | {"consequence": 4, "count": 1}


def test_the_matrix_has_the_size_and_the_names_of_the_methods_grid():
    grid = {"grid": [[1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 5]], "likelihood_names": ["a", "b", "c"]}
    said = view(criteria=criteria(method=grid), risks=(risk(1, current=state(5, 3, 4)),))

    assert [row["head"] for row in said["matrix"]] == ["3 c", "2 b", "1 a"]
    assert said["columns"] == ["1", "2", "3", "4"]
    assert said["matrix"][0]["cells"][3] == level(5) | {"consequence": 4, "count": 1}


@pytest.mark.parametrize("method", [None, {}, {"grid": []}, {"grid": [[1, 2], [1]]}, {"grid": 7}])
def test_a_matrix_of_an_unknown_grid_has_five_rows_without_levels(method):
    said = view(criteria=criteria(method=method))

    assert [len(row["cells"]) for row in said["matrix"]] == [5] * 5
    assert {cell["rank"] for row in said["matrix"] for cell in row["cells"]} == {None}
    assert said["method"]["words"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"earned": 75}, ["product over items of", "0.25⌉)"]),
        ({"formula": "r2", "earned": 100}, ["max(1, sum of effects)", "the level ⌈y⌉"]),
        ({"formula": "r1", "earned": 90}, ["Every measure leaves its part", "0.1⌉)"]),
        ({"formula": "none", "earned": 75}, ["Measures take nothing off"]),
        ({"points": {"combine": "sum"}, "earned": 75}, ["The grid follows from points"]),
        ({"likelihood_steps": [1, 1, 2, 3, 3]}, ["each judged rank stands"]),
        ("of another form", ["highest over confidentiality"]),
    ],
)
def test_how_levels_follow_is_said_for_the_method_that_was_used(document, words):
    said = " ".join(view(criteria=criteria(method=document))["method"]["words"])

    assert [each for each in words if each not in said] == []


def test_the_register_is_by_subject_with_the_highest_risk_first_and_keys_by_number():
    low = risk(1, current=LOW, residual=LOW)
    rows = view(risks=(risk(10), risk(9), low))["register"][0]["rows"]

    assert [row["key"] for row in rows] == ["R-9", "R-10", "R-1"]


def test_signed_means_all_three_roles():
    one = {"name": "", "email": "", "meaning": "", "comment": "", "digest": "", "signed_at": AT}
    three = tuple(Signature(role=role, **one) for role in ("approver", "risk_owner", "assessor"))
    said = report_view(document().to_json(), Signing(state="signed", signatures=three))

    assert said["head"]["state"] == "signed 1 Nov 2026"
    assert [row["role"] for row in said["signatures"]] == ["Assessor", "Risk owner", "Approver"]
    assert not Signing(state="signed", signatures=three[:2]).is_signed
    assert not Signing(state="in_signoff", signatures=three).is_signed


def test_words_for_days_money_counts_and_what_is_unset():
    assert (day("2026-11-01"), day(None), day("soon")) == ("1 Nov 2026", "", "soon")
    assert (moment(AT), moment(None)) == ("1 Nov 2026, 09:00 UTC", "")
    assert (money(1_250_005, "EUR"), money(None, "EUR")) == ("12,500.05 EUR", "")
    assert (count_of(1, "host"), count_of(0, "host")) == ("1 host", "0 hosts")
    assert ranks(5, None) == "5 \u2013"
    assert level(None) == {"rank": None, "words": "not rated"}


def test_every_leaf_of_the_method_has_a_line():
    value = {"a": {"b": [1, 2]}, "c": [[1], {"d": None}], "e": True}

    assert list(flat(value, "m")) == [
        ("m.a.b", "1, 2"),
        ("m.c[1]", "1"),
        ("m.c[2].d", ""),
        ("m.e", "True"),
    ]
