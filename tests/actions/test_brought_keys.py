"""Keys that their persons keep: brought by a signature, and signing through files."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from assessments.actions import carrying, keys
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.models import SigningKey
from assessments.permissions import Refused
from assessments.queries import keyring
from tests import make, sealed
from tests.verifier.make import Person

pytestmark = pytest.mark.django_db
PEN = Pen(sealed.PASSPHRASE)


@pytest.fixture
def org():
    sealed.introduced()
    return make.organisation()


@pytest.fixture
def cast(org):
    """Three who sign and have keys."""
    found = [make.actor(org, role) for role in ("analyst", "risk_owner", "approver")]
    sealed.enrol(*found)
    return found


def made_by(actor):
    return keys.make(passphrase=sealed.PASSPHRASE, by=actor, at=timezone.now())


def bring(actor, person: Person, at=None, **changed):
    """Bring a key that is made and kept elsewhere."""
    at = at or timezone.now()
    pem = pem_of(person)
    statement = keys.offered(public=pem, by=actor, at=at)
    token = carrying.carried(statement, by=actor, at=at)
    payload = carrying.brought_back(token, by=actor, at=at)
    given = {"statement": payload, "signature": person.sign(payload)} | changed
    return keys.bring(**given, by=actor, at=at)


def pem_of(person: Person) -> str:
    public = person.private.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_key_kept_elsewhere_is_brought_with_its_own_signature_and_vouches_by_file(org, cast):
    dot, eve = (make.actor(org, "analyst") for _ in range(2))
    away = Person(41)
    key = bring(dot, away)
    assert (key.sealed, key.state, key.keyid) == (None, "pending", away.key.keyid)
    for one in cast[:2]:
        sealed.vouch(key, one)
    waiting = made_by(eve)
    signature = away.sign(bytes(waiting.statement))
    keys.vouch(key_id=waiting.pk, pen=Pen(signature=signature), by=dot, at=timezone.now())
    with pytest.raises(Refused, match="not your key's signature"):
        keys.vouch(key_id=made_by_other(org), pen=Pen(signature=b"x"), by=dot, at=timezone.now())

    waiting.refresh_from_db()
    assert len(waiting.signatures) == 2


def made_by_other(org) -> int:
    return int(made_by(make.actor(org, "analyst")).pk)


def test_what_is_brought_is_checked(org, cast):
    dot, away = make.actor(org, "analyst"), Person(42)
    with pytest.raises(Refused, match="no public key"):
        keys.offered(public="hello", by=dot, at=timezone.now())
    with pytest.raises(Refused, match="not the key's signature"):
        bring(dot, away, signature=b"s" * 64)
    other = keys.offered(public=pem_of(away), by=make.actor(org, "analyst"), at=timezone.now())
    with pytest.raises(Refused, match="of this person"):
        bring(dot, away, statement=other)
    with pytest.raises(Refused, match="of this person"):
        bring(dot, away, statement=make_revocation(cast[0]))
    bring(dot, away)
    with pytest.raises(Refused, match="was brought before"):
        bring(make.actor(org, "analyst"), away)


def make_revocation(actor) -> bytes:
    return keys.revocation(
        key_id=keyring.mine(actor).pk, stolen=Stolen("x"), by=actor, at=timezone.now()
    )


def test_a_revocation_signed_elsewhere_ends_the_key_too(org, cast):
    away, dot = Person(43), make.actor(org, "analyst")
    key = bring(dot, away)
    for one in cast[:2]:
        sealed.vouch(key, one)
    payload = make_revocation(dot)
    ended = keys.revoke(
        key_id=key.pk,
        stolen=Stolen(""),
        pen=Pen(signature=away.sign(payload)),
        by=dot,
        at=timezone.now(),
        prepared=payload,
    )
    assert (ended.state, ended.reason) == ("revoked", "x")


def test_bytes_are_carried_for_an_hour_by_the_person_they_are_for(org, cast):
    ann, ben, *_ = cast
    at = timezone.now()
    token = carrying.carried(b"{}", by=ann, at=at)
    assert carrying.brought_back(token, by=ann, at=at) == b"{}"
    late = at + carrying.GOOD_FOR + (carrying.GOOD_FOR / 60)
    for given, by, when in ((token, ben, at), (token[:-2], ann, at), ("", ann, at)):
        with pytest.raises(Refused, match="not the bytes"):
            carrying.brought_back(given, by=by, at=when)
    with pytest.raises(Refused, match="more than an hour"):
        carrying.brought_back(token, by=ann, at=late)


def test_a_statement_that_ends_one_key_ends_no_other(org, cast):
    """Whoever keeps their own key could else carry its end to another's."""
    away, dot = Person(44), make.actor(org, "analyst")
    key = bring(dot, away)
    for one in cast[:2]:
        sealed.vouch(key, one)
    payload = make_revocation(dot)
    for target in (keyring.mine(cast[0]), made_by(make.actor(org, "analyst"))):
        with pytest.raises(Refused, match=r"not enrolled|by its person|does not revoke this key"):
            keys.revoke(
                key_id=target.pk,
                stolen=Stolen(""),
                pen=Pen(signature=away.sign(payload)),
                by=dot,
                at=timezone.now(),
                prepared=payload,
            )
    ann = cast[0]
    with pytest.raises(Refused, match="does not revoke this key"):
        keys.revoke(
            key_id=keyring.mine(ann).pk,
            stolen=Stolen(""),
            pen=PEN,
            by=ann,
            at=timezone.now(),
            prepared=payload,
        )
    assert SigningKey.objects.filter(state="enrolled").count() == 4
