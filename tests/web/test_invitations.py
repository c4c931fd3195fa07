"""People come by invitation: a link that works once, for one organisation, for a week."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import people, tokens
from assessments.models import AuditEvent, Invitation, Membership
from tests import make

pytestmark = pytest.mark.django_db
JOINING = {"name": "Nia Novak", "password": "a good long pass phrase 5"}


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def administrator(org, client):
    person = make.person(org, "administrator")
    client.force_login(person)
    return person


def members_of(org):
    return Membership.objects.filter(organisation=org)


def invite(client, org, email="nia@example.org", roles=("analyst",)):
    answer = client.post(
        reverse("person-invite", args=[org.slug]), {"email": email, "roles": list(roles)}
    )
    found = re.search(r"/invite/([\w-]+)/", answer.content.decode())
    return answer, found.group() if found else ""


def test_an_invited_person_joins_with_the_roles_given_and_is_signed_in(org, administrator, client):
    _answer, link = invite(client, org, roles=("analyst", "risk_owner"))
    guest = Client()
    assert guest.get(link).status_code == 200

    answer = guest.post(link, JOINING, follow=True)

    assert (answer.status_code, answer.redirect_chain[1][0]) == (200, f"/o/{org.slug}/")
    member = Membership.objects.get(organisation=org, person__email="nia@example.org")
    assert (member.person.name, member.roles) == ("Nia Novak", ["analyst", "risk_owner"])
    kinds = AuditEvent.objects.filter(organisation=org).values_list("kind", flat=True)
    assert {"person.invited", "person.joined"} <= set(kinds)


def test_a_link_works_once(org, administrator, client):
    _answer, link = invite(client, org)
    Client().post(link, JOINING)

    again = Client().post(link, JOINING | {"name": "Somebody Else"})

    assert again.status_code == 422
    assert "used, withdrawn or is too old" in again.content.decode()
    assert members_of(org).filter(person__email="nia@example.org").count() == 1


def test_a_weak_password_is_refused_and_the_name_is_kept(org, administrator, client):
    _answer, link = invite(client, org)

    answer = Client().post(link, {"name": "Nia Novak", "password": "short"})

    assert answer.status_code == 422
    assert 'value="Nia Novak"' in answer.content.decode()
    assert not members_of(org).filter(person__email="nia@example.org").exists()


@pytest.mark.parametrize("how", ["late", "withdrawn", "invited again"])
def test_an_old_link_opens_nothing(org, administrator, client, how):
    _answer, link = invite(client, org)
    row = Invitation.objects.get()
    if how == "late":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        client.post(reverse("invitation-withdraw", args=[org.slug, row.pk]))
    else:
        invite(client, org)

    assert Client().get(link).status_code == 404
    assert Client().post(link, JOINING).status_code == 422


def test_who_has_an_account_joins_only_signed_in_as_that_person(org, administrator, client):
    known = make.person(make.organisation(), password=make.PASSWORD)
    _answer, link = invite(client, org, known.email)

    refused = Client().post(link, JOINING)
    assert refused.status_code == 422
    assert "Sign in with it" in refused.content.decode()

    theirs = Client()
    theirs.force_login(known)
    assert theirs.post(link, {}).status_code == 302
    assert members_of(org).filter(person=known).exists()


def test_the_secret_of_a_link_is_not_stored(org, administrator, client):
    _answer, link = invite(client, org)
    secret = link.split("/")[2]
    row = Invitation.objects.get()
    assert secret not in str(vars(row))
    assert people.invitation_of(secret, at=timezone.now()) == row


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "nobody", "roles": ["analyst"]}, "e-mail address"),
        ({"email": "a@example.org", "roles": []}, "at least one role"),
        ({"email": "a@example.org", "roles": ["auditor", "analyst"]}, "An auditor has no other"),
        ({"email": "a@example.org", "roles": ["owner of all"]}, "at least one role"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_in_words(
    org, administrator, client, given, words
):
    answer = client.post(reverse("person-invite", args=[org.slug]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_the_last_administrator_stays(org, administrator, client):
    me = members_of(org).get(person=administrator)
    where = {"org": org.slug, "member": me.pk}

    roles = client.post(reverse("person-roles", kwargs=where), {"roles": "auditor", "version": 1})
    status = client.post(reverse("person-status", kwargs=where), {"active": "", "version": 1})

    assert (roles.status_code, status.status_code) == (422, 422)
    me.refresh_from_db()
    assert (me.roles, me.status) == (["administrator"], "active")


def test_deactivating_a_member_ends_their_tokens(org, administrator, client):
    person = make.person(org, "auditor")
    made = tokens.make(name="SIEM", days=9, by=make.acting(person, org), at=timezone.now())
    member = members_of(org).get(person=person)

    client.post(reverse("person-status", args=[org.slug, member.pk]), {"active": "", "version": 1})

    made.token.refresh_from_db()
    assert made.token.revoked_at is not None
