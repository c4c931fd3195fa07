"""Losses in every light and width: empty, estimated, refused, simulated."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions import work
from tests import full
from tests.journeys.looking import barriers, looked_at, too_wide
from tests.journeys.people import sign_in_as


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


def on(draft, kind):
    return draft.risks.filter(group__kind=kind).order_by("number")[0]


def test_losses_are_estimated_by_keyboard_and_no_page_has_a_barrier(house, open_page, picture):
    page = sign_in_as(open_page(refused=(422,)), house.people["analyst"].email)
    found = looked_at(page, house.url("losses"), picture, "losses-empty")
    layer = house.url("loss", risk=on(house.draft, "cluster").number)
    found += looked_at(page, layer, picture, "loss-layer")
    page.get_by_label("Low end of Response").fill("much")
    page.get_by_role("button", name="Confirm estimate").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("use an amount like")
    picture(page, "loss-refused")
    found += barriers(page) + too_wide(page)
    page.get_by_label("Low end of Response").fill("")
    page.get_by_role("button", name="Confirm estimate").click()
    expect(page.get_by_text("Confirmed by")).to_be_visible()
    alone = house.url("loss", risk=on(house.draft, "domain").number)
    found += looked_at(page, alone, picture, "loss-alone")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("kept as a draft")).to_be_visible()
    found += looked_at(page, house.url("losses"), picture, "losses-begun")
    found += looked_at(page, house.url("criteria"), picture, "criteria-tolerance")
    assert found == [], "\n".join(found)


def test_a_result_has_no_barrier_on_any_page_that_shows_it(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    for risk in (on(house.draft, "cluster"), on(house.draft, "domain")):
        page.goto(house.url("loss", risk=risk.number))
        page.get_by_label("Low end of Response").fill("10000")
        page.get_by_label("High end of Response").fill("90000")
        page.get_by_role("button", name="Confirm estimate").click()
        expect(page.get_by_text("Confirmed by")).to_be_visible()
    domain = house.draft.domains.order_by("name").first()
    page.goto(house.url("loss-domain", domain=domain.pk))
    page.get_by_label("Low end of Productivity").fill("100000")
    page.get_by_label("High end of Productivity").fill("900000")
    page.get_by_role("button", name="Confirm estimate").click()
    page.get_by_label("Years").select_option("200000")
    page.get_by_role("button", name="Simulate").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    work.do_all(timezone.now)
    expect(page.get_by_text("All estimated risks together")).to_be_visible()  # by itself
    found = looked_at(page, house.url("losses"), picture, "losses-simulated")
    expect(page.get_by_text("All estimated risks together")).to_be_visible()
    found += looked_at(page, house.url("loss", risk=risk.number), picture, "loss-simulated")
    found += looked_at(page, house.url("portfolio-losses"), picture, "portfolio-losses")
    found += looked_at(page, house.url("report"), picture, "report-losses")
    assert found == [], "\n".join(found)
