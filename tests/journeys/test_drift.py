"""A later inventory comes after the signature: the signed revision shows what moved since."""

import re

from playwright.sync_api import expect

from tests import full, worked
from tests.journeys.looking import looked_at
from tests.journeys.people import sign_in_as

MINUTE = 60_000


def test_a_later_inventory_shows_on_the_signed_revision_and_reopens_it(
    filling, open_page, picture, tmp_path
):
    house = full.make_house("Drifting")
    full.sign_off(house)
    path = tmp_path / "later.csv.zip"
    path.write_bytes(worked.later(worked.estate()))

    page = sign_in_as(open_page(), house.people["analyst"].email)
    page.goto(house.url("import-new"))
    page.get_by_label("Drop the file here, or choose it").set_input_files(path)
    expect(page.get_by_role("heading", name="What would change")).to_be_visible(timeout=MINUTE)
    page.get_by_role("button", name=re.compile("^Apply")).click()
    expect(page.get_by_role("link", name="Open the import")).to_be_visible(timeout=MINUTE)

    page.goto(house.url("sign-off"))
    expect(page.get_by_text("Revision 2 is outdated.")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("New virtual machines: brand-new")).to_be_visible()
    page.get_by_role("link", name=re.compile("A newer inventory is here")).click()
    expect(page.get_by_role("heading", name="What moved")).to_be_visible()
    expect(page.get_by_role("link", name="brand-new").first).to_be_visible()
    assert looked_at(page, page.url, picture, "drift") == []

    page.get_by_role("button", name="Open the next revision with this import").click()
    expect(page.get_by_text("is open and about this import.")).to_be_visible(timeout=MINUTE)
