"""What matters most: assets ranked by what falls with them, gaps of trust by name."""

import re

import pytest
from django.urls import reverse

from assessments.actions import domains
from assessments.queries import coresident, reach
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def analyst(org):
    return make.person(org)


@pytest.fixture
def draft(org, analyst, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.acting(analyst, org))


@pytest.fixture
def desk(client, analyst):
    client.force_login(analyst)
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def page(desk, draft):
    return text(desk.get(reverse("leaders", args=[draft.organisation.slug, draft.number])))


def value(draft, analyst, **trusts):
    by = make.acting(analyst, draft.organisation)
    for name, trust in trusts.items():
        domain = draft.domains.get(name=name)
        worth = domains.Worth(5, 4, 3, trust)
        domains.value(
            domain=domain, worth=worth, reason="Said so", version=None, by=by, at=make.NOON
        )


def test_every_leader_stands_there_with_its_share(desk, draft):
    found = reach.reach_of(draft)
    shown = page(desk, draft)

    for kind in reach.KINDS:
        cards = found.leaders(kind)
        shares = [card.percent for card in cards]
        assert shares == sorted(shares, reverse=True)
        for card in cards:
            assert card.name in shown
            assert card.guests >= len(card.top) > 0
    manager = found.leaders("management_server")[0]
    assert manager.guests == sum(kind == "vm" for kind in found.layers.kinds.values())


def test_gaps_of_trust_are_told_with_the_names_of_the_machines(desk, draft, analyst):
    names = list(draft.domains.order_by("name").values_list("name", flat=True))
    value(draft, analyst, **dict.fromkeys(names, 3))
    assert "Nowhere, as far as trust is set." in page(desk, draft)
    value(draft, analyst, **{names[0]: 1, names[1]: 5})

    meetings = coresident.meetings(draft)
    shown = page(desk, draft)
    for each in meetings:
        assert each.lowest.trust == 1 and each.highest.trust in (3, 5)
        assert all(name in shown for name in (*each.lowest.names, *each.highest.names))
    assert bool(meetings) != ("Nowhere, as far as trust is set." in shown)


def test_the_card_of_an_asset_says_what_falls_with_it(desk, draft):
    card = reach.reach_of(draft).leaders("host")[0]
    address = reverse("asset", args=[draft.organisation.slug, card.asset_id])
    shown = text(desk.get(f"{address}?assessment={draft.number}"))

    assert "Blast radius" in shown
    assert f"<dt>Machines reached</dt> <dd>{card.guests}</dd>" in shown
    assert all(each.name in shown for each in card.top)


def test_without_an_inventory_the_page_says_what_to_do(desk, org, analyst):
    empty = make.assessment(org, analyst)
    assert "Nothing is known to carry anything" in page(desk, empty)
