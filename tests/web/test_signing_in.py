"""Signing in and out: throttled, rotated, ended when idle, and telling nothing to strangers."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Membership
from assessments.web.middleware import SEEN
from tests import make

pytestmark = pytest.mark.django_db
WRONG = "not the password at all"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def person():
    return make.person(make.organisation(), password=make.PASSWORD)


def sign_in(client, email, password=make.PASSWORD, **more):
    return client.post("/login/", {"login": email, "password": password, **more})


def words_of(answer):
    """Return the visible words of a page, without what differs from form to form."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode()).split()


def test_signing_in_gives_a_new_session_and_a_guarded_cookie(person, client):
    client.get("/login/")
    client.session["before"] = 1
    client.session.save()
    before = client.session.session_key

    answer = sign_in(client, person.email)

    assert answer.status_code == 302
    assert client.session.session_key != before
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert person.password.startswith("argon2$argon2id$")


def test_signing_out_ends_the_session_for_good(person, client):
    sign_in(client, person.email)
    key = client.session.session_key

    client.post("/logout/")

    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/").status_code == 302


def test_getting_the_page_to_sign_out_signs_nobody_out(person, client):
    sign_in(client, person.email)
    client.get("/logout/")
    assert "_auth_user_id" in client.session


def test_guessing_is_slowed_down_and_the_right_password_does_not_help_then(person, client):
    answers = [sign_in(client, person.email, WRONG) for _ in range(7)]

    assert answers[0].status_code == 200
    late = sign_in(Client(REMOTE_ADDR="192.0.2.7"), person.email)
    assert late.status_code != 302
    assert "Too many" in late.content.decode()


def test_a_known_and_an_unknown_address_are_answered_alike(person):
    known = sign_in(Client(REMOTE_ADDR="192.0.2.1"), person.email, WRONG)
    unknown = sign_in(Client(REMOTE_ADDR="192.0.2.2"), "nobody@example.org", WRONG)

    assert known.status_code == unknown.status_code == 200
    assert words_of(known) == words_of(unknown)


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answers = [
        Client().post("/password/reset/", {"email": email}, follow=True)
        for email in (person.email, "nobody@example.org")
    ]
    assert words_of(answers[0]) == words_of(answers[1])
    assert [message.to for message in mail.outbox if "/password/reset/" in message.body] == [
        [person.email]
    ]


def test_an_address_of_another_host_is_refused(client):
    assert client.get("/login/", headers={"host": "evil.example"}).status_code == 400


def test_nobody_is_led_to_another_site(person, client):
    answer = sign_in(client, person.email, next="https://evil.example/")
    assert answer["Location"].startswith("/")


def test_a_session_nobody_used_for_an_hour_has_ended(person, client, settings):
    sign_in(client, person.email)
    session = client.session
    session[SEEN] = session.get(SEEN, 2_000_000_000) - settings.SESSION_IDLE_SECONDS - 1
    client.get(reverse("profile"))
    session = client.session
    session[SEEN] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()

    answer = client.get(reverse("profile"))

    assert answer["Location"].startswith("/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("how", ["person", "membership"])
def test_who_is_deactivated_is_out_at_once(person, client, how):
    sign_in(client, person.email)
    organisation = person.memberships.get().organisation
    home = reverse("catalogue", args=[organisation.slug])
    assert client.get(home).status_code == 200

    if how == "person":
        person.is_active = False
        person.save()
    else:
        person.memberships.update(status=Membership.Status.DEACTIVATED)

    assert client.get(home).status_code in (302, 404)


def test_a_changed_password_ends_every_other_session(person, client):
    other = Client()
    sign_in(client, person.email)
    sign_in(other, person.email)
    new = "another long pass phrase 9"

    answer = client.post(
        "/password/change/",
        {"oldpassword": make.PASSWORD, "password1": new, "password2": new},
    )

    assert answer.status_code == 302
    assert other.get("/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/admin/"])
def test_nobody_signs_up_and_there_is_no_back_office(client, path):
    assert client.get(path).status_code == 404
