"""Every refusal below /api/ is a problem document (RFC 9457), whoever refuses."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from assessments.permissions import POLICIES
from tests.api.conftest import bytes_of
from tests.full import House

ROUTES = sorted(name for name in POLICIES if name.startswith("api-") and name != "api-schema")


def problem_of(answer):
    """Return the problem, having looked that it is one."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = json.loads(answer.content)
    assert set(found) <= {"type", "title", "status", "detail", "errors"}
    assert found["status"] == answer.status_code
    assert found["title"]
    assert found["detail"]
    return found


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize(
    ("status", "query", "headers"),
    [
        (400, "?surely=not", {}),
        (401, "", {"Authorization": "Bearer wrong"}),
        (406, "", {"Accept": "image/png"}),
    ],
)
def test_each_route_refuses_in_the_same_form(program, name, status, query, headers):
    answer = program.get(name, query, headers=headers)
    assert answer.status_code == status
    found = problem_of(answer)
    assert ("errors" in found) == (status == 400)
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="vsrisk"'


@pytest.mark.parametrize("name", ROUTES)
def test_each_route_refuses_to_write_and_what_is_elsewhere(program, houses, name):
    url = program.house.url(name)
    answer = Client().post(url, headers=program.bearer)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    problem_of(answer)
    answer = Client().get(houses[1].url(name), headers=program.bearer)
    assert answer.status_code == 404
    problem_of(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/", "/api/v1/", "/api/v2/orgs/x/", "/api/v1/orgs/", "/api/v1/orgs/no-such/",
        "/api/v1/orgs/{org}/nothing", "/api/v1/orgs/{org}/assessments/",
        "/api/v1/orgs/{org}/assessments/999999", "/api/v1/orgs/{org}/assets/999999999999999999999",
        "/api/v1/orgs/{org}/assessments/{number}/risks/999999",
        "/api/v1/orgs/{org}/assessments/{number}/risks/99999999999999999999/explanation",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(program, path):
    where = path.format(org=program.house.organisation.slug, number=program.house.draft.number)
    answer = Client().get(where, headers=program.bearer)
    assert answer.status_code == 404, where
    problem_of(answer)


def test_a_mistake_of_ours_says_nothing_about_itself(program, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("assessments.queries.register.rows_of", broken)
    client = Client(raise_request_exception=False)
    answer = client.get(program.house.url("api-risks"), headers=program.bearer)
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "X-Request-ID" in answer.headers
    problem_of(answer)


def test_a_request_for_another_host_is_a_problem(program):
    answer = Client().get(
        program.house.url("api-root"), headers=program.bearer | {"Host": "evil.example"}
    )
    assert answer.status_code == 400
    problem_of(answer)


def test_who_has_no_role_for_it_is_told_so(program, monkeypatch):
    monkeypatch.setattr("assessments.permissions.actor.ROLE_CAPABILITIES", {"auditor": frozenset()})
    answer = program.get("api-root")
    assert answer.status_code == 403
    problem_of(answer)


def test_pages_keep_their_own_refusals(houses):
    house: House = houses[0]
    client = Client()
    client.force_login(house.people["auditor"])
    answer = client.get(reverse("register", args=[house.organisation.slug, 999_999]))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("name", "kind", "accepted"),
    [
        ("api-register-csv", "text/csv", 200),
        ("api-register-csv", "application/json", 406),
        ("api-register-json", "application/json", 200),
        ("api-risks", "application/json, text/plain;q=0.5", 200),
        ("api-risks", "text/csv", 406),
    ],
)
def test_a_format_is_offered_where_the_address_says_so(program, name, kind, accepted):
    answer = program.get(name, headers={"Accept": kind})
    assert answer.status_code == accepted
    assert bytes_of(answer)
