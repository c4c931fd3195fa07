"""Every route, verb and role as a real request, against what docs/reference/roles.md says."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import path

from assessments.management.commands.permission_matrix import routes
from assessments.permissions import POLICIES, Standing
from assessments.permissions.matrix import page
from tests import make
from tests.full import CELLS, ROLES, token_of
from tests.permissions.pages import DOCS, expected, row_of_cell

BUILT = {200, 302, 409, 422}  # the page, a way on, or a refusal in words by the action itself


def ask(client, verb, url):
    """Call a route; whatever it changed is taken back."""
    with transaction.atomic():
        answer = client.get(url) if verb == "GET" else client.post(url, {})
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


def wrong_cells(house, role):
    client = Client()
    client.force_login(house.people[role])
    token = token_of(make.acting(house.people[role], house.organisation))
    for verb, name in CELLS:
        status = ask(client, verb, house.url(name, token=token))
        may = role in expected(verb, name)
        if status == 403 if may else status != 403:
            yield role, verb, name, status, "may" if may else "may not"
        elif may and status not in BUILT:
            yield role, verb, name, status, "is not an answer"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_role_table_says_and_nothing_else(houses, role):
    assert list(wrong_cells(houses[0], role)) == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_of_another_organisation_finds_anything(houses, role):
    ours, theirs = houses
    client = Client()
    client.force_login(theirs.people[role])

    answers = {(verb, name): ask(client, verb, ours.url(name)) for verb, name in CELLS}

    assert {cell for cell, status in answers.items() if status != 404} == set()


def test_who_is_not_signed_in_is_asked_to_or_told_so(houses):
    client = Client()

    answers = {(verb, name): ask(client, verb, houses[0].url(name)) for verb, name in CELLS}

    for (_verb, name), status in answers.items():
        assert status == (401 if name.startswith("api-") else 302), name


def test_other_verbs_are_not_served(houses):
    client = Client()
    client.force_login(houses[0].people["analyst"])
    for name in {name for _verb, name in CELLS}:
        url = houses[0].url(name)
        missing = {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(POLICIES[name].verbs)
        statuses = {client.generic(verb, url).status_code for verb in missing}
        assert statuses == {405}, name


def test_the_role_table_names_every_cell_once():
    known = {(verb, name) for verb, name in CELLS}
    assert set(row_of_cell()) <= known
    assert {cell for cell in known if cell[0] == "POST"} <= set(row_of_cell())


def test_every_route_has_a_policy_and_every_policy_a_route():
    assert [name for name, _path in routes() if name not in POLICIES] == []
    assert {name for name, _path in routes()} == set(POLICIES)


def test_the_committed_matrix_is_that_of_the_routes():
    assert (DOCS / "permissions.md").read_text() == page(routes())


def test_the_matrix_is_not_made_while_a_route_has_no_policy():
    with pytest.raises(KeyError, match="forgotten"):
        page([("forgotten", "/forgotten")])


@pytest.mark.parametrize("name", ["forgotten", ""])
def test_a_route_without_a_policy_is_refused_at_run_time(houses, settings, name):
    reached = []

    def view(request):
        reached.append(request)

    patterns = [path("forgotten/", view, name=name)]
    settings.ROOT_URLCONF = type("Routes", (), {"urlpatterns": patterns})
    client = Client()
    client.force_login(houses[0].people["administrator"])

    assert client.get("/forgotten/").status_code == 404
    assert reached == []


def test_what_anybody_may_call_is_signing_in_health_and_the_icon():
    open_to_all = {n for n, p in POLICIES.items() if p.standing is Standing.ANYONE}
    assert {name for name in open_to_all if not name.startswith("account_")} == {
        "healthz",
        "readyz",
        "favicon",
        "invitation",
        "verify",
        "verifier-file",
    }
