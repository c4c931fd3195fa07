"""Losses on the screen: estimate, confirm, keep as a draft, take away."""

import re

import pytest
from django.urls import reverse

from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = worked.assessment(make.actor(make.organisation()))
    client.force_login(make.person(made.organisation, name="Ada"))
    return made


def url(name, draft, *more):
    return reverse(name, args=[draft.organisation.slug, draft.number, *more])


def on(draft, kind):
    return draft.risks.filter(group__kind=kind).order_by("number")[0]


def form(**typed):
    base = {
        "kind": "poisson",
        "frequency_shape": "range",
        "frequency_low": "0.1",
        "frequency_high": "0.4",
        "response_shape": "pert",
        "response_low": "1000",
        "response_likely": "2000.50",
        "response_high": "9000",
        "reason": "Two incidents in ten years",
        "version": "0",
    }
    return base | typed


def test_the_form_is_filled_from_the_scales_and_says_so(draft, client):
    page = client.get(url("loss", draft, on(draft, "domain").number)).content.decode()

    assert "Pre-filled from the scales" in page
    assert re.search(r'name="frequency_low" value="\d', page)
    assert "What does it take from the domains" not in page


def test_an_estimate_is_confirmed_by_name_and_comes_back_as_it_was_typed(draft, client):
    risk = on(draft, "domain")
    address = url("loss", draft, risk.number)

    page = client.post(address, form(confirm="yes"), follow=True).content.decode()

    assert "Confirmed by Ada" in page
    assert 'name="response_likely" value="2000.50"' in page
    assert "Two incidents in ten years" in page
    assert risk.loss_estimate.losses == {
        "response": {"shape": "pert", "low": 100_000, "likely": 200_050, "high": 900_000}
    }


def test_a_draft_waits_on_the_page_of_losses_and_can_be_taken_away(draft, client):
    risk = on(draft, "cluster")
    client.post(url("loss", draft, risk.number), form(takes=["C", "A"]))

    page = client.get(url("losses", draft)).content.decode()
    assert "Drafts that wait for a person" in page
    assert risk.title in page
    gone = client.post(url("loss-drop", draft, risk.number), follow=True).content.decode()

    assert "is no longer estimated" in gone
    assert "Drafts that wait" not in gone


def test_domains_that_events_need_are_named_until_they_are_estimated(draft, client):
    risk = on(draft, "cluster")
    client.post(url("loss", draft, risk.number), form(takes=["A"], confirm="yes"))
    page = client.get(url("losses", draft)).content.decode()
    assert "needed" in page
    for domain in draft.domains.all():
        address = url("loss-domain", draft, domain.pk, "A")
        assert client.get(address).status_code == 200
        client.post(address, form(confirm="yes"))

    page = client.get(url("losses", draft)).content.decode()

    assert "needed" not in page
    assert "whose losses nobody confirmed" not in page


def test_every_mistake_is_told_at_once_and_nothing_typed_is_lost(draft, client):
    typed = form(frequency_low="often", response_low="9", response_high="1", kind="bernoulli")

    got = client.post(url("loss", draft, on(draft, "domain").number), typed)

    page = got.content.decode()
    assert got.status_code == 422
    assert "use a number like 0.25" in page
    assert "Response: the numbers rise" in page
    assert 'value="often"' in page
    assert '<option value="bernoulli" selected>' in page
    assert "Two incidents in ten years" in page


def test_mistakes_of_a_domain_are_told_too(draft, client):
    address = url("loss-domain", draft, draft.domains.first().pk, "C")

    got = client.post(address, form(response_low="x", response_high="1"))

    assert got.status_code == 422
    assert "use an amount like" in got.content.decode()
    assert client.get(url("loss-domain", draft, draft.domains.first().pk, "X")).status_code == 404


def test_an_estimate_that_somebody_changed_meanwhile_is_kept_beside_what_was_typed(draft, client):
    address = url("loss", draft, on(draft, "domain").number)
    client.post(address, form(confirm="yes"))

    got = client.post(address, form(reason="Mine", confirm="yes"))

    page = got.content.decode()
    assert got.status_code == 409
    assert "Mine" in page
    assert 'name="version" value="1"' in page
