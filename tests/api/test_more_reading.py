"""What matters most, gaps of trust, losses and methods, as programs read them."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions import losses, methods, simulating, treatments, trust_gaps, work
from assessments.models import LossResult
from assessments.queries import coresident, loss_view, reach
from assessments.queries import methods as offers
from assessments.queries.estimates import Frequency, Range
from assessments.scoring.losses import BLOCK
from assessments.scoring.published import published
from tests import make


@pytest.fixture
def by(program):
    return make.acting(program.house.people["analyst"], program.house.organisation)


def test_leaders_are_those_of_the_page_and_a_card_stands_alone(program):
    found = program.read("api-leaders", "?count=2")
    cards = reach.reach_of(program.house.draft)
    expected = [card for kind in reach.KINDS for card in cards.leaders(kind, 2)]
    assert [each["id"] for each in found["leaders"]] == [card.asset_id for card in expected]
    assert found["leaders"]
    assert found["unplaced"] == cards.unplaced
    one = found["leaders"][0]
    assert program.read("api-asset-reach", asset=one["id"]) == one
    assert one["machines"] == expected[0].guests
    hosts = program.read("api-leaders", "?kind=host")["leaders"]
    assert {each["kind"] for each in hosts} == {"host"}
    machine = next(a for a, kind in cards.layers.kinds.items() if kind == "vm")
    bare = program.read("api-asset-reach", asset=machine)
    assert (bare["kind"], bare["machines"], bare["value"]) == ("vm", 0, [])
    assert program.get("api-asset-reach", asset=0).status_code == 404


def test_gaps_are_told_with_their_machines_and_decisions(program, by):
    house = program.house
    found = program.read("api-gaps")["gaps"]
    expected = coresident.proposals(house.draft)
    assert [each["group_id"] for each in found] == [each.group.pk for each in expected]
    for each in expected:
        trust_gaps.decide(
            assessment=house.draft, group=each.group.pk, said="rejected", reason="A wall",
            by=by, at=timezone.now(),
        )  # fmt: skip
    for each in program.read("api-gaps")["gaps"]:
        assert (each["is_open"], each["decision"], each["reason"]) == (False, "rejected", "A wall")
        assert each["by"] == by.name
        assert all(place["lowest"]["machines"] for place in each["places"])


def test_losses_are_null_until_years_are_simulated(program):
    for name in ("api-losses", "api-portfolio-losses"):
        found = program.read(name)
        assert (found["years"], found["together"], found["risks"]) == (None, None, [])
    risk = program.house.draft.risks.first()
    found = program.read("api-risk-losses", risk=risk.number)
    assert (found["title"], found["years"], found["states"]) == (risk.title, None, [])
    assert program.get("api-risk-losses", risk=99_999).status_code == 404


@pytest.fixture
def estimated(program, by):
    """Return a risk whose losses are simulated, for its assessment and for the portfolio."""
    draft, at = program.house.draft, timezone.now()
    risk = draft.risks.filter(group__kind="domain").order_by("number")[0]
    amount = Range("range", Decimal(100_000), None, Decimal(1_000_000))
    often = Frequency("poisson", Range("range", Decimal("0.1"), None, Decimal("0.4")))
    losses.estimate(
        risk=risk, said=losses.Said({"response": amount}, often), version=None, by=by, at=at
    )
    treatments.choose(risk=risk, option="modify", note="", by=by, at=at)
    step = treatments.Step("Do it", cost_minor=5_000_00, risks=(risk.number,))
    treatments.plan(assessment=draft, step=step, by=by, at=at)
    for which in (draft, None):
        simulating.ask(assessment=which, seed=3, years=BLOCK, by=by, at=at)
        work.do_all(timezone.now)
    return risk


def test_losses_are_those_that_were_stored(program, estimated):
    draft, risk = program.house.draft, estimated
    whole = program.read("api-losses")
    stored = LossResult.objects.get(assessment=draft)
    shown = loss_view.shown(stored, is_current=True, risks=loss_view.risks_of([draft]))
    assert (whole["is_current"], whole["seed"], whole["years"]) == (True, 3, BLOCK)
    assert whole["result_digest"] == stored.result_digest
    current = whole["together"][1]
    assert current["state"] == "current"
    assert current["mean_minor"] == shown.current.mean
    assert current["var999_minor"] == shown.current.var999
    assert [point["amount_minor"] for point in current["curve"]] == [
        amount for amount, _share in shown.current.curve
    ]
    (line,) = whole["risks"]
    assert (line["number"], line["title"]) == (risk.number, risk.title)
    one = program.read("api-risk-losses", risk=risk.number)
    assert one["states"][1]["mean_minor"] == line["states"][1]["mean_minor"]
    assert one["states"][1]["curve"]
    assert one["earned"]["cost_minor"] == 5_000_00
    together = program.read("api-portfolio-losses")
    assert together["risks"][0]["assessment"] == draft.number


def test_methods_are_listed_shown_and_tried(program):
    house = program.house
    admin = make.acting(house.people["administrator"], house.organisation)
    document = published()["grid-3"].method.to_document()
    row = methods.save(name="Ours", about="", document=document, by=admin, at=timezone.now())
    listed = program.read("api-methods")["methods"]
    assert [each["key"] for each in listed] == [f"own-{row.pk}", *published()]
    assert listed[0]["saved_by"] == admin.name
    one = program.read("api-method", key=f"own-{row.pk}")
    assert one["document"] == row.document
    assert program.get("api-method", key="own-0").status_code == 404

    effect = program.read("api-method-effect", "?method=grid-3")
    expected = offers.effect(house.draft, published()["grid-3"].method)
    assert (effect["rises"], effect["falls"]) == (expected.rises, expected.falls)
    assert "grid.1" in {each["path"] for each in effect["differences"]}
    same = program.read("api-method-effect")
    assert (same["rises"], same["falls"], same["differences"]) == (0, 0, [])
    refused = program.get("api-method-effect", "?method=R9")
    assert json.loads(refused.content)["errors"] == {"method": ["There is no method R9."]}
