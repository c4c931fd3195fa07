"""Equal content under other ids gives equal bytes; any other content does not."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.compared import comparable
from assessments.reports.document import Document
from assessments.verifier.canonical import encode
from tests.reports.rows import BEN, CYD
from tests.reports.test_brought import a_document, changed

LATER = "2027-01-01T00:00:00Z"


def renamed(text: str, assets: str, groups: str) -> Document:
    """Return a document with other ids of assets and groups."""
    for old, new in (("vm:vm-1", f"{assets}1"), ("host:esx-1", f"{assets}2")):
        text = text.replace(f'"{old}"', f'"{new}"')
    value = json.loads(text.replace('"domain:RES"', f'"{groups}"'))
    value["assets"].sort(key=lambda row: row["id"])
    return Document.from_json(encode(value))


@given(st.sampled_from("abz9"), st.sampled_from(["7", "group"]))
def test_other_ids_are_the_same_content(assets, groups):
    other = renamed(a_document().to_json().decode(), assets, groups)

    assert other != a_document()
    assert comparable(other) == comparable(a_document())


def test_other_people_and_instants_are_the_same_content():
    one = a_document()
    people = one.to_json().decode().replace(BEN, CYD).replace("2026-11-01T09:00:01Z", LATER)
    (risk,) = one.risks
    other = replace(
        Document.from_dict(json.loads(people) | {"people": []}),
        assessment=replace(one.assessment, uuid="other", key="A-9", revision=4, lead=CYD),
        risks=(replace(risk, acceptance=None, owner=None, judged_by=CYD, judged_at=LATER),),
        evidence=(),
        loss_results=(),
    )

    assert comparable(other) == comparable(one)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("assessment.title", "Others"),
        ("domains.0.value_c", 1),
        ("assets.0.native_id", "esx-9"),
        ("edges", []),
        ("findings.0.label", "vm-2"),
        ("imports.0.as_of", LATER),
        ("risks.0.judged.likelihood", 1),
        ("risks.0.judged_by", None),
        ("risks.0.current.level", 1),
        ("answers.0.note", "since May"),
        ("actions.0.due", "2028-01-01"),
        ("loss_estimates.0.confirmed_at", None),
        ("phases.0.tasks_done", []),
        ("criteria.criteria.appetite", 3),
    ],
)
def test_other_content_is_told_apart(path, value):
    other = Document.from_json(encode(changed(path, value)))

    assert comparable(other) != comparable(a_document())
