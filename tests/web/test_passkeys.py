"""The pages of passkeys where browsers allow none, and what they refuse."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.verifier.keys import Method
from assessments.verifier.shapes import encoded
from tests import make, sealed
from tests.verifier.make import Person

pytestmark = pytest.mark.django_db
POINT = {"passkey": "1", "public": encoded(Person(5, Method.WEBAUTHN).key.der)}


@pytest.fixture
def org():
    sealed.introduced()
    return make.organisation()


@pytest.fixture
def client(org):
    client = Client()
    client.force_login(make.person(org, "analyst"))
    return client


@pytest.mark.parametrize(
    ("host", "secure", "is_allowed"),
    [
        ("localhost", False, True),
        ("localhost:8443", True, True),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8000", False, False),
        ("testserver", False, False),
        ("testserver", True, True),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(org, client, host, secure, is_allowed):
    address = reverse("keys", args=[org.slug])
    page = client.get(address, headers={"host": host}, secure=secure).content.decode()
    assert ("Make a passkey" in page) is is_allowed
    assert ("Browsers allow passkeys only" in page) is not is_allowed
    offer = reverse("key-offer", args=[org.slug])
    answer = client.post(offer, POINT | {"credential": "YQ"}, headers={"host": host}, secure=secure)
    assert answer.status_code == (200 if is_allowed else 422)
    assert ("Sign with the new passkey" in answer.content.decode()) is is_allowed
    assert ("Passkeys are not to be had here." in answer.content.decode()) is not is_allowed


def test_a_browser_that_signs_nothing_is_told_so(org, client):
    offer = reverse("key-offer", args=[org.slug])
    page = client.post(offer, POINT | {"credential": "YQ"}, headers={"host": "localhost"})
    assert page.context
    fields = {"prepared": page.context["prepared"], "credential": "YQ", "assertion": ""}
    address = reverse("key-bring", args=[org.slug])
    answer = client.post(address, fields, headers={"host": "localhost"})
    assert answer.status_code == 422
    assert "the browser sent no signature of the passkey" in answer.content.decode()
    assert "Sign with the new passkey" in answer.content.decode()
    large = client.post(
        address, fields | {"assertion": "x" * 20_001}, headers={"host": "localhost"}
    )
    assert "the browser sent no signature" in large.content.decode()
