"""One asset with its dependencies drawn, in a table, and with the way of its value."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Asset, AssetEdge, AssetState
from assessments.models.risk import JUDGED
from assessments.queries import neighbourhood
from assessments.templatetags.working import as_read
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = worked.assessment(make.actor(make.organisation()))
    client.force_login(make.person(made.organisation))
    return made


def page_of(client, draft, asset, **query):
    answer = client.get(reverse("asset", args=[draft.organisation.slug, asset]), query)
    assert answer.status_code == 200
    return answer


def drawing(answer):
    found = re.search(r'<svg[^>]*class="deps".*?</svg>', answer.content.decode(), re.DOTALL)
    assert found
    return fromstring(found.group())


def a(kind, draft):
    return Asset.objects.filter(organisation=draft.organisation, kind=kind).order_by("pk").first()


@pytest.mark.parametrize(
    "kind", ["vm", "host", "cluster", "datastore", "management_server", "port_group", "switch"]
)
def test_every_kind_of_asset_is_drawn_with_links_that_lead_somewhere(draft, client, kind):
    root = drawing(page_of(client, draft, a(kind, draft).pk))

    links = [box.get("href") for box in root.iter("a") if not box.get("href").startswith("#")]
    assert links
    assert {client.get(link).status_code for link in links} == {200}
    assert [box.get("class") for box in root.iter("g")].count("deps-n focus") == 1


def test_the_value_of_a_host_names_the_way_it_came(draft, client):
    host = (
        draft.assetgroups.filter(kind="cluster")
        .first()
        .asset.edges_in.filter(relation="member_of", tail__kind="host")[0]
        .tail
    )

    answer = page_of(client, draft, host.pk)

    worth = answer.context["worth"]
    assert [(way.dimension, way.rank) for way in worth.ways][:2] == [("c", 5), ("i", 4)]
    domain, guest, itself = worth.ways[0].steps
    assert (domain.asset_id, itself.asset_id) == (None, host.pk)
    assert domain.name in {each.name for each in draft.domains.all()}
    root = drawing(answer)
    hot = [box.findtext("title") for box in root if "hot" in box.get("class", "").split()]
    assert any(guest.name in (title or "") for title in hot)


def test_words_of_dependencies_are_words(draft, client):
    answer = page_of(client, draft, a("vm", draft).pk)

    words = {text.text for text in drawing(answer).iter("text") if "deps-w" in text.get("class")}
    assert {"runs on", "is stored on"} <= words
    assert "runs_on" not in answer.content.decode()


def test_a_thousand_neighbours_collapse_and_ask_no_more_questions(draft, client):
    host = a("host", draft)
    imported = draft.pinnedimports.get().imported
    page_of(client, draft, host.pk)
    with CaptureQueriesContext(connection) as few:
        page_of(client, draft, host.pk)
    crowd(draft, imported, host, 1200)

    with CaptureQueriesContext(connection) as many:
        answer = page_of(client, draft, host.pk)

    root = drawing(answer)
    boxes = [box for box in root if box.tag in "ag"]
    assert len(boxes) < 60
    assert len(answer.content) < 200_000
    said = " ".join(text.text or "" for text in root.iter("text"))
    assert re.search(r"and 1[\d]{3} more", said.replace(",", ""))
    assert answer.context["neighbours"].count > 1200
    assert len(many) <= len(few) + 3


def test_the_table_pages_through_all_neighbours(draft, client):
    host = a("host", draft)
    imported = draft.pinnedimports.get().imported
    crowd(draft, imported, host, 120)
    first = neighbourhood.table(host, imported, 1)

    seen = [
        row.asset_id
        for number in range(1, first.pages + 1)
        for row in neighbourhood.table(host, imported, number).rows
    ]

    assert len(seen) == first.count
    assert first.pages == -(-first.count // 50)


def test_what_several_domains_come_to_together_stands_beside_the_value(draft, client):
    manager = page_of(client, draft, a("management_server", draft).pk)
    worth = manager.context["worth"]

    named = {worth.values.names[source] for source in worth.together.sources}

    assert 1 < len(named) == len(worth.together.sources)
    assert named <= {each.name for each in draft.domains.all()}
    assert f"come to <b>{worth.together.number}</b> together" in manager.content.decode()


def test_nothing_comes_together_where_one_domain_reaches(draft, client):
    machine = page_of(client, draft, draft.placements.exclude(domain=None)[0].asset_id)

    assert len(machine.context["worth"].together.sources) == 1
    assert "together in availability" not in machine.content.decode()


def test_an_asset_of_another_assessment_may_be_valued_there(draft, client):
    answer = page_of(client, draft, a("vm", draft).pk, assessment=draft.number)
    assert answer.context["worth"].assessment == draft
    assert page_of(client, draft, a("vm", draft).pk, assessment=99999).context["worth"] is None


def crowd(draft, imported, host, count):
    """Put many more guests on a host, as an estate of that size would."""
    same = {"organisation": draft.organisation}
    guests = Asset.objects.bulk_create(
        Asset(**same, kind="vm", source=host.source, native_id=f"crowd-{n}") for n in range(count)
    )
    AssetState.objects.bulk_create(
        AssetState(**same, imported=imported, asset=guest, kind="vm", name=guest.native_id)
        for guest in guests
    )
    AssetEdge.objects.bulk_create(
        AssetEdge(**same, imported=imported, relation="runs_on", tail=guest, head=host)
        for guest in guests
    )


def test_an_analyst_adds_a_risk_about_an_asset_to_each_draft(draft, client):
    machine = a("vm", draft)
    link = re.search(
        r'href="([^"]*/risks/new/[?]asset=\d+)"',
        page_of(client, draft, machine.pk).content.decode(),
    )
    assert link

    form = client.get(link[1])
    ranks = dict.fromkeys(JUDGED, 3)
    added = client.post(link[1], {"asset": machine.pk, "title": "It is alone", **ranks})

    assert form.context["asset"] == machine
    assert client.get(added.headers["Location"]).context["risk"].group.asset == machine


def test_who_may_not_assess_is_offered_no_risk_to_add(draft, client):
    client.force_login(make.person(draft.organisation, "auditor"))

    assert "Add a risk about this" not in page_of(client, draft, a("vm", draft).pk).content.decode()


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("2026-09-10T07:39:58+00:00", "10 Sep 2026, 07:39"),
        ("2026-10-31 02:00:00", "31 Oct 2026, 02:00"),
        ({"Owner": "", "Zone": "RES"}, "Zone: RES"),
        ([True, "a"], "Yes, a"),
        ("2026-10", "2026-10"),
    ],
)
def test_what_a_file_said_is_shown_as_people_write_it(read, words):
    assert as_read(read) == words


def test_each_step_of_a_way_tells_its_share_and_what_has_come_so_far(draft, client):
    manager = a("management_server", draft)
    answer = page_of(client, draft, manager.pk)
    for way in answer.context["worth"].ways:
        setter, *rest = way.steps
        assert setter.share is None
        assert all(step.share is not None and 0 < step.share <= 100 for step in rest)
        numbers = [step.number for step in way.steps]
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[-1] == way.number
    page = answer.content.decode()
    assert page.count('class="way wide"') == len(answer.context["worth"].ways)
    assert "100 %" in page
