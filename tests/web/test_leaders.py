"""What matters most: assets ranked by what falls with them, gaps of trust by name."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import domains, work
from assessments.queries import coresident, explained, gates, reach, recomputed
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


@pytest.fixture
def apart(draft, analyst):
    """Put machines of trust 1 and 5 on one cluster and return its gaps."""
    names = list(draft.domains.order_by("name").values_list("name", flat=True))
    value(draft, analyst, **dict.fromkeys(names, 3))
    assert coresident.proposals(draft) == []
    host = reach.reach_of(draft).leaders("host")[0]
    guests = [each.asset_id for each in host.top][:2]
    by = make.acting(analyst, draft.organisation)
    low = domains.add(assessment=draft, name="Shop", by=by, at=make.NOON)
    high = domains.add(assessment=draft, name="Vault", by=by, at=make.NOON)
    for guest, domain in zip(guests, (low, high), strict=True):
        domains.place(assessment=draft, assets=[guest], domain=domain, by=by, at=make.NOON)
    value(draft, analyst, Shop=1, Vault=5)
    return coresident.proposals(draft)


def decide(desk, draft, group, **said):
    return desk.post(
        reverse("trust-gap-decide", args=[draft.organisation.slug, draft.number, group.pk]), said
    )


def concerned(draft, group):
    rows = draft.risks.filter(group=group, code__in=coresident.CONCERNED).order_by("code")
    return [risk.proposed_likelihood for risk in rows]


def test_gaps_of_trust_are_told_with_the_names_of_the_machines(desk, draft, apart):
    shown = page(desk, draft)
    assert apart
    for gap in apart:
        for each in gap.meetings:
            assert (each.lowest.trust, gap.is_open) == (1, True)
            assert all(name in shown for name in (*each.lowest.names, *each.highest.names))


def test_an_accepted_gap_raises_what_it_concerns_and_says_why(desk, draft, apart):
    group = apart[0].group
    before = concerned(draft, group)
    assert len(before) == len(coresident.CONCERNED)
    assert decide(desk, draft, group, decision="accepted").status_code == 302
    assert concerned(draft, group) == [min(5, rank + 1) for rank in before]

    work.do_all(timezone.now)
    draft.refresh_from_db()
    assert list(recomputed.differences(draft)) == []
    risk = draft.risks.get(group=group, code="RSK-OP-02")
    args = [draft.organisation.slug, draft.number, risk.number]
    shown = text(desk.get(reverse("risk", args=args)))
    assert "Trust is far apart" in shown
    assert apart[0].meetings[0].lowest.names[0] in shown
    assert "accepted on" in shown
    reasons = explained.document(draft, risk)["reasons"]
    beside = [each for each in reasons if each["message"] == "likelihood.beside"]
    assert [each["decision"]["by"] for each in beside] == [draft.trustgaps.get(group=group).by.name]


def test_a_rejected_gap_changes_nothing_and_needs_a_reason(desk, draft, apart):
    group = apart[0].group
    before = concerned(draft, group)
    refused = decide(desk, draft, group, decision="rejected", reason=" ")
    assert refused.status_code == 422
    assert "Say why machines of unlike trust may share these hosts." in text(refused)
    assert decide(desk, draft, group, decision="maybe", reason="My words").status_code == 422
    said = decide(desk, draft, group, decision="rejected", reason="Hosts are for tests alone")
    assert said.status_code == 302
    assert concerned(draft, group) == before
    assert "Hosts are for tests alone" in page(desk, draft)


def test_a_decision_counts_no_longer_once_trust_moved(desk, draft, apart, analyst):
    group = apart[0].group
    before = concerned(draft, group)
    decide(desk, draft, group, decision="accepted")
    value(draft, analyst, Vault=4)
    assert concerned(draft, group) == before
    assert "it counts no longer" in page(desk, draft)
    assert "gaps_decided" in [c.rule for c in gates.freeze_conditions(draft) if not c.is_met]

    value(draft, analyst, Vault=3, Shop=2)
    assert decide(desk, draft, group, decision="accepted").status_code == 422
    assert "gaps_decided" not in [c.rule for c in gates.freeze_conditions(draft) if not c.is_met]


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
