"""Programs read with a token: what the screen shows, of their organisation, and nothing else."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import tokens
from assessments.permissions import POLICIES
from assessments.queries import register
from tests import make, worked

pytestmark = pytest.mark.django_db

NAMES = sorted(name for name in POLICIES if name.startswith("api-"))


@pytest.fixture
def draft(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    found = worked.assessment(make.actor(make.organisation()))
    found.refresh_from_db()
    return found


@pytest.fixture
def ask(draft, client):
    by = make.actor(draft.organisation, "auditor")
    secret = tokens.make(name="SIEM", days=30, by=by, at=timezone.now()).secret
    bearer = {"Authorization": f"Bearer {secret}"}

    def get(name, query="", headers=bearer, **given):
        return client.get(url(draft, name, **given) + query, headers=headers)

    return get


def url(draft, name, **given):
    values = {"org": draft.organisation.slug}
    if name not in ("api-root", "api-assessments", "api-assets"):
        values["number"] = draft.number
    if name in ("api-risk", "api-risk-explanation"):
        values["risk"] = 1
    return reverse(name, kwargs=values | given)


def body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return json.loads(content)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "api-register-csv"])
def test_every_route_answers_a_token_with_json(ask, name):
    answer = ask(name)
    assert answer.status_code == 200
    assert body(answer)


def test_every_route_refuses_who_is_nobody_and_who_is_of_elsewhere(draft, client):
    outsider = make.actor(make.organisation("Elsewhere"))
    secret = tokens.make(name="x", days=1, by=outsider, at=timezone.now()).secret
    for headers, expected in (
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Bearer {secret}"}, 404),
    ):
        answers = {
            name: client.get(url(draft, name), headers=headers).status_code for name in NAMES
        }
        assert set(answers.values()) == {expected}, answers


def test_a_revoked_token_is_nobody(draft, client):
    by = make.actor(draft.organisation)
    made = tokens.make(name="x", days=1, by=by, at=timezone.now())
    tokens.revoke(token_id=made.token.pk, by=by, at=timezone.now())
    headers = {"Authorization": f"Bearer {made.secret}"}
    assert client.get(url(draft, "api-assessments"), headers=headers).status_code == 401


def test_the_pages_of_risks_make_up_the_register(ask, draft):
    whole = body(ask("api-register-json"))
    paged, query = [], "?limit=50"
    while query:
        page = body(ask("api-risks", query))
        paged += page["results"]
        query = "?" + page["next"].partition("?")[2] if page["next"] else ""
    assert paged == whole
    assert len(whole) == draft.risks.count() > 50


def test_levels_are_those_of_the_screen(ask, draft):
    shown = {row.risk.key: row.level for row in register.page(draft, register.Filters()).rows}
    read = {row["key"]: row["current"] for row in body(ask("api-risks", "?limit=500"))["results"]}
    assert shown
    assert {key: read[key] for key in shown} == shown


def test_the_csv_has_a_row_for_each_risk(ask, draft):
    answer = ask("api-register-csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == draft.risks.count()


@pytest.mark.parametrize("query", ["?limit=0", "?limit=9999", "?after=-1", "?limit=x"])
def test_a_wrong_parameter_is_named(ask, query):
    answer = ask("api-risks", query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(body(answer)["errors"]) <= {"limit", "after"}


def test_what_is_not_there_is_404_in_json(ask):
    answer = ask("api-risk", risk=999999)
    assert answer.status_code == 404
    assert body(answer)["detail"]


def test_nothing_is_written_over_rest(ask, draft, client):
    for name in NAMES:
        assert client.post(url(draft, name)).status_code == 405
