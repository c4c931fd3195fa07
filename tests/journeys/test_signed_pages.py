"""Every page of an assessment whose revision is signed, as an auditor sees it."""

from tests import full
from tests.journeys.looking import OF_ONE, looked_at
from tests.journeys.people import sign_in_as


def test_no_page_of_a_signed_revision_has_a_barrier(filling, open_page, picture):
    house = full.make_house("St Brannoc")
    full.sign_off(house)
    page = sign_in_as(open_page(), house.people["auditor"].email)
    found = [
        line
        for name in OF_ONE
        for line in looked_at(page, house.url(name), picture, f"signed-{name}")
    ]
    assert found == [], "\n".join(found)
