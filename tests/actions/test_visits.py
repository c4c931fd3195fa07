"""Auditors from outside: invited until a day, out after it, and each of their reads in the log."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assessments.actions import people, tokens, visits
from assessments.models import AuditEvent, AuditorAccess, Invitation, LedgerEntry, Membership
from assessments.permissions import Refused, enter
from assessments.queries import access
from tests import make, sealed

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple 9"


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def administrator(org):
    found = make.actor(org, "administrator")
    sealed.enrol(found)
    return found


def invited(by, days, roles=("auditor",)):
    at = timezone.now()
    until = None if days is None else at.date() + timedelta(days=days)
    return people.invite(email="eve@example.org", roles=roles, by=by, at=at, until=until)


def joined(by, days=10):
    secret = invited(by, days).secret
    return people.join(
        secret=secret, name="Eve", password=PASSWORD, signed_in=None, at=timezone.now()
    )


def set_back(person, days=1):
    yesterday = timezone.now().date() - timedelta(days=days)
    Membership.objects.filter(person=person).update(until=yesterday)


def test_an_auditor_comes_in_until_the_day_and_not_after(org, administrator):
    person = joined(administrator, days=0)
    assert enter(person, org.slug)
    auditor = make.acting(person, org)
    made = tokens.make(name="SIEM", days=9, by=auditor, at=timezone.now())
    assert tokens.use(token_hash=made.token.token_hash, at=timezone.now())

    set_back(person)
    assert enter(person, org.slug) is None
    assert not access.organisations_of(person)
    assert tokens.use(token_hash=made.token.token_hash, at=timezone.now()) is None
    client = Client()
    client.force_login(person)
    assert client.get(f"/o/{org.slug}/").status_code == 404


def test_who_is_out_is_deactivated_once_in_trail_and_ledger(org, administrator):
    person = joined(administrator)
    assert visits.end_expired(at=timezone.now()) == 0
    set_back(person)

    assert visits.end_expired(at=timezone.now()) == 1
    assert visits.end_expired(at=timezone.now()) == 0
    event = AuditEvent.objects.filter(kind="person.status").latest("pk")
    assert (event.person_name, event.after["status"]) == ("vsrisk", "deactivated")
    last = LedgerEntry.objects.filter(organisation=org, kind="role.change").latest("number")
    assert b"eve@example.org" in bytes(last.body)
    member = people.set_status(
        membership_id=Membership.objects.get(person=person).pk,
        active=True,
        version=None,
        by=administrator,
        at=timezone.now(),
    )
    assert member.until is None
    assert enter(person, org.slug)
    again = AuditEvent.objects.filter(kind="person.status").latest("pk")
    assert again.before["until"] == event.after["until"]
    assert again.after == {"status": "active", "until": None}


@pytest.mark.parametrize(
    ("days", "roles", "words"),
    [
        (-1, ["auditor"], "today or later"),
        (367, ["auditor"], "within a year"),
        (5, ["analyst"], "Only an auditor"),
    ],
)
def test_a_day_that_is_none_is_refused(administrator, days, roles, words):
    with pytest.raises(Refused, match=words):
        invited(administrator, days, roles)
    assert not Invitation.objects.exists()


def test_the_database_keeps_the_day_to_auditors(administrator):
    person = joined(administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(person=person).update(roles=["analyst"])
    member = people.give_roles(
        membership_id=Membership.objects.get(person=person).pk,
        roles=["analyst"],
        version=None,
        by=administrator,
        at=timezone.now(),
    )
    assert member.until is None


def test_the_page_invites_until_a_day_and_shows_it(org, administrator):
    client = Client()
    client.force_login(Membership.objects.get(person_id=administrator.person_id).person)
    day = (timezone.now().date() + timedelta(days=20)).isoformat()
    given = {"email": "eve@example.org", "roles": "auditor", "until": day}
    assert client.post(f"/o/{org.slug}/people/invite/", given | {"until": "x"}).status_code == 422
    assert client.post(f"/o/{org.slug}/people/invite/", given).status_code == 200
    assert Invitation.objects.get().until.isoformat() == day


def test_what_an_auditor_asks_for_stays_and_is_shown_to_both(org, administrator):
    person = joined(administrator)
    client = Client()
    client.force_login(person)
    client.get(f"/o/{org.slug}/?x=1")
    client.get(f"/o/{org.slug}/nothing/")
    assert client.post(f"/o/{org.slug}/people/invite/").status_code == 403  # not let in

    (row,) = AuditorAccess.objects.all()
    assert (row.organisation, row.person, row.path) == (org, person, f"/o/{org.slug}/?x=1")
    own = client.get(f"/o/{org.slug}/people/accesses/").content.decode()
    assert f"/o/{org.slug}/?x=1" in own
    boss = Client()
    boss.force_login(Membership.objects.get(person_id=administrator.person_id).person)
    assert "Eve" in boss.get(f"/o/{org.slug}/people/accesses/").content.decode()
    other = Client()
    other.force_login(make.person(org))
    assert "Eve" not in other.get(f"/o/{org.slug}/people/accesses/").content.decode()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        row.delete()
