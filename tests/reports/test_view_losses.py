"""Losses in the report: in words, only what a person confirmed, nothing where nothing is."""

from dataclasses import replace

from assessments.reports.view_losses import losses
from tests.reports.factories import LOSS_RESULT, document
from tests.reports.rows import a_domain_estimate, a_loss_estimate


def shown(**values):
    whole = document(**values)
    return losses(whole, whole.names())


def test_an_estimate_is_told_with_its_ranges_grounds_and_who_confirmed_it():
    found = shown()

    (row,) = found["estimates"]
    assert row["frequency"] == "0.1 to 0.33 a year"
    assert row["losses"] == "response 1,000 to 2,000.50 to 9,000 EUR"
    assert row["takes"] == "confidentiality, availability"
    assert (row["by"], row["reason"]) == ("Ann Okafor", "Two incidents in ten years")
    assert found["drafts"] == 1
    assert found["domains"][0]["losses"] == "productivity 100,000 to 1,000,000 EUR"
    assert found["tolerance"] == "500,000.00 EUR in a year, exceeded in 2.5 % of years"


def test_a_document_without_estimates_shows_nothing_of_it():
    found = shown(loss_estimates=(), domain_estimates=(), loss_results=())

    assert not found["is_there"]


def test_parts_of_another_form_are_shown_as_nothing():
    odd = a_loss_estimate(frequency=None, losses=["?"], dimensions="")
    criteria = replace(document().criteria, criteria=None)
    found = shown(
        loss_estimates=(odd,),
        domain_estimates=(a_domain_estimate(confirmed_at=None),),
        criteria=criteria,
    )

    (row,) = found["estimates"]
    assert (row["frequency"], row["losses"], row["takes"]) == ("", "", "")
    assert (found["tolerance"], found["drafts"]) == ("", 1)


def test_a_result_is_told_for_all_states_for_each_risk_and_as_a_curve():
    found = shown()["result"]

    assert [len(row) for row in found["figures"]] == [4] * 12
    assert [curve["name"] for curve in found["curves"]] == [
        "Inherent",
        "Current",
        "Residual",
        "Tolerance",
    ]
    assert sorted(row["key"] for row in found["each"]) == ["R-1", "R-2"]
    assert all(cell.endswith(" EUR") for row in found["figures"][:10] for cell in row[1:])
    assert all(cell.endswith(" %") for row in found["figures"][10:] for cell in row[1:])
    shares = [share for curve in found["curves"][:3] for _amount, share in curve["points"]]
    assert shares
    assert all(0 < share <= 100 for share in shares)
    assert found["curves"][3]["points"] == [[500_000, 2.5], [500_000, 0.0]]
    assert found["amount"] == "Loss of a year, EUR"
    assert [len(point) for point in found["points"]] == [4] * len(found["points"]) != []


def test_a_result_without_a_tolerance_says_nothing_of_it():
    figures = LOSS_RESULT.figures
    together = {name: each | {"above": None} for name, each in figures["together"].items()}
    bare = replace(LOSS_RESULT, figures=figures | {"together": together})

    found = shown(loss_results=(bare,), loss_estimates=())["result"]

    assert [row[0] for row in found["figures"]][-1] == "Years with any loss"
