"""A real organisation begins on the command line, with somebody who can invite the others."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from assessments.models import AuditEvent, Membership, Organisation, Person
from tests import make

pytestmark = pytest.mark.django_db


def founded(**given):
    out = io.StringIO()
    wanted = {"name": "St Brannoc", "slug": "st-brannoc", "email": "Ada@example.org"}
    call_command("found_organisation", **(wanted | {"person": "Ada Kowalski"} | given), stdout=out)
    return out.getvalue()


def test_the_administrator_signs_in_with_the_password_that_is_printed():
    said = founded()

    password = re.search(r"signs in with (\S+)", said)[1]
    ada = Person.objects.get(email="ada@example.org")
    assert ada.check_password(password)
    assert Membership.objects.get(person=ada).roles == ["administrator"]
    assert AuditEvent.objects.get().kind == "organisation.founded"


def test_each_time_the_password_is_another():
    first, second = founded(), founded(slug="other", email="ben@example.org")

    assert first.split()[-7:] != second.split()[-7:]


def test_somebody_who_is_known_keeps_their_password():
    ada = make.person(make.organisation(), password=make.PASSWORD)

    said = founded(email=ada.email, person="")

    ada.refresh_from_db()
    assert ada.check_password(make.PASSWORD)
    assert "the password they have" in said


def test_every_mistake_is_said_at_once():
    with pytest.raises(CommandError) as caught:
        founded(name=" ", slug="St Brannoc", email="ada", person="")

    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "--name",
        "--slug",
        "--email",
        "--person",
    ]
    assert not Organisation.objects.exists()


def test_a_short_name_that_is_taken_leaves_nobody_behind():
    founded()

    with pytest.raises(CommandError, match="already exists"):
        founded(email="ben@example.org")

    assert not Person.objects.filter(email="ben@example.org").exists()
