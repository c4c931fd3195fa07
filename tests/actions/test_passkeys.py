"""Passkeys as signing keys: by which bytes they come, sign and are refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from assessments.actions import carrying, keys
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.models import SigningKey
from assessments.permissions import Refused
from assessments.verifier.keys import Method
from assessments.verifier.shapes import encoded
from tests import make, sealed
from tests.verifier import passkey
from tests.verifier.make import Person

pytestmark = pytest.mark.django_db
AWAY = Person(71, Method.WEBAUTHN)
NAME = "Y3JlZGVudGlhbA"


@pytest.fixture
def org():
    sealed.introduced()
    return make.organisation()


def bring(actor, **changed) -> SigningKey:
    at = timezone.now()
    payload = keys.offered(public=encoded(AWAY.key.der), by=actor, at=at, site=passkey.SITE)
    given = {"signature": AWAY.sign(payload), "credential": NAME} | changed
    return keys.bring(statement=payload, **given, by=actor, at=at)


def test_a_passkey_comes_by_its_own_assertion_vouches_and_ends_itself(org):
    dot, eve = (make.actor(org, "analyst") for _ in range(2))
    key = bring(dot)
    assert (key.state, key.sealed, key.credential) == ("enrolled", None, NAME)
    assert key.public_key == AWAY.key
    waiting = keys.make(passphrase=sealed.PASSPHRASE, by=eve, at=timezone.now())
    pen = Pen(signature=AWAY.sign(bytes(waiting.statement)))
    assert keys.vouch(key_id=waiting.pk, pen=pen, by=dot, at=timezone.now()).state == "enrolled"

    lost, at = Stolen("Lost the telephone"), timezone.now()
    payload = keys.revocation(key_id=key.pk, stolen=lost, by=dot, at=at)
    pen = Pen(signature=AWAY.sign(payload))
    done = keys.revoke(key_id=key.pk, stolen=lost, pen=pen, by=dot, at=at, prepared=payload)
    assert done.state == "revoked"


def test_another_signature_is_not_taken_and_says_what_is_wrong(org):
    dot = make.actor(org, "analyst")
    for signature, words in (
        (b"", "sent no signature"),
        (b"s" * 64, "not JSON"),
        (AWAY.sign(b"{}"), "another statement"),
        (passkey.assertion(71, b"{}", passkey.authenticator()).to_bytes(), "something else"),
    ):
        with pytest.raises(Refused, match=words):
            bring(dot, signature=signature)
    for credential in ("", "not a name!"):
        with pytest.raises(Refused, match="which passkey it made"):
            bring(dot, credential=credential)
    bring(dot)
    eve = make.actor(org, "analyst")
    waiting = keys.make(passphrase=sealed.PASSPHRASE, by=eve, at=timezone.now())
    pen = Pen(signature=AWAY.sign(b"{}"))
    with pytest.raises(Refused, match=r"passkey did not sign these bytes: .* another statement"):
        keys.vouch(key_id=waiting.pk, pen=pen, by=dot, at=timezone.now())


def test_no_ed25519_key_passes_for_a_passkey(org):
    other = replace(AWAY, method=Method.ED25519)
    with pytest.raises(Refused, match="no P-256"):
        keys.offered(
            public=encoded(other.key.der),
            by=make.actor(org, "analyst"),
            at=timezone.now(),
            site=passkey.SITE,
        )


def test_what_is_prepared_for_a_passkey_is_good_for_five_minutes(org):
    by, at = make.actor(org, "analyst"), timezone.now()
    token = carrying.carried(b'{"a":1}', by=by, at=at, is_quick=True)
    assert carrying.text_of(token) == '{"a":1}'
    assert carrying.text_of("x") == ""
    assert carrying.brought_back(token, by=by, at=at + timedelta(minutes=4)) == b'{"a":1}'
    with pytest.raises(Refused, match="more than five"):
        carrying.brought_back(token, by=by, at=at + timedelta(minutes=6))


def test_the_database_keeps_no_passkey_without_its_site(org):
    key = bring(make.actor(org, "analyst"))
    values = {
        field.attname: getattr(key, field.attname)
        for field in SigningKey._meta.concrete_fields
        if field.name != "id"
    }
    with pytest.raises(IntegrityError, match="a_passkey_says_where_it_signs"):
        SigningKey.objects.create(**values | {"origin": "", "keyid": "ab" * 32, "state": "revoked"})
