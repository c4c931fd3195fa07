"""The page that supposes: choose, compare, plan."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import domains, work
from assessments.queries import what_if
from assessments.queries.layers import layers_of
from assessments.queries.rearranged import Estate
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
    assert draft.treatmentactions.get().title == f"Move 1 machine to {host}"


def test_a_second_move_of_as_many_other_machines_is_planned_too(door, draft):
    layers = layers_of(draft)
    machines = [f"#{asset}" for asset, kind in layers.kinds.items() if kind == "vm"][:2]
    host = next(f"#{asset}" for asset, kind in layers.kinds.items() if kind == "host")
    for machine in machines:
        door.post(address("what-if-plan", draft), {"machines": machine, "to": host})
    titles = list(draft.treatmentactions.values_list("title", flat=True))
    assert len(titles) == 2
    assert titles[0] == titles[1]
    assert draft.treatmentactions.values("description").distinct().count() == 2
    again = door.post(address("what-if-plan", draft), {"machines": machines[0], "to": host})
    assert again.status_code == 422
    assert draft.treatmentactions.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"machines": "#" + "9" * 5_000}, "Not in the pinned inventory: #999"),
        ({"lost": "x," * 30_000}, "At most 50000 characters."),
    ],
)
def test_words_without_end_are_refused_and_not_followed(door, draft, typed, words):
    for answer in (
        door.get(address("what-if", draft), typed),
        door.post(address("what-if-plan", draft), typed),
    ):
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not draft.treatmentactions.exists()


def test_a_risk_that_gets_a_level_by_a_move_is_told_as_unset_before(door, draft, person):
    by = make.acting(person, draft.organisation)
    layers = layers_of(draft)
    homes = {tail: head for name, tail, head in layers.edges if name == "runs_on"}
    guest = next(asset for asset in homes if layers.kinds[asset] == "vm")
    home = layers.cluster_of[guest]
    target = next(c for c, hosts in layers.hosts_of.items() if c != home and hosts)
    kept = draft.placements.get(asset_id=guest).domain_id
    for domain in draft.domains.exclude(pk=kept):
        bare = domains.Worth(None, None, None, 4)
        domains.value(domain=domain, worth=bare, reason="", version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)
    choice = what_if.Choice(estate=Estate(guests=frozenset({guest}), to=layers.hosts_of[target][0]))
    risen = what_if.of(draft, choice).risen
    assert any(each.before == 0 < each.after for each in risen)
    typed = {"machines": f"#{guest}", "to": f"#{layers.hosts_of[target][0]}"}
    answer = door.get(address("what-if", draft), typed)
    assert answer.status_code == 200
    assert '<span class="tag">Unset</span>' in answer.content.decode()


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
