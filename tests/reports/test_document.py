"""The document: round trips, strictness, order, and its schema."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assessments.reports import document as module
from assessments.reports.document import Document
from assessments.reports.judgements import Override
from assessments.reports.records import NotADocument
from assessments.verifier.canonical import NotCanonical, encode
from tests.reports.factories import answer, asset, document, risk
from tests.reports.rows import ANN, AT

SCHEMA = Path(module.__file__).parent / "schema" / "snapshot-v1.schema.json"


def test_a_document_comes_back_from_its_bytes():
    whole = document()

    assert Document.from_json(whole.to_json()) == whole


@given(st.permutations(range(6)))
def test_the_order_in_which_rows_were_given_does_not_change_the_bytes(order):
    shuffled = document(
        assets=tuple(asset(f"vm-{n}") for n in order),
        risks=tuple(risk(n, threats=tuple(f"T{m}" for m in order)) for n in order),
    )
    straight = document(
        assets=tuple(asset(f"vm-{n}") for n in range(6)),
        risks=tuple(risk(n, threats=tuple(f"T{m}" for m in range(6))) for n in range(6)),
    )

    assert shuffled.to_json() == straight.to_json()


@given(st.text(st.characters(codec="ascii")), st.integers(1, 5) | st.none())
def test_any_text_and_rank_come_back(text, rank):
    whole = document(risks=(risk(title=text, residual_likelihood_input=rank),))

    assert Document.from_json(whole.to_json()).risks[0].title == text


def test_a_row_cannot_stand_twice():
    with pytest.raises(NotADocument, match=r"Document\.risks holds R-1 twice"):
        document(risks=(risk(1), risk(1)))


def test_an_answer_for_the_whole_and_one_for_a_group_are_two_rows():
    both = document(answers=(answer("CHK-OM-05"), answer("CHK-OM-05", group="domain:RES")))

    assert [one.group for one in both.answers] == [None, "domain:RES"]


def test_a_float_hidden_in_free_form_parts_is_refused():
    leaky = document(risks=(risk(explanation=[["cell", {"number": 4.2}]]),))

    with pytest.raises(NotCanonical, match=r"\$\.risks\[0\]\.explanation"):
        leaky.to_json()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(extra=1), "unknown extra"),
        (lambda data: data.pop("risks"), "missing or unknown risks"),
        (lambda data: data.update(risks={}), "Document.risks is not a list"),
        (lambda data: data.update(risks=[1]), r"risks\[0\] is not an object"),
        (lambda data: data["risks"][0].update(title=1), r"risks\[0\]\.title is not string"),
        (lambda data: data["domains"][0].update(members=True), "members is not integer"),
        (lambda data: data.update(schema="vsrisk.snapshot/v2"), "schema"),
        (lambda data: data["items"].reverse(), "order"),
    ],
)
def test_data_of_another_form_is_refused_with_its_place(change, words):
    data = json.loads(document().to_json())
    change(data)

    with pytest.raises(NotADocument, match=words):
        Document.from_json(encode(data))


def test_a_part_that_older_documents_lack_is_left_out_while_it_is_empty():
    old = document(loss_estimates=(), domain_estimates=(), loss_results=())
    new = document()

    assert b"loss_estimates" not in old.to_json()
    assert Document.from_json(old.to_json()) == old
    assert Document.from_json(new.to_json()).loss_estimates == new.loss_estimates != ()


def test_the_level_in_force_is_the_override_where_there_is_one():
    override = Override(level=5, reason="seen twice", by=ANN, at=AT)

    assert risk().level_in_force() == 4
    assert risk(override=override).level_in_force() == 5


def test_the_committed_schema_is_that_of_the_types():
    assert json.loads(SCHEMA.read_text()) == module.schema()


def test_a_document_satisfies_the_schema_and_a_changed_one_does_not():
    validator = Draft202012Validator(module.schema())
    data = json.loads(document().to_json())
    Draft202012Validator.check_schema(module.schema())

    assert validator.is_valid(data)
    for spoil in (
        {"schema": "other"},
        {"risks": [data["risks"][0] | {"inherent": 5}]},
        {"criteria": data["criteria"] | {"method": {"a": 1.5}}},
        {"more": None},
    ):
        assert not validator.is_valid(data | spoil)


def test_unset_stays_unset():
    empty = replace(document().domains[0], value_c=None)

    assert json.loads(document(domains=(empty,)).to_json())["domains"][0]["value_c"] is None
