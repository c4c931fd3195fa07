"""The page that supposes: choose, compare, plan."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import work
from assessments.queries import what_if
from assessments.queries.layers import layers_of
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.person(make.organisation(), "analyst", "risk_owner")


@pytest.fixture
def draft(person):
    by = make.acting(person, person.memberships.get().organisation)
    found = worked.assessment(by)
    work.do_all(timezone.now)
    found.refresh_from_db()
    return found


@pytest.fixture
def door(client, person):
    client.force_login(person)
    return client


def address(name, draft):
    return reverse(name, args=[draft.organisation.slug, draft.number])


def few(draft):
    return [offer.item.code for offer in what_if.offers(draft)[:4]]


def test_without_a_choice_the_page_offers_items(door, draft):
    page = door.get(address("what-if", draft)).content.decode()
    assert all(f'value="{code}"' in page for code in few(draft))
    assert "Plan this" not in page
    assert "more items" in page


def test_a_choice_is_compared_and_kept_ticked(door, draft):
    page = door.get(address("what-if", draft), {"item": few(draft)}).content.decode()
    found = what_if.of(draft, what_if.choice_of(draft, few(draft), []))
    assert found.moved[0].risk.title in page
    assert page.count(" checked>") == len(few(draft))
    assert "Above appetite then" in page


def test_a_move_is_compared_planned_and_what_was_typed_stays(door, draft):
    layers = layers_of(draft)
    machine = next(f"#{asset}" for asset, kind in layers.kinds.items() if kind == "vm")
    host = max(name for asset, name in layers.names.items() if layers.kinds[asset] == "host")
    typed = {"machines": machine, "to": host, "lost": ""}
    page = door.get(address("what-if", draft), typed).content.decode()
    assert "What the estate would be" in page
    assert page.count(f'value="{machine}"') >= 2  # the field, and what the plan carries along
    answer = door.post(address("what-if-plan", draft), typed, follow=True)
    assert "1 action was planned." in answer.content.decode()
    assert draft.treatmentactions.get().title == f"Move 1 machines to {host}"


def test_names_that_are_not_there_are_told_and_nothing_is_compared(door, draft):
    answer = door.get(address("what-if", draft), {"machines": "who", "lost": "where"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not in the pinned inventory: who." in page
    assert "Not in the pinned inventory: where." in page
    assert 'value="who"' in page
    assert "What the estate would be" not in page


def test_one_click_makes_it_a_plan(door, draft):
    answer = door.post(address("what-if-plan", draft), {"item": few(draft)}, follow=True)
    assert answer.redirect_chain == [(address("plan", draft), 302)]
    assert "were planned." in answer.content.decode()
    assert draft.treatmentactions.count() >= 1


def test_a_plan_of_nothing_is_refused_and_the_choice_stays(door, draft):
    door.post(address("what-if-plan", draft), {"item": few(draft)})
    work.do_all(timezone.now)
    answer = door.post(address("what-if-plan", draft), {"item": few(draft)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "in the plan already" in page
    assert page.count(" checked>") >= len(few(draft))
