"""Dry runs in words, findings narrowed, domains valued, criteria set, and the way in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import domains as domain_actions
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = worked.assessment(make.actor(make.organisation()))
    client.force_login(make.person(made.organisation, name="Ada"))
    return made


def url(name, draft, *more):
    return reverse(name, args=[draft.organisation.slug, *more])


def test_a_dry_run_speaks_in_words(draft, client):
    by = make.actor(draft.organisation)
    upload = worked.receive(draft, by, worked.later(worked.estate()))

    page = client.get(url("upload", draft, upload.pk)).content.decode()

    machines = upload.report["totals"]["vms"]
    assert f"{machines} virtual machines" in page
    assert "edges_vm" not in page
    assert "New assets" in page
    assert "Powered off" in page
    assert f"assets and propose risks in {draft.key}" in page


def test_findings_can_be_narrowed_by_check_severity_domain_item_and_words(draft, client):
    def shown(**query):
        answer = client.get(url("findings", draft), {"assessment": draft.number, **query})
        assert answer.status_code == 200
        return answer.context["found"].page

    every = shown()
    row = next(row for row in every.rows if row.domain)
    assert {r.finding.code for r in shown(code=row.finding.code).rows} == {row.finding.code}
    assert {r.finding.severity for r in shown(severity="high").rows} == {"high"}
    assert {r.domain for r in shown(domain=row.domain).rows} == {row.domain}
    bound = shown(item="CHK-OM-05")
    assert 0 < bound.count < every.count
    assert all("CHK-OM-05" in r.binding.items for r in bound.rows)
    assert 0 < shown(words=row.name).count < every.count
    assert shown(words="no such thing").count == 0
    assert shown(asset=row.finding.asset_id).count >= 1


def test_a_finding_links_its_object_its_vulnerabilities_and_its_items(draft, client):
    page = client.get(url("findings", draft), {"assessment": draft.number}).content.decode()

    for name, args in (
        ("catalogue-vulnerability", (draft.edition, "VUL-07")),
        ("item", (draft.number, "CHK-OM-05")),
    ):
        assert url(name, draft, *args) in page


def test_a_domain_saves_its_row_alone_and_a_clash_shows_both(draft, client):
    domain = draft.domains.order_by("name").first()
    where = url("domain-value", draft, draft.number, domain.pk)
    fields = {"c": "2", "i": "2", "a": "1", "trust": "3", "reason": "Reviewed"}

    got = client.post(where, fields | {"version": domain.version}, headers={"HX-Request": "true"})
    page = got.content.decode()
    assert got.status_code == 200
    assert page.count("<tr") == 1
    assert f"{domain.name} is valued." in page

    stale = client.post(
        where, fields | {"c": "5", "version": domain.version}, headers={"HX-Request": "true"}
    )
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Ada set C 2, I 2, A 1, trust 3 meanwhile" in page
    assert '<option value="5" selected>' in page
    domain.refresh_from_db()
    assert domain.value_c == 2
    mine = client.post(
        where, fields | {"c": "5", "version": domain.version}, headers={"HX-Request": "true"}
    )
    assert mine.status_code == 200


def test_the_domains_page_says_which_rules_placed_the_machines(draft, client):
    by, at = make.actor(draft.organisation), timezone.now()
    asset = draft.placements.first().asset_id
    home = draft.domains.order_by("name").last()
    domain_actions.place(assessment=draft, assets=[asset], domain=home, by=by, at=at)

    answer = client.get(url("domains", draft, draft.number))

    placed = {each.domain.name: dict(each.rules) for each in answer.context["domains"]}
    assert placed[home.name]["override"] >= 1
    assert "by attribute" in answer.content.decode()


def test_criteria_tell_every_mistake_at_once_and_keep_what_was_typed(draft, client):
    levels = {f"authority_{n}": "approver" for n in range(1, 6)}
    months = {f"months_{n}": "7" for n in range(1, 6)}
    typed = levels | months | {"matrix": "default", "appetite": "9", "months_3": "99"}

    got = client.post(url("criteria", draft, draft.number), typed | {"currency": "CHF"})

    page = got.content.decode()
    assert got.status_code == 422
    for words in ("Say why", "as the appetite", "from 0 to 60 months"):
        assert words in page
    assert page.count('<option value="approver" selected>') == 5
    assert 'value="99"' in page
    assert 'value="CHF"' in page


def test_a_refused_new_assessment_keeps_every_box(draft, client):
    got = client.post(
        url("assessment-new", draft),
        {"title": " ", "scope_in": "All", "exclusions": ["network"], "facts": ["esxi"]},
    )

    page = got.content.decode()
    assert got.status_code == 422
    assert 'value="network" checked' in page
    assert 'value="desktop" checked' not in page
    assert 'value="esxi" checked' in page


def test_the_portfolio_counts_families_as_its_assessments_do(draft, client):
    answer = client.get(url("portfolio", draft))

    (line,) = answer.context["rows"]
    families = answer.context["families"]
    total = sum(n for family in families for _, n in family.counts)
    assert total == sum(line.counts.values()) > 50
    assert line.way.phase.startswith("1 ")


def test_what_waits_is_told_for_the_lead_with_its_place(draft, client):
    client.force_login(draft.lead)

    todo = client.get(url("work", draft)).context["todo"]

    assert [entry.route for entry in todo] == ["register"]
    assert "proposed risks" in todo[0].what
