"""Where what runs: seen by value, trust and domain, and walked by keyboard."""

import pytest
from playwright.sync_api import expect

from tests import full
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
