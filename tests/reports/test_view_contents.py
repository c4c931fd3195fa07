"""What a signer checks is counted from the document alone."""

from assessments.reports.judgements import Override
from assessments.reports.view_contents import contents
from tests.reports.factories import answer, credit, document, risk, state
from tests.reports.rows import ANN, AT, an_item

LOW, MEDIUM, HIGH = state(2, 2, 2), state(3, 3, 3), state(4, 4, 4)


def test_risks_are_counted_by_the_level_in_force_and_dismissed_ones_are_not():
    override = Override(level=3, reason="seen", by=ANN, at=AT)
    found = contents(
        document(
            risks=(
                risk(1, current=HIGH, override=override),
                risk(2, current=HIGH),
                risk(3, current=LOW),
                risk(4, current=state(None, None, None)),
                risk(5, current=HIGH, state="dismissed"),
            )
        )
    )

    assert found.risks == 4
    assert found.levels == {3: 1, 4: 1, 2: 1, None: 1}
    assert (found.above, found.overridden) == (2, 1)


def test_a_risk_above_the_appetite_is_undecided_without_acceptance_and_open_action():
    risks = (risk(1, acceptance=None), risk(2, acceptance=None), risk(3))

    assert contents(document(risks=risks)).undecided == 1  # T-1 serves R-1; R-3 is accepted
    assert contents(document(risks=risks, actions=())).undecided == 2


def test_acceptances_come_highest_first_with_reason_and_end():
    found = contents(document(risks=(risk(2), risk(1)))).accepted

    assert [one.key for one in found] == ["R-1", "R-2"]
    assert (found[0].by, found[0].until) == ("Ben Lindqvist", "2027-05-01")
    assert found[0].reason == "Until the disks are encrypted"


def test_what_is_said_not_to_apply_is_a_share_of_all_items():
    items = tuple(an_item(code) for code in ("CHK-1", "CHK-2", "CHK-3", "CHK-4"))
    said = (answer("CHK-1", "not_applicable"), answer("CHK-2"))

    found = contents(document(items=items, answers=said))

    assert found.not_applicable == 25
    assert found.answers == {"not_applicable": 1, "implemented": 1, "": 2}


def test_risks_are_named_whose_measures_mostly_do_not_apply_by_weight():
    light = credit("CHK-1", state="not_applicable", effect_l="0.1")
    heavy = credit("CHK-2", state="not_applicable", effect_l="0.9")
    counted = credit("CHK-3", state="implemented", effect_l="0.9")
    risks = (risk(1, credits=(light, counted)), risk(2, credits=(heavy, counted)), risk(3))

    found = contents(document(risks=risks)).heavy
    assert [(one.key, one.share) for one in found] == [("R-2", 50), ("R-1", 25)]
    assert contents(document(risks=(risk(1, credits=(counted,)),))).heavy == ()
