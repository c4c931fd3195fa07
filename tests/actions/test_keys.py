"""Signing keys: who gets one, who vouches, what ends one, and what the ledger then says."""

import pytest
from django.utils import timezone

from assessments.actions import keys, people
from assessments.actions import ledger as writer
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.models import LedgerEntry, Membership, SigningKey
from assessments.permissions import Refused
from assessments.queries import keyring
from assessments.verifier import envelope, ledger
from assessments.verifier.entries import Kind
from tests import make, sealed

pytestmark = pytest.mark.django_db
PEN = Pen(sealed.PASSPHRASE)


@pytest.fixture
def org():
    sealed.introduced()
    return make.organisation()


@pytest.fixture
def cast(org):
    """Three who sign and have keys, an administrator who has none yet."""
    found = [make.actor(org, role) for role in ("analyst", "risk_owner", "approver")]
    sealed.enrol(*found)
    return [*found, make.actor(org, "administrator")]


def made_by(actor, passphrase=sealed.PASSPHRASE):
    return keys.make(passphrase=passphrase, by=actor, at=timezone.now())


def read(org):
    rows = LedgerEntry.objects.filter(organisation=org).order_by("number")
    return ledger.read(bytes(body) for body in rows.values_list("body", flat=True))


def test_the_first_key_stands_alone_the_second_needs_one_and_later_ones_two(org):
    first, second, third = (make.actor(org, "analyst") for _ in range(3))
    assert made_by(first).state == "enrolled"
    assert made_by(second).state == "pending"
    sealed.vouch(keyring.mine(second), first)
    waiting = made_by(third)
    sealed.vouch(waiting, first)
    waiting.refresh_from_db()
    assert waiting.state == "pending"
    sealed.vouch(waiting, second)

    waiting.refresh_from_db()
    assert waiting.state == "enrolled"
    assert [len(one.vouched_by) for one in read(org).keys.values()] == [0, 1, 2]


def test_the_private_part_is_nowhere_but_under_the_passphrase(org):
    key = made_by(make.actor(org))
    assert set(key.sealed) == {"kind", "cost", "salt", "nonce", "sealed"}
    assert sealed.PASSPHRASE not in str(key.sealed)


def test_without_a_notary_there_is_no_ledger_and_no_key():
    with pytest.raises(Refused, match="notary"):
        made_by(make.actor(make.organisation()))
    assert not SigningKey.objects.exists()


def test_who_neither_signs_nor_administers_gets_no_key(org):
    with pytest.raises(Refused, match="your roles do neither"):
        made_by(make.actor(org, "auditor"))


@pytest.mark.parametrize("passphrase", ["short", "123456789012", "password1234"])
def test_weak_passphrases_are_refused(org, passphrase):
    with pytest.raises(Refused):
        made_by(make.actor(org), passphrase)


def test_the_passphrase_is_not_the_password(org):
    someone = make.person(org, "analyst", password=make.PASSWORD)
    with pytest.raises(Refused, match="another passphrase than your password"):
        made_by(make.acting(someone, org), make.PASSWORD)


def test_one_key_at_a_time(cast):
    with pytest.raises(Refused, match="You have a key"):
        made_by(cast[0])


def test_nobody_vouches_twice_for_themselves_or_without_a_key(cast):
    ann, ben, _cyd, alma = cast
    waiting = made_by(alma)
    with pytest.raises(Refused, match="Somebody else"):
        keys.vouch(key_id=waiting.pk, pen=PEN, by=alma, at=timezone.now())
    sealed.vouch(waiting, ann)
    with pytest.raises(Refused, match="You have vouched"):
        sealed.vouch(waiting, ann)
    with pytest.raises(Refused, match="passphrase is not right"):
        keys.vouch(key_id=waiting.pk, pen=Pen("wrong"), by=ben, at=timezone.now())
    newcomer = make.actor(make.organisation())
    with pytest.raises(SigningKey.DoesNotExist):
        keys.vouch(key_id=waiting.pk, pen=PEN, by=newcomer, at=timezone.now())
    waiting.refresh_from_db()
    assert (waiting.state, len(waiting.signatures)) == ("pending", 2)


def test_only_what_waits_is_vouched_for_or_withdrawn(cast):
    ann, ben, *_ = cast
    key = keyring.mine(ann)
    with pytest.raises(Refused, match="does not wait"):
        keys.vouch(key_id=key.pk, pen=PEN, by=ben, at=timezone.now())
    with pytest.raises(Refused, match="Only a key that waits"):
        keys.withdraw(key_id=key.pk, by=ann, at=timezone.now())


