"""Where what runs: seen by value, trust and domain, and walked by keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions import domains
from tests import full, make
from tests.journeys.looking import looked_at
from tests.journeys.people import sign_in_as


@pytest.fixture
def house(filling):
    made = full.make_house("St Brannoc")
    made.draft.domains.update(trust=3)
    made.draft.domains.filter(name="DMZ").update(trust=1)
    return made


def test_the_map_has_no_barrier_and_its_boxes_lead_to_assets(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    found = []
    for by in ("value", "trust", "domain"):
        found += looked_at(page, f"{house.url('map')}?by={by}", picture, f"map-{by}")
    assert found == [], "\n".join(found)

    link = page.locator("svg.cmap:visible a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dependencies", exact=True)).to_be_visible()


def test_gaps_of_trust_are_decided_by_keyboard(house, open_page, picture):
    by = make.acting(house.people["analyst"], house.organisation)
    domains.value(
        domain=house.draft.domains.get(name="DMZ"),
        worth=domains.Worth(2, 3, 4, 1),
        reason="",
        version=None,
        by=by,
        at=timezone.now(),
    )
    page = sign_in_as(open_page(), house.people["analyst"].email)
    found = looked_at(page, house.url("leaders"), picture, "leaders-with-gaps")
    assert found == [], "\n".join(found)

    page.get_by_label("Reason (needed to reject)").first.fill("The scheduler keeps them apart.")
    page.get_by_role("button", name="Reject").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("your decision is kept.")).to_be_visible()
    expect(page.get_by_text("The scheduler keeps them apart.")).to_be_visible()


def test_the_way_of_a_value_has_no_barrier(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["auditor"].email)
    manager = house.draft.assetgroups.get(kind="manager").asset_id
    address = house.url("asset", asset=manager)
    found = looked_at(page, address, picture, "way-of-a-value")
    assert found == [], "\n".join(found)
    risk = house.draft.risks.filter(group__kind="cluster").order_by("number").first()
    found = looked_at(
        page, house.url("risk", risk=risk.number), picture, "where-a-value-comes-from"
    )
    assert found == [], "\n".join(found)
