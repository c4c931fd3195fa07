"""A snapshot from elsewhere: read whole, or refused with every mistake and its place."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports import brought
from assessments.reports.brought import NotBrought
from assessments.reports.document import SCHEMA
from assessments.reports.judgements import Override
from assessments.scoring import DEFAULT_METHOD
from assessments.verifier.canonical import encode
from tests.reports import factories
from tests.reports.rows import ANN, AT, a_loss_estimate

LEVELS = "12345"
CRITERIA = {
    "appetite": 2,
    "authority": dict.fromkeys(LEVELS, "risk_owner"),
    "longest_acceptance_months": dict.fromkeys(LEVELS, 12),
}
OVERRIDE = Override(level=2, reason="Seen on site", by=ANN, at=AT)


def a_document():
    """Return a document in which everything that is named is there."""
    host = {"kind": "host", "id": "host:esx-1", "domain": None, "rule": "", "detail": ""}
    return factories.document(
        criteria=factories.criteria(method=DEFAULT_METHOD.to_document(), criteria=CRITERIA),
        assets=(factories.asset(traits={"power": "on"}), factories.asset("esx-1", **host)),
        risks=(factories.risk(override=OVERRIDE, proposal={"reasons": [["base", {"rank": 4}]]}),),
        loss_estimates=(replace(a_loss_estimate(), risk="R-1"),),
    )


def data():
    return json.loads(a_document().to_json())


def refused(value):
    """Return what is said of a document with these values."""
    with pytest.raises(NotBrought) as caught:
        brought.read(encode(value))
    return list(caught.value.mistakes)


def changed(path, value):
    """Return the document with another value at a dotted path."""
    found = here = data()
    *way, last = path.split(".")
    for step in way:
        here = here[int(step) if isinstance(here, list) else step]
    here[int(last) if isinstance(here, list) else last] = value
    return found


def test_what_holds_together_is_read():
    assert brought.read(a_document().to_json()) == a_document()


def test_bytes_that_are_no_canonical_object_are_refused():
    for content in (b"", b"\xff", b"[]", b'{"a": 1}', b'{"a":1.5}'):
        with pytest.raises(NotBrought, match="This is no snapshot"):
            brought.read(content)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail_otherwise(content):
    with pytest.raises(NotBrought):
        brought.read(content)


def test_another_schema_is_named():
    said = refused({"schema": "vsrisk.snapshot/v9"})

    assert said == [f"The schema is vsrisk.snapshot/v9; the one known here is {SCHEMA}"]
    assert refused({})[0].startswith("The schema is none")


def test_every_mistake_of_form_is_told_at_once_with_its_row():
    value = data() | {"strange": 1, "people": 4}
    value["assets"][1]["name"] = 7
    value["risks"][0]["judged"]["likelihood"] = "high"
    value["assessment"]["title"] = None

    assert refused(value) == [
        "Document: missing or unknown strange",
        "assessment.title is not string",
        "assets[1].name is not string",
        "people is not a list",
        "risks[0].judged.likelihood is not integer",
    ]


def test_a_row_that_stands_twice_and_a_list_in_another_order_are_told():
    twice, turned = data(), data()
    twice["risks"] *= 2
    turned["assets"].reverse()

    assert refused(twice) == ["Document.risks holds R-1 twice"]
    assert refused(turned) == ["a list is not in the order of its ids"]


def test_every_mistake_of_a_method_is_told():
    method = DEFAULT_METHOD.to_document() | {"grid": [[9]], "caps": {}}

    said = refused(changed("criteria.method", method))

    assert len(said) > 1
    assert all(each.startswith("criteria.method.") for each in said)


BROKEN = [
    ("criteria.method", [], "criteria.method is not an object"),
    ("criteria.method", {}, "criteria.method"),
    ("risks.0.key", "R-01", "risks: 'R-01' is not a key such as R-1"),
    ("risks.0.key", "T-1", "risks: 'T-1' is not a key such as R-1"),
    ("actions.0.key", "T-x", "actions: 'T-x' is not a key such as T-1"),
    ("imports.0.as_of", "2026-02-30T00:00:00Z", f"imports {'a' * 12}: as_of is not an instant"),
    ("imports.0.taken_at", "yesterday", f"imports {'a' * 12}: taken_at is not an instant"),
    ("actions.0.due", "2027-13-01", "actions T-1: due is not a day"),
    ("actions.0.due", "20270101", "actions T-1: due is not a day"),
    ("actions.0.done_at", "2027", "actions T-1: done_at is not an instant"),
    ("loss_estimates.0.frequency", {"low": "x"}, "loss_estimates R-1: a range is not one"),
    ("loss_estimates.0.losses", {"a": []}, "loss_estimates R-1: a range is not one"),
    ("domain_estimates.0.losses", [], "domain_estimates RES: a range is not one"),
    ("loss_estimates.0.dimensions", "AC", "loss_estimates R-1: 'AC' are no dimensions"),
    ("assessment.title", " ", "assessment: the title is empty or longer than 160 characters"),
    ("assessment.phase_view", "nine", "assessment: 'nine' is no view of the phases"),
    ("assessment.exclusions", {}, "assessment: the exclusions are not a list"),
    ("assessment.facts.0", "x" * 33, "assessment: a fact is longer than 32 characters"),
    ("criteria.parameters", [], "criteria: the parameters are not an object"),
    ("criteria.criteria", [], "criteria: they are not an object"),
    ("criteria.criteria.appetite", 9, "criteria: the appetite is not a rank from 1 to 5"),
    ("criteria.criteria.authority", {}, "criteria: the authority is not one role for each level"),
    ("criteria.criteria.authority.3", "me", "criteria: the authority is not one role for"),
    ("criteria.criteria.longest_acceptance_months.3", "x", "criteria: the longest acceptance is"),
    ("domains.0.name", "x" * 121, "name is longer than 120 characters"),
    ("groups.0.domain", "DMZ", "groups domain:RES: domain 'DMZ' is not among the domains"),
    ("groups.0.asset", "vm:9", "groups domain:RES: asset 'vm:9' is not among the assets"),
    ("edges.0.head", "vm:9", "head 'vm:9' is not among the assets"),
    ("risks.0.group", "nowhere", "risks R-1: group 'nowhere' is not among the groups"),
    ("actions.0.risks", ["R-9"], "actions T-1: R-9 are not among the risks"),
    ("imports", [], "assets: there is no import that they come from"),
    ("assets.0.native_id", "vm-1", "assets: two rows are about the same"),
    ("domains.0.trust", 6, "domains RES: trust is 6, not a rank from 1 to 5"),
    ("risks.0.judged.likelihood", 0, "risks R-1: judged: likelihood is 0, not a rank"),
    ("risks.0.override.level", 6, "risks R-1: override: level is 6, not a rank"),
    ("risks.0.state", "gone", "risks R-1: state 'gone' is not known"),
    ("risks.0.treatment.option", "pray", "risks R-1: treatment 'pray' is not known"),
    ("answers.0.state", "not_applicable", "answers CHK-OM-05: not applicable without a reason"),
    ("settlements.0.words", "", "settlements CHK-OM-05: no words"),
    ("actions.0.cost_minor", -1, "actions T-1: the cost is negative"),
    ("risks.0.state", "dismissed", "risks R-1: dismissed without a reason"),
    ("risks.0.override.reason", "", "risks R-1: overridden without a reason"),
    ("risks.0.proposal", [], "risks R-1: the proposal is not one"),
    ("risks.0.proposal", {"reasons": [["base"]]}, "risks R-1: the proposal is not one"),
    ("imports.0.sheets", {}, f"imports {'a' * 60}: sheets is of another form"),
    ("assets.1.traits", [1], "assets vm:vm-1: traits is of another form"),
]


@pytest.mark.parametrize(("path", "value", "words"), BROKEN)
def test_what_does_not_hold_together_is_told_with_its_place(path, value, words):
    changes = changed(path, value)
    if path == "assets.0.native_id":
        changes["assets"][0] |= {"kind": "vm", "source": "vc"}

    said = refused(changes)

    assert any(words in each for each in said), said


def test_a_risk_without_override_treatment_or_frequency_is_read():
    value = data()
    value["risks"][0] |= {"override": None, "treatment": None, "acceptance": None}
    value["loss_estimates"][0]["frequency"] = {}

    assert brought.read(encode(value)).risks[0].override is None


def test_a_method_that_is_no_object_is_said():
    assert "criteria.method is not an object" in refused(changed("criteria.method", "R3"))
