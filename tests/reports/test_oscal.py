"""OSCAL out: valid by NIST's types, true to the document, and the same at each export."""

import json
import unicodedata
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.poam import PlanOfActionAndMilestones

from assessments.reports.judgements import Override, State
from assessments.reports.oscal.common import line
from assessments.reports.oscal.poam import NothingPlanned, plan_of_action
from assessments.reports.oscal.results import assessment_results
from assessments.reports.view import Signing
from tests.reports.factories import answer, assessed, document, risk
from tests.reports.test_pdf import signing

UNSIGNED = Signing(state="in_signoff")
UNRATED = State(
    level=None,
    likelihood=None,
    consequence=None,
    likelihood_number=None,
    consequence_c_number=None,
    consequence_i_number=None,
    consequence_a_number=None,
)


def action(**values):
    return replace(document().actions[0], **values)


def results_of(found, how=None):
    content = found.to_json()
    made = assessment_results(content, how or signing(content))["assessment-results"]
    AssessmentResults.model_validate(json.loads(json.dumps(made)))
    return made


def plan_of(found):
    made = plan_of_action(found.to_json(), UNSIGNED)["plan-of-action-and-milestones"]
    PlanOfActionAndMilestones.model_validate(json.loads(json.dumps(made)))
    return made


def prop(value, name):
    return next((one["value"] for one in value.get("props", ()) if one["name"] == name), None)


def test_the_results_tell_assets_answers_findings_risks_and_signatures():
    whole = document()
    made = results_of(whole)
    (result,) = made["results"]

    assert prop(made["metadata"], "snapshot-sha256")
    assert len(result["local-definitions"]["inventory-items"]) == len(whole.assets)
    assert len(result["observations"]) == len(whole.answers) + len(whole.findings)
    assert [prop(one, "key") for one in result["risks"]] == [one.key for one in whole.risks]
    assert [one["parts"][0]["prose"] for one in result["attestations"]] == [
        "I sign as assessor.",
        "I sign as risk_owner.",
        "I sign as approver.",
    ]
    finding = result["findings"][0]
    assert finding["target"]["target-id"] == "CHK-OM-05"
    assert finding["target"]["status"]["state"] == "satisfied"
    shas = [one["rlinks"][0]["hashes"][0]["value"] for one in made["back-matter"]["resources"]]
    known = [one.sha256 for one in whole.imports] + [one.sha256 for one in whole.evidence]
    assert set(shas) >= set(known)


def test_a_risk_has_its_three_states_and_what_is_done_about_it():
    (found,) = [one for one in results_of(document())["results"][0]["risks"] if one["title"]][:1]

    stages = [prop(one, "stage") for one in found["characterizations"]]
    assert stages == ["inherent", "current", "residual"]
    levels = [
        facet["value"]
        for one in found["characterizations"]
        for facet in one["facets"]
        if facet["name"] == "level"
    ]
    assert levels == ["5", "4", "3"]
    assert found["status"] == "deviation-approved"
    assert found["deadline"] == "2027-03-01T00:00:00Z"
    assert [one["title"] for one in found["remediations"]] == [
        "T-1 Encrypt the disks",
        "Treatment: modify",
    ]


BARE = {"acceptance": None, "treatment": None}


@pytest.mark.parametrize(
    ("changes", "actions", "status"),
    [
        ({"state": "dismissed", **BARE}, (), "closed"),
        (BARE, (), "open"),
        (BARE, (action(),), "remediating"),
        (BARE, (action(status="done"),), "open"),
        ({}, (), "deviation-approved"),
    ],
)
def test_the_status_of_a_risk_follows_from_what_was_decided(changes, actions, status):
    whole = document(risks=(risk(**changes),), actions=actions)

    assert results_of(whole)["results"][0]["risks"][0]["status"] == status


def test_what_nobody_rated_named_or_answered_is_valid_too():
    bare = risk(inherent=UNRATED, current=UNRATED, residual=UNRATED, credits=(), owner=None, **BARE)
    whole = document(
        assessment=assessed(risk_owner=None, approver=None, scope_in="", title=" \n "),
        risks=(bare,),
        actions=(action(owner=None, due=None),),
        answers=(),
        evidence=(),
        findings=(),
        assets=(),
        edges=(),
        items=(),
        settlements=(),
        exposures=(),
    )
    (result,) = results_of(whole, UNSIGNED)["results"]

    assert "characterizations" not in result["risks"][0]
    assert "observations" not in result
    assert result["reviewed-controls"]["control-selections"] == [{"include-all": {}}]


def test_items_that_do_not_apply_are_no_finding_and_open_ones_name_their_risks():
    answers = (
        answer("CHK-OM-05", "not_applicable", reason="No such disks"),
        answer("CHK-PD-13", "planned", note=""),
    )
    (result,) = results_of(document(answers=answers))["results"]

    assert [one["title"] for one in result["findings"]] == ["CHK-PD-13"]
    assert result["findings"][0]["target"]["status"]["state"] == "not-satisfied"


def test_an_override_and_its_reason_are_told():
    over = Override(level=2, reason="Seen on site", by="x", at="2026-11-01T09:00:00Z")
    found = results_of(document(risks=(risk(override=over),)))["results"][0]["risks"][0]

    assert (prop(found, "level-in-force"), prop(found, "override-reason")) == ("2", "Seen on site")


def test_the_plan_lists_open_actions_and_risks_that_nobody_treats():
    alone = risk(2, **BARE)
    done = action(key="T-2", status="done", risks=("R-2",))
    open_one = action(risks=("R-1",))
    made = plan_of(document(risks=(risk(1), alone), actions=(open_one, done)))

    titles = [one["title"] for one in made["poam-items"]]
    assert titles[0] == "T-1 Encrypt the disks"
    assert titles[1].startswith("R-2 ")
    known = {one["uuid"] for one in made["risks"]}
    assert {
        each["risk-uuid"] for one in made["poam-items"] for each in one["related-risks"]
    } <= known


def test_a_plan_without_anything_open_is_refused():
    with pytest.raises(NothingPlanned):
        plan_of(document(risks=(risk(1),), actions=()))


def test_the_same_document_gives_the_same_bytes_and_another_one_other_uuids():
    one, again = results_of(document()), results_of(document())
    other = results_of(document(assessment=assessed(title="Another")))

    assert json.dumps(one) == json.dumps(again)
    assert UUID(one["uuid"]).version == 5
    assert one["uuid"] != other["uuid"]


def composed(longest):
    return st.text(max_size=longest).map(partial(unicodedata.normalize, "NFC"))


@given(composed(80), composed(200))
def test_any_words_are_valid(title, words):
    found = document(
        assessment=assessed(title=title, scope_in=words),
        risks=(risk(title=title, description=words),),
    )
    results_of(replace(found), UNSIGNED)


def test_one_line_is_one_line():
    assert line(" a\r\n\tb  c ") == "a b c"
