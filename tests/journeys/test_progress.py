"""A page that waits for background work loads once when the work is done, however slowly."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect

from assessments.actions import work
from tests import full
from tests.journeys.people import sign_in_as

SLOW = 4_000  # ms, several times as long as a page waits between two questions


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


@pytest.mark.parametrize(
    ("route", "button", "done"),
    [("report", "Render PDF", "Draft PDF"), ("losses", "Simulate", "engine losses")],
)
def test_the_page_is_loaded_once_and_asks_no_more_meanwhile(house, open_page, route, button, done):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    if route == "losses":
        estimated(page, house)
    page.goto(house.url(route))
    held: list[Route] = []
    asked: list[str] = []
    page.get_by_role("button", name=button).click()
    waiting = page.locator("#progress[hx-get]")
    expect(waiting).to_be_visible()

    def note(request: Request) -> None:
        asked.append(request.url)

    def hold(each: Route) -> None:
        held.append(each)

    page.route(f"**{house.url(route)}", hold)
    work.do_all(timezone.now)
    while not held:
        page.wait_for_timeout(50)
    page.on("request", note)
    page.wait_for_timeout(SLOW)
    assert asked == []
    assert len(held) == 1
    held.pop().continue_()
    expect(page.get_by_text(done).first).to_be_visible()
    expect(waiting).to_have_count(0)


def estimated(page: Page, house: full.House) -> None:
    risk = house.draft.risks.filter(group__kind="domain").order_by("number")[0]
    page.goto(house.url("loss", risk=risk.number))
    page.get_by_label("Low end of Response").fill("10000")
    page.get_by_label("High end of Response").fill("90000")
    page.get_by_role("button", name="Confirm estimate").click()
    expect(page.get_by_text("Confirmed by")).to_be_visible()
