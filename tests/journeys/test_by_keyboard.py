"""By keyboard on a phone: a revision returned, a person invited, a token made and ended."""

import pytest
from playwright.sync_api import expect

from tests import full, make
from tests.journeys.conftest import NARROW
from tests.journeys.keyboard import fill, press, reach
from tests.journeys.people import cast_of, sign_in, sign_in_as


@pytest.fixture
def cast(filling):
    return cast_of("Northmere")


def test_a_revision_is_returned_with_a_reason(filling, open_page, picture):
    house = full.make_house("St Brannoc")
    full.freeze(house)
    page = sign_in_as(open_page(viewport=NARROW), house.people["approver"].email)
    page.goto(house.url("sign-off"))

    reach(page, page.locator("summary", has_text="Return it with a reason"))
    page.keyboard.press("Enter")
    fill(page, "What has to change before you would sign", "Name who patches the hosts")
    picture(page, "about-to-return")
    press(page, "Return revision 2")

    expect(page.get_by_role("heading", name="Sign-off of revision 3")).to_be_visible()
    expect(page.get_by_text("was opened because: Name who patches the hosts")).to_be_visible()


def test_a_person_is_invited_and_joins(cast, open_page, picture):
    alma = sign_in(open_page(viewport=NARROW), cast, "administrator")
    alma.goto(f"{cast.home}people/")
    fill(alma, "E-mail", "nia@example.org")
    reach(alma, alma.locator("form", has=alma.get_by_label("E-mail")).get_by_label("Auditor"))
    alma.keyboard.press("Space")
    press(alma, "Invite")
    link = alma.locator(".note .proof").inner_text()
    picture(alma, "invited")

    nia = open_page(viewport=NARROW)
    nia.goto(link)
    fill(nia, "Your name, as it stands under what you sign", "Nia New")
    fill(nia, "Choose a password", make.PASSWORD)
    press(nia, "Join")

    expect(nia.get_by_role("heading", name="Welcome to Northmere")).to_be_visible()
    alma.reload()
    expect(alma.get_by_role("row", name="Nia New")).to_contain_text("Active")


def test_a_token_is_made_and_ended(cast, open_page, picture):
    page = sign_in(open_page(viewport=NARROW), cast, "analyst")
    page.goto(f"{cast.home}tokens/")
    fill(page, "What uses it", "SIEM")
    press(page, "Make token")
    expect(page.locator(".note .proof")).to_be_visible()
    picture(page, "made")

    press(page, "Revoke")

    expect(page.get_by_text("Ended", exact=True)).to_be_visible()
