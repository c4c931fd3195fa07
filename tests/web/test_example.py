"""The first screen of an empty organisation makes the worked example, and shows how far it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import runs, work
from assessments.models import Assessment, Run
from tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def org(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = make.organisation()
    client.force_login(make.person(made, name="Ada"))
    return made


def url(name, org, *more):
    return reverse(name, args=[org.slug, *more])


def text(client, name, org):
    return client.get(url(name, org)).content.decode()


def test_it_leads_from_the_empty_portfolio_to_the_overview_of_the_example(org, client):
    assert client.get(url("portfolio", org)).url == url("welcome", org)
    assert "Make the example" in text(client, "welcome", org)
    assert client.get(url("example-progress", org)).url == url("welcome", org)

    assert client.post(url("example-new", org)).url == url("example-progress", org)
    assert "Queued" in text(client, "example-progress", org)
    assert "See how far it is" in text(client, "welcome", org)
    fragment = client.get(url("example-progress", org), headers=HTMX).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert "<html" not in fragment
    assert client.post(url("example-new", org)).url == url("example-progress", org)
    work.do_all(timezone.now)

    (draft,) = Assessment.objects.filter(organisation=org)
    overview = url("assessment", org, draft.number)
    assert client.get(url("example-progress", org)).url == overview
    done = client.get(url("example-progress", org), headers=HTMX)
    assert (done.status_code, done.headers["HX-Redirect"]) == (200, overview)
    assert '<span class="tag info">Example</span>' in client.get(overview).content.decode()
    assert '<span class="tag info">Example</span>' in text(client, "portfolio", org)
    assert "Open the example" in text(client, "welcome", org)
    again = client.post(url("example-new", org), follow=True)
    assert f"has its worked example already: {draft.key}" in again.content.decode()


def test_one_that_failed_says_why_and_is_finished_on_request(org, client):
    client.post(url("example-new", org))
    claimed = runs.claim(Run.objects.get().pk, at=timezone.now())
    assert claimed is not None
    runs.fail(claimed, at=timezone.now(), error="The disk is full.", final=True)

    page = text(client, "example-progress", org)
    assert "The disk is full." in page
    assert "Finish the example" in page
    assert "Finish the example" in text(client, "welcome", org)
    assert client.post(url("example-new", org)).url == url("example-progress", org)

    assert Run.objects.filter(kind=Run.Kind.EXAMPLE, state=Run.State.QUEUED).count() == 1
    assert Assessment.objects.filter(organisation=org).count() == 1


@pytest.mark.parametrize("role", ["risk_owner", "approver", "auditor", "administrator"])
def test_who_is_no_analyst_is_offered_nothing_and_refused(org, client, role):
    client.force_login(make.person(org, role))

    assert "Make the example" not in text(client, "welcome", org)
    assert client.post(url("example-new", org)).status_code == 403
    assert not Assessment.objects.exists()
