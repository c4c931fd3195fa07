"""The checklist by keyboard on a phone, and by two people at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import full, make
from tests.journeys.conftest import NARROW
from tests.journeys.people import sign_in_as

ITEM = "CHK-OM-05"


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


def test_a_checklist_is_answered_by_keyboard_on_a_phone(house, open_page, picture):
    page = sign_in_as(open_page(viewport=NARROW), house.people["analyst"].email)
    page.goto(house.url("phase", phase=4))
    tab_to(page, "a-CHK-OM-01-implemented")

    answered(page, "1", "CHK-OM-01")
    page.keyboard.press("j")
    answered(page, "2", second_item(page))
    expect(page.get_by_text("2 of 18 answered")).to_be_visible()

    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page.get_by_label("What did you find?").first).to_be_focused()
    with saved(page):
        page.keyboard.type("Weekly, by script; 3 and 5 are digits here")
        page.keyboard.press("Tab")
    picture(page, "answered")
    page.reload()
    expect(page.locator("#a-CHK-OM-01-implemented")).to_be_checked()
    expect(page.locator("#n-CHK-OM-01")).to_have_value("Weekly, by script; 3 and 5 are digits here")


def test_keys_do_nothing_while_no_item_has_the_focus(house, open_page):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    page.goto(house.url("phase", phase=4))

    page.keyboard.press("j")
    page.keyboard.press("2")

    assert page.evaluate("document.activeElement.tagName") == "BODY"
    expect(page.locator("input[name=state]:checked")).to_have_count(0)


def test_two_people_answer_one_item_and_nothing_is_lost(house, open_page, picture):
    bert_is = make.person(house.organisation, name="Bert", password=make.PASSWORD)
    ada = sign_in_as(open_page(), house.people["analyst"].email)
    bert = sign_in_as(open_page(), bert_is.email)
    for page in (ada, bert):
        page.goto(house.url("phase", phase=4) + f"?item={ITEM}")
    with saved(ada):
        ada.locator(f"#a-{ITEM}-planned").check()

    bert.locator(f"#n-{ITEM}").fill("Bert saw them")
    bert.locator(f"#a-{ITEM}-partly").click()

    item = bert.locator(f"#{ITEM}")
    expect(item.get_by_role("alert")).to_contain_text("answered “Planned” meanwhile")
    expect(item.locator(f"#a-{ITEM}-partly")).to_be_checked()
    picture(bert, "conflict")
    with saved(bert):
        item.get_by_role("button", name="Save mine").click()
    ada.reload()
    expect(ada.locator(f"#a-{ITEM}-partly")).to_be_checked()
    expect(ada.locator(f"#n-{ITEM}")).to_have_value("Bert saw them")


def test_without_scripts_every_answer_has_its_button(house, open_page):
    page = sign_in_as(open_page(java_script_enabled=False), house.people["analyst"].email)
    page.goto(house.url("phase", phase=4))
    row = page.locator(f"#f-{ITEM}")
    row.get_by_label("Not implemented").check()
    row.get_by_role("button", name="Save answer").click()

    expect(page.get_by_text(f"{ITEM} is saved.")).to_be_visible()
    expect(page.locator(f"#a-{ITEM}-not_implemented")).to_be_checked()


def answered(page: Page, key: str, code: str) -> None:
    with saved(page):
        page.keyboard.press(key)
    expect(page.locator(f"#f-{code}").get_by_text("Saved", exact=True)).to_be_visible()
    chosen = page.locator(f"#f-{code} input:checked")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_focused()


def second_item(page: Page) -> str:
    return str(page.locator("[data-item]").nth(1).get_attribute("id"))


def saved(page: Page):
    return page.expect_response(lambda got: "/answer/" in got.url and got.status == 200)


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse would."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.fullmatch(target, page.evaluate("document.activeElement.id")):
            return
    raise AssertionError(f"{target} cannot be reached by Tab")
