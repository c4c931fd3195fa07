"""The page that shows where what runs."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from django.urls import reverse

from assessments.charts.arranged import MOST
from assessments.models import AssetState, Placement
from assessments.queries import containment
from assessments.queries.containment import Cluster, Contained, Guest, Host, Manager
from assessments.templatetags.containment import containment_map, domain_signs
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = worked.assessment(make.actor(make.organisation()))
    client.force_login(make.person(made.organisation))
    return made


def page_of(client, draft, **query):
    answer = client.get(reverse("map", args=[draft.organisation.slug, draft.number]), query)
    assert answer.status_code == 200
    return answer


def drawings(answer):
    found = re.findall(r'<svg[^>]*class="cmap.*?</svg>', answer.content.decode(), re.DOTALL)
    return [fromstring(each) for each in found]


def test_every_host_and_guest_is_in_the_map_and_leads_to_its_asset(draft, client):
    wide, narrow = drawings(page_of(client, draft))
    links = [link.get("href") for link in wide.iter("a")]
    assert links == [link.get("href") for link in narrow.iter("a")]
    states = AssetState.objects.filter(
        imported__pins__assessment=draft,
        kind__in=("management_server", "cluster", "host", "vm", "datastore"),
    )
    org = draft.organisation.slug
    expected = {reverse("asset", args=[org, pk]) for pk in states.values_list("asset", flat=True)}
    shown = len(links)
    assert shown <= MOST
    assert set(links) <= expected
    assert len(set(links)) == shown
    assert {client.get(link).status_code for link in links[:8]} == {200}


def test_squares_say_value_trust_or_domain_in_signs_too(draft, client):
    draft.domains.update(trust=2)
    cluster = next(iter(containment.contained(draft).clusters))
    for by, sign in (("value", "5"), ("trust", "T2"), ("domain", "RE"), ("nonsense", "5")):
        wide, _ = drawings(page_of(client, draft, by=by, cluster=cluster))
        signs = {part.text for part in wide.iter("text") if part.get("class") == "cm-m"}
        assert sign in signs, by


def test_one_cluster_is_shown_alone_with_its_stores(draft, client):
    clusters = containment.contained(draft).clusters
    chosen = list(clusters)[-1]
    found = page_of(client, draft, cluster=chosen).context["found"]
    assert [each.asset_id for manager in found.managers for each in manager.clusters] == [chosen]
    assert page_of(client, draft, cluster=999_999).context["found"].chosen is None


def test_the_table_says_the_same_as_the_map(draft, client):
    draft.domains.update(trust=2)
    draft.domains.filter(name="RES").update(trust=5)
    page = page_of(client, draft).context["page"]
    hosts = AssetState.objects.filter(imported__pins__assessment=draft, kind="host")
    assert page.count == hosts.count()
    guests = AssetState.objects.filter(imported__pins__assessment=draft, kind="vm")
    assert sum(len(row.host.guests) for row in page.rows) == guests.count()
    assert {row.host.trust for row in page.rows} <= {None, (2, 2), (2, 5), (5, 5)}


def test_guests_in_no_domain_are_drawn_unset(draft):
    Placement.objects.filter(assessment=draft).update(domain=None)
    found = containment.contained(draft)
    guests = [guest for row in found.rows for guest in row.host.guests]
    assert {(guest.domain, guest.value, guest.trust) for guest in guests} == {("", None, None)}
    assert {(row.host.value, row.host.trust) for row in found.rows} == {(None, None)}


def test_without_an_import_the_page_says_what_to_do(draft, client):
    draft.pinnedimports.all().delete()
    assert "Import an inventory" in page_of(client, draft).content.decode()


def test_a_large_estate_counts_its_guests_and_stays_small():
    guests = tuple(Guest(n, f"vm-{n}", "RES", 3, 2) for n in range(40))
    clusters = tuple(
        Cluster(c, f"CL-{c}", False, tuple(Host(h, f"esx-{h}", guests) for h in range(20)))
        for c in range(150)
    )
    found = Contained((Manager(1, "vc-1", clusters, ()),), {}, (), None)
    assert not found.shows_hosts
    drawn = str(containment_map("org", found, "value"))
    assert "20 hosts, 800 VMs" in drawn
    assert len(drawn) < 150_000


def test_domains_get_signs_that_differ():
    signs = domain_signs(["RES", "RESEARCH", "DMZ", "Re", *[f"RX{n}" for n in range(12)]])
    assert [sign for sign, _ in signs.values()][:5] == ["RE", "R1", "DM", "R2", "RX"]
    assert len({sign for sign, _ in signs.values()}) == len(signs)


def test_the_map_takes_four_queries(draft, django_assert_num_queries):
    with django_assert_num_queries(4):
        containment.contained(draft)
