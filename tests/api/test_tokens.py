"""A token reads, in one organisation, as one person, until its end; nothing else."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import people, tokens
from assessments.models import ApiToken, Membership, Person
from assessments.permissions import POLICIES, Standing
from tests import make
from tests.api.conftest import bytes_of, token

ROUTES = sorted(name for name in POLICIES if name.startswith("api-"))


SOME = ("api-schema", "api-root", "api-risks", "api-register-csv")


def statuses(house, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    found = set()
    for name in SOME:
        answer = Client().get(house.url(name), headers=headers)
        found.add(answer.status_code)
        bytes_of(answer)
    return found


def test_a_token_reads_in_any_role(houses):
    house = houses[0]
    for role in house.people:
        assert statuses(house, token(house, role).secret) == {200}


def test_only_the_hash_is_kept(houses):
    made = token(houses[0])
    row = ApiToken.objects.get(pk=made.token.pk)
    assert row.token_hash == hashlib.sha256(made.secret.encode()).hexdigest()
    kept = " ".join(str(getattr(row, field.attname)) for field in ApiToken._meta.fields)
    assert made.secret not in kept
    assert len(made.secret) > 40


def test_the_last_use_is_noted_and_not_each_time(houses):
    house = houses[0]
    made = token(house)
    headers = {"Authorization": f"Bearer {made.secret}"}
    Client().get(house.url("api-root"), headers=headers)
    first = ApiToken.objects.get(pk=made.token.pk).last_used_at
    assert first is not None
    Client().get(house.url("api-root"), headers=headers)
    assert ApiToken.objects.get(pk=made.token.pk).last_used_at == first


def revoke(house, made):
    by = make.acting(house.people["auditor"], house.organisation)
    tokens.revoke(token_id=made.token.pk, by=by, at=timezone.now())


def revoke_by_administrator(house, made):
    by = make.acting(house.people["administrator"], house.organisation)
    tokens.revoke(token_id=made.token.pk, by=by, at=timezone.now())


def expire(_house, made):
    ApiToken.objects.filter(pk=made.token.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )


def deactivate_person(house, _made):
    Person.objects.filter(pk=house.people["auditor"].pk).update(is_active=False)


def deactivate_membership(house, _made):
    member = house.people["auditor"].memberships.get()
    by = make.acting(house.people["administrator"], house.organisation)
    people.set_status(membership_id=member.pk, active=False, version=None, by=by, at=timezone.now())


def deactivate_membership_alone(house, _made):
    house.people["auditor"].memberships.update(status="deactivated")


@pytest.mark.parametrize(
    "end",
    [
        revoke, revoke_by_administrator, expire, deactivate_person, deactivate_membership,
        deactivate_membership_alone,
    ],
)  # fmt: skip
def test_a_token_that_ended_is_nobody(houses, end):
    house = houses[0]
    made = token(house)
    assert statuses(house, made.secret) == {200}
    end(house, made)
    assert statuses(house, made.secret) == {401}


def test_a_token_does_not_come_back_with_its_person(houses):
    house = houses[0]
    made = token(house)
    deactivate_membership(house, made)
    member = house.people["auditor"].memberships.get()
    by = make.acting(house.people["administrator"], house.organisation)
    people.set_status(membership_id=member.pk, active=True, version=None, by=by, at=timezone.now())
    assert statuses(house, made.secret) == {401}


def test_a_token_is_of_one_organisation_even_for_a_member_of_two(houses):
    ours, theirs = houses
    Membership.objects.create(
        organisation=theirs.organisation,
        person=ours.people["auditor"],
        roles=["auditor"],
        since=timezone.now(),
    )
    secret = token(ours).secret
    headers = {"Authorization": f"Bearer {secret}"}
    found = {
        Client().get(theirs.url(name), headers=headers).status_code
        for name in ROUTES
        if name != "api-schema"
    }
    assert found == {404}


def test_a_token_opens_no_page(houses):
    house = houses[0]
    headers = {"Authorization": f"Bearer {token(house, 'analyst').secret}"}
    for name, policy in POLICIES.items():
        if policy.standing is Standing.ANYONE or name.startswith("api-"):
            continue
        verb = "GET" if "GET" in policy.verbs else "POST"
        answer = Client().generic(verb, house.url(name, token=1), headers=headers)
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/login/"), name


def test_a_wrong_token_is_not_the_session_beside_it(houses):
    client = Client()
    client.force_login(houses[0].people["analyst"])
    url = houses[0].url("api-root")
    assert client.get(url).status_code == 200
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = client.get(url, headers={"Authorization": f"{scheme} vsr_wrong"})
        assert answer.status_code == 401


def test_a_token_shows_nothing_of_another_organisation(houses):
    ours, theirs = houses
    headers = {"Authorization": f"Bearer {token(ours).secret}"}
    listed = Client().get(ours.url("api-assessments"), headers=headers).json()["results"]
    assert [row["number"] for row in listed] == [ours.draft.number]
    asset = theirs.draft.placements.first().asset_id
    assert Client().get(ours.url("api-asset", asset=asset), headers=headers).status_code == 404


def test_an_address_says_nothing_about_a_missing_token_but_that(houses):
    answer = Client().get(reverse("api-root", args=["no-such-organisation"]))
    assert answer.status_code == 401
