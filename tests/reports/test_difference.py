"""The difference of two documents: none of equal ones, and enough to rebuild the second."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.difference import MANY, SINGLE, Change, difference
from assessments.reports.document import Document
from assessments.reports.judgements import Override
from tests.reports.factories import assessed, asset, document, risk, state
from tests.reports.rows import ANN, AT

risks = st.dictionaries(
    st.integers(1, 6), st.tuples(st.integers(1, 5), st.sampled_from(["", "why"])), max_size=5
).map(
    lambda found: tuple(
        risk(n, current=state(level, level, 3), reason=reason)
        for n, (level, reason) in found.items()
    )
)
documents = st.builds(
    lambda rows, names, title: document(
        risks=rows,
        assets=tuple(asset(name) for name in names),
        assessment=assessed(title=title),
    ),
    risks,
    st.sets(st.sampled_from("abcd")),
    st.sampled_from(["one", "two"]),
)


def apply(before: Document, changes: tuple[Change, ...]) -> dict[str, Any]:
    data: dict[str, Any] = before.to_dict()
    for section in MANY:
        rows = {row.sort_key(): row.to_dict() for row in getattr(before, section)}
        for change in (one for one in changes if one.section == section):
            if change.kind == "removed":
                del rows[change.row]
            elif change.kind == "added":
                rows[change.row] = change.after  # a whole row
            else:
                put(rows[change.row], change)
        if rows or section not in Document.OPTIONAL:
            data[section] = [rows[key] for key in sorted(rows)]
    for change in (one for one in changes if one.section in SINGLE):
        put(data[change.section], change)
    return data


def put(row: Any, change: Change) -> None:
    *inner, last = change.field.split(".")
    for name in inner:
        row = row[name]
    row[last] = change.after


@given(documents)
def test_equal_documents_have_no_difference(one):
    found = difference(one, Document.from_json(one.to_json()))

    assert found.changes == found.raised == found.lowered == ()


@given(documents, documents)
def test_the_first_document_with_the_changes_is_the_second(before, after):
    assert apply(before, difference(before, after).changes) == after.to_dict()


def test_every_list_and_part_of_the_document_is_compared():
    assert {*SINGLE, *MANY, "schema"} == set(document().to_dict()) | Document.OPTIONAL


def test_a_changed_field_is_named_with_what_it_was_and_is():
    before = document()
    judged = replace(risk().judged, likelihood=3)
    found = difference(before, document(risks=(risk(judged=judged),)))

    assert found.changes == (Change("risks", ("R-1",), "judged.likelihood", None, 3),)
    assert found.counts() == {"risks": {"added": 0, "removed": 0, "changed": 1}}


def test_a_part_of_free_form_that_came_or_went_is_named_by_its_path():
    criteria = document().criteria
    before = document(criteria=replace(criteria, parameters={"stays": 1, "went": 2}))
    after = document(criteria=replace(criteria, parameters={"stays": 1, "came": 3}))
    found = difference(before, after)

    assert [(one.field, one.before, one.after) for one in found.changes] == [
        ("parameters.came", None, 3),
        ("parameters.went", 2, None),
    ]


def test_risks_that_moved_are_named_by_direction_and_overrides_count():
    before = document(risks=(risk(1), risk(2), risk(3), risk(4)))
    override = Override(level=5, reason="seen twice", by=ANN, at=AT)
    lower = state(2, 2, 4)
    after = document(risks=(risk(1, current=lower), risk(2, override=override), risk(3), risk(5)))
    found = difference(before, after)

    assert (found.raised, found.lowered) == (("R-2",), ("R-1",))
    assert found.counts()["risks"] == {"added": 1, "removed": 1, "changed": 2}
