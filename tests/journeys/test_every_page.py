"""Every page, in light and dark, wide and narrow: no barrier, nothing sticks out, no error."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions import people
from assessments.models import Person
from assessments.queries import what_if
from assessments.queries.layers import layers_of
from tests import full, make
from tests.journeys.looking import PAGES, looked_at
from tests.journeys.people import cast_of, sign_in, sign_in_as


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


@pytest.fixture
def cast(filling):
    return cast_of("Northmere")


def test_no_page_of_a_draft_has_a_barrier(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    found = [line for name in PAGES for line in looked_at(page, house.url(name), picture, name)]
    assert found == [], "\n".join(found)


def test_a_supposition_has_no_barrier_and_becomes_a_plan_by_keyboard(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["analyst"].email)
    chosen = "&".join(f"item={offer.item.code}" for offer in what_if.offers(house.draft)[:4])
    address = f"{house.url('what-if')}?{chosen}"
    found = looked_at(page, address, picture, "what-if-chosen")
    assert found == [], "\n".join(found)

    page.get_by_role("button", name="Plan this").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Treatment plan")).to_be_visible()
    expect(page.get_by_text("planned.").first).to_be_visible()


def test_a_supposed_estate_has_no_barrier(house, open_page, picture):
    page = sign_in_as(open_page(refused=(422,)), house.people["analyst"].email)
    layers = layers_of(house.draft)
    cluster, hosts = max(layers.hosts_of.items(), key=lambda pair: layers.guests_on[pair[0]])
    page.goto(house.url("what-if"))
    page.get_by_label("Lose hosts").fill("nobody")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Not in the pinned inventory: nobody.")).to_be_visible()
    page.get_by_label("Lose hosts").fill(layers.names[hosts[0]])
    page.get_by_label("Cluster", exact=True).fill(layers.names[cluster])
    page.get_by_role("checkbox", name=house.draft.domains.order_by("name")[0].name).check()
    page.get_by_label("On these of its hosts").fill(layers.names[hosts[-1]])
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="What the estate would be")).to_be_visible()
    found = looked_at(page, page.url, picture, "what-if-estate")
    assert found == [], "\n".join(found)


def test_pages_outside_an_organisation_have_no_barrier(cast, open_page, picture):
    alma, otto = (
        Person.objects.get(email=cast.emails[role]) for role in ("administrator", "auditor")
    )
    by = make.acting(alma, cast.organisation)
    invited = people.invite(email="p@example.org", roles=["auditor"], by=by, at=timezone.now())
    page = open_page()
    found = []
    for name, path in {
        "login": "/login/",
        "reset": "/password/reset/",
        "reset-done": "/password/reset/done/",
        "reset-from-key": f"/password/reset/{link_of(otto)}/",
        "reset-finished": "/password/reset/finished/",
        "invitation": f"/invite/{invited.secret}/",
    }.items():
        found += looked_at(page, path, picture, name)
    assert found == [], "\n".join(found)


def test_pages_of_a_person_and_refusals_have_no_barrier(cast, open_page, picture):
    page = sign_in(open_page(refused=(403, 404)), cast, "auditor")
    found = []
    for name, path in {
        "profile": "/profile/",
        "reauthenticate": "/reauthenticate/",
        "password-change": "/password/change/",
        "403": f"{cast.home}assessments/new/",
        "404": f"{cast.home}assessments/99/",
        "logout": "/logout/",
    }.items():
        found += looked_at(page, path, picture, name)
    assert found == [], "\n".join(found)


def test_raw_answers_of_the_rest_reference_leave_no_error(cast, open_page):
    page = sign_in(open_page(), cast, "analyst")
    page.goto(f"{cast.home}rest/")
    button = page.get_by_role("button", name="Send request").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/api/v1/"))
    page.wait_for_load_state("networkidle")


def link_of(person: Person) -> str:
    """Return the middle of the address that a reset of the password is mailed with."""
    return f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
