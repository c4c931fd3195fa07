"""The criteria say how values that meet in one asset count; what follows from them follows."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import assessments, work
from assessments.models import AuditEvent
from assessments.permissions import Refused
from assessments.queries import reach, recomputed
from assessments.queries.worth import values_of
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def analyst(org):
    return make.person(org, "analyst")


@pytest.fixture
def draft(analyst, org, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.acting(analyst, org))


def choose(draft, policy, by):
    criteria = assessments.Criteria(value_policy=policy)
    assessments.set_criteria(
        assessment=draft, criteria=criteria, reason="Asked for", by=by, at=timezone.now()
    )
    work.do_all(timezone.now)
    draft.refresh_from_db()


def ranks(draft):
    rows = draft.assetgroups.filter(is_gone=False).order_by("pk")
    return list(rows.values_list("kind", "name", "value_c", "value_i", "value_a"))


def test_values_come_together_where_the_criteria_say_so_and_go_back(draft, analyst, org):
    by, before = make.acting(analyst, org), ranks(draft)
    choose(draft, "together", by)
    after = ranks(draft)

    assert [row[:4] for row in after] == [row[:4] for row in before]  # C and I do not add up
    pairs = list(zip(before, after, strict=True))
    lifted = [now for was, now in pairs if (now[4] or 0) > (was[4] or 0)]
    assert {row[0] for row in lifted} <= {"cluster", "manager"}
    assert lifted
    assert all((now[4] or 0) >= (was[4] or 0) for was, now in pairs)
    group = draft.assetgroups.get(kind=lifted[0][0], name=lifted[0][1])
    found = group.value_paths["a"]
    assert group.value_a == min(5, int(float(found["together"]) + 0.5))
    assert found["path"]
    assert list(recomputed.differences(draft)) == []
    proposals = draft.risks.filter(group=group, code="RSK-HV-01")
    assert {risk.proposed_consequence_a for risk in proposals} <= {group.value_a}
    event = AuditEvent.objects.filter(assessment=draft, kind="criteria.set").latest("pk")
    assert event.after["criteria"]["value_policy"] == "together"

    choose(draft, "best", by)
    assert ranks(draft) == before


def test_pages_and_cards_tell_the_lifted_value(client, draft, analyst, org):
    choose(draft, "together", make.acting(analyst, org))
    values = values_of(draft)
    availabilities = {asset: values.of(asset)[2] for asset in values.layers.kinds}
    lifted = [asset for asset, worth in availabilities.items() if worth and worth.together]
    assert lifted
    found = reach.reach_of(draft)
    cards = [card for asset in lifted if (card := found.card(asset))]
    assert cards
    for card in cards:
        carriers = values.layers.hosts_of.get(card.asset_id, ()) or (card.asset_id,)
        assert card.best[2].rank == max(
            worth.rank for each in carriers if (worth := availabilities[each])
        )
    client.force_login(analyst)
    page = client.get(reverse("asset", args=[org.slug, lifted[0]])).content.decode()
    assert "The criteria let that count where it is higher." in page
    page = client.get(reverse("criteria", args=[org.slug, draft.number])).content.decode()
    assert '<option value="together" selected>' in page


def test_a_policy_that_is_none_is_refused_in_words(draft, analyst, org):
    with pytest.raises(Refused, match="Choose how values that meet"):
        choose(draft, "sum", make.acting(analyst, org))
