"""The questions of auditors, answered from the frozen content."""

from dataclasses import replace

from assessments.reports.asked import MOST, asked
from assessments.reports.judgements import Override, Rating
from tests.reports.factories import answer, assessed, asset, criteria, document, risk

LOW = Rating(likelihood=1, consequence_c=None, consequence_i=None, consequence_a=None)
CRITERIA = {"authority": {"4": "approver"}, "appetite": 2}


def answers(found, today="2026-11-27"):
    made = asked(found, today=today)
    assert [one.number for one in made] == list(range(1, 19))
    assert all(one.question and one.answers for one in made)
    return {one.number: one.answers for one in made}


def test_a_document_answers_who_what_and_when():
    found = answers(document())

    assert "Ann Okafor rated 1 risks" in found[1]
    assert found[2] == ("This is the first revision.",)
    assert "Ann Okafor" in found[3][0]
    assert "2026-11-01" in found[3][1]
    assert found[4][0].startswith("Method vsrisk-ordinal version 1")
    assert "estate.xlsx" in found[5][0]
    assert "58 vm" in found[5][0]
    assert found[7][0] == "1 items are answered as implemented, 0 of them without a file"
    assert found[8] == ("No answer needed a second person.",)
    assert "Level 4: approver" in found[10]
    assert "R-1, level 4: Ben Lindqvist as risk_owner until 2027-05-01" in found[10]
    assert found[17] == ("No risk of a cloud service stands in this revision.",)


def test_what_is_open_expired_excluded_or_without_a_file_is_named():
    bare = risk(
        2,
        acceptance=None,
        treatment=None,
        family="cloud_service",
        override=Override(level=3, reason="Seen on site", by="x", at="2026-11-01T09:00:00Z"),
    )
    dismissed = risk(3, state="dismissed", reason="No such thing", judged=LOW)
    found = answers(
        document(
            assessment=assessed(previous_digest="f" * 64, revision=2, revision_reason="It moved"),
            criteria=criteria(criteria=CRITERIA),
            risks=(risk(1, judged=LOW, reason="We know better"), bare, dismissed),
            answers=(
                answer("CHK-OM-05"),
                answer("CHK-PD-13", "not_applicable", reason="No disks", seconded_by=None),
            ),
            evidence=(replace(document().evidence[0], item=None, risk="R-1"),),
            assets=(asset(), replace(asset("vm-9"), is_placeholder=True, domain=None)),
            actions=(),
        ),
        today="2027-06-01",
    )

    assert "It moved" in found[2][0]
    assert "1 named but not described by any file; 1 machines in no domain" in found[5]
    assert "CHK-OM-05: implemented, no file" in found[7]
    assert found[8] == ("CHK-PD-13: answered by Ann Okafor, seconded by nobody",)
    assert "1 risks are above the appetite (2) without treatment or acceptance" in found[9]
    assert any(line.startswith("R-2 ") for line in found[9])
    assert "1 acceptances have expired by 2027-06-01" in found[9]
    assert "1 of 2 answers say not applicable" in found[16]
    assert "R-3 dismissed: No such thing" in found[16]
    assert "R-2 overridden: Seen on site" in found[16]
    assert found[17][0].startswith("R-2 ")
    assert found[18] == (
        "1 of 2 ratings differ from what was proposed; each says why",
        "R-1: We know better",
    )


def test_long_answers_are_cut_and_say_so():
    many = tuple(risk(n, acceptance=None, treatment=None) for n in range(1, MOST + 10))
    found = answers(document(criteria=criteria(criteria=CRITERIA), risks=many, actions=()))

    assert len(found[9]) == MOST + 1
    assert found[9][-1] == "and 11 more"


def test_criteria_that_are_no_object_and_nothing_rated_are_said():
    bare = risk(judged_by=None, judged_at=None, acceptance=None)
    found = answers(
        document(criteria=criteria(criteria=None, set_by=None, set_at=None), risks=(bare,))
    )

    assert "Criteria set by nobody on no day" in found[3]
    assert "The first rating that stands was given on no day" in found[3]
    assert "Nothing is accepted." in found[10]