def test_a_key_that_waits_is_withdrawn_by_its_person_or_an_administrator(org, cast):
    dot = make.actor(org, "analyst")
    waiting = made_by(dot)
    with pytest.raises(Refused, match="by its person, or by an administrator"):
        keys.withdraw(key_id=waiting.pk, by=cast[0], at=timezone.now())
    keys.withdraw(key_id=waiting.pk, by=cast[3], at=timezone.now())

    waiting.refresh_from_db()
    assert (waiting.state, waiting.sealed) == ("withdrawn", None)
    assert made_by(dot).state == "pending"


def test_whose_key_ended_meanwhile_has_not_vouched(org, cast):
    ann, ben, cyd, _alma = cast
    waiting = made_by(make.actor(org, "analyst"))
    sealed.vouch(waiting, ann)
    revoke(ann, ann)
    sealed.vouch(waiting, ben)
    waiting.refresh_from_db()
    assert waiting.state == "pending"
    sealed.vouch(waiting, cyd)

    waiting.refresh_from_db()
    assert waiting.state == "enrolled"
    names = [one.name for one in read(org).keys[waiting.keyid].vouched_by]
    assert names == [ben.name, cyd.name]


def revoke(whose, by, **stolen):
    return keys.revoke(
        key_id=keyring.mine(whose).pk,
        stolen=Stolen(**({"reason": "Lost"} | stolen)),
        pen=PEN,
        by=by,
        at=timezone.now(),
    )


def test_an_administrator_with_a_key_ends_others_and_its_private_part_is_gone(org, cast):
    ann, ben, _cyd, alma = cast
    with pytest.raises(Refused, match="no signing key that is enrolled"):
        revoke(ann, alma)
    waiting = made_by(alma)
    sealed.vouch(waiting, ann)
    sealed.vouch(waiting, ben)
    ended = revoke(ann, alma, reason="Stolen", since=2)

    assert (ended.state, ended.sealed, ended.compromised_since) == ("revoked", None, 2)
    told = read(org).keys[ended.keyid]
    assert told.revoked is not None
    assert told.is_suspect_at(2)
    assert not told.is_suspect_at(1)


def test_a_key_is_ended_for_a_reason_by_who_may(cast):
    ann, ben, *_ = cast
    with pytest.raises(Refused, match="by its person, or by an administrator"):
        revoke(ann, ben)
    with pytest.raises(Refused, match="Say why"):
        revoke(ann, ann, reason=" ")
    with pytest.raises(Refused, match="entries 0 to 3"):
        revoke(ann, ann, since=99)
    revoke(ann, ann)
    with pytest.raises(Refused, match="not enrolled"):
        keys.revoke(
            key_id=SigningKey.objects.get(state="revoked").pk,
            stolen=Stolen("again"),
            pen=PEN,
            by=ann,
            at=timezone.now(),
        )


def test_roles_and_methods_are_told_in_the_ledger_once_it_has_begun(org, cast):
    alma = cast[3]
    member = Membership.objects.get(organisation=org, person_id=cast[0].person_id)
    at = timezone.now()
    people.give_roles(
        membership_id=member.pk, roles=["analyst", "approver"], version=1, by=alma, at=at
    )
    people.set_status(membership_id=member.pk, active=False, version=2, by=alma, at=at)
    rows = LedgerEntry.objects.filter(organisation=org, kind="role.change").order_by("number")
    told = [bytes(row.body) for row in rows]

    assert len(told) == 2
    assert b'"roles":["analyst","approver"]' in told[0]
    assert b'"roles":[]' in told[1]
    assert read(org).size == LedgerEntry.objects.filter(organisation=org).count()
    other = make.organisation()
    admin = make.actor(other, "administrator")
    someone = make.person(other, "analyst").memberships.get()
    people.give_roles(membership_id=someone.pk, roles=["approver"], version=1, by=admin, at=at)
    assert not LedgerEntry.objects.filter(organisation=other).exists()


def test_the_bytes_to_sign_are_those_of_dsse(cast):
    assert envelope.pae(b"{}") == b"DSSEv1 28 application/vnd.in-toto+json 2 {}"


def test_the_ledger_takes_nothing_that_would_break_its_rules(org, cast):
    forged = envelope.Envelope(bytes(keyring.mine(cast[0]).statement), ())
    again = forged.signed_by("a" * 64, b"s" * 64)
    with pytest.raises(Refused, match="The ledger does not take this: entry 4"):
        writer.sign(Kind.KEY_ENROL, again, organisation_id=org.pk, at=timezone.now())
