"""The rules of a ledger, each broken alone; what is refused says which entry and why."""

import re

import pytest

from assessments.verifier import entries
from assessments.verifier import ledger as ledgers
from assessments.verifier.entries import Kind
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.statements import Enrolment
from tests.verifier import make
from tests.verifier.make import ANN, BEN, CYD, DOT, Person

DIGEST = "d" * 64
EVE = Person(5)


def refused(*bodies: bytes) -> str:
    with pytest.raises(NotGenuine) as caught:
        ledgers.read(bodies)
    words = str(caught.value)
    assert re.match(r"entry \d+ of the ledger: ", words)
    return words


def three(*more: bytes) -> list[bytes]:
    return [*make.founded(ANN, BEN, CYD), *more]


def test_a_ledger_says_who_is_enrolled_and_what_is_signed():
    ledger = ledgers.read(three(*make.signed(DIGEST)))

    assert ledger.key == make.ledger_key()
    assert [(one.person.name, len(one.vouched_by)) for one in ledger.keys.values()] == [
        ("Person 1", 0),
        ("Person 2", 1),
        ("Person 3", 2),
    ]
    assert [one.number for one in ledger.signed[f"{make.UUID}@r1"]] == [4, 5, 6]
    assert ledger.vouchers_needed() == 2


def test_a_ledger_begins_with_its_genesis_and_has_one():
    assert "begins with its genesis" in refused(make.enrolment(ANN))
    assert "begins with its genesis" in refused(make.genesis(), make.genesis())


def test_the_genesis_names_a_key_of_its_own_origin():
    key = make.ledger_key()
    other = make.record(Kind.GENESIS, origin="elsewhere", key=str(key))
    assert "another origin" in refused(other)
    assert "does not say its key" in refused(make.record(Kind.GENESIS, origin=key.name))


@pytest.mark.parametrize(
    ("vouchers", "words"),
    [
        ((), "0 enrolled persons vouch for Person 4, 2 must"),
        ((ANN,), "1 enrolled persons vouch"),
        ((ANN, BEN, CYD), "3 enrolled persons vouch"),
        ((ANN, EVE), "is not enrolled"),
    ],
)
def test_a_key_is_vouched_for_by_two(vouchers, words):
    assert words in refused(*three(make.enrolment(DOT, *vouchers)))


def test_nobody_vouches_twice_for_a_key():
    said = Enrolment(key=DOT.key, person=DOT.who, made_at=make.AT)
    made = ANN.signs(ANN.signs(DOT.signs(Envelope(said.to_bytes(), ()))))
    assert "by each once" in refused(*three(made.to_bytes()))


def test_a_key_of_somebody_who_has_one_is_refused():
    as_ann = make.enrolment(Person(6), BEN, CYD, person=ANN.who)
    assert "has a key that is not revoked" in refused(*three(as_ann))


def test_nobody_vouches_for_a_key_of_their_own():
    again = Person(6)
    bodies = three(make.revocation(ANN, BEN))
    assert "was revoked" in refused(*bodies, make.enrolment(again, ANN, BEN, person=ANN.who))
    renewed = ledgers.read([*bodies, make.enrolment(again, BEN, CYD, person=ANN.who)])
    assert renewed.living(ANN.who.uuid).key == again.key


def test_a_key_is_enrolled_once():
    bodies = three(make.revocation(CYD, ANN))
    assert "was enrolled before" in refused(*bodies, make.enrolment(CYD, ANN, BEN))


def test_an_enrolment_is_signed_by_the_new_key_itself():
    forged = make.enrolment(DOT, ANN, BEN, key=EVE.key)
    assert "not signed by the keys that it needs" in refused(*three(forged))


def test_the_first_key_stands_alone_and_the_second_needs_one():
    assert len(ledgers.read(make.founded(ANN, BEN)).keys) == 2
    assert "0 enrolled persons vouch for Person 2, 1 must" in refused(
        *make.founded(ANN), make.enrolment(BEN)
    )


def test_after_a_loss_no_fewer_vouch_than_before():
    bodies = [*make.founded(ANN, BEN), make.revocation(BEN, ANN)]
    assert "1 enrolled persons vouch for Person 3, 2 must" in refused(
        *bodies, make.enrolment(CYD, ANN)
    )


def test_a_key_is_ended_by_its_person_or_another_who_is_enrolled():
    own = ledgers.read(three(make.revocation(BEN, BEN)))
    assert own.keys[BEN.key.keyid].revoked == 4
    assert own.living(BEN.who.uuid) is None
    assert "is not enrolled" in refused(*three(make.revocation(BEN, EVE)))
    assert "is not enrolled" in refused(*three(make.revocation(EVE, BEN)))
    assert "another key signed" in refused(*three(make.revocation(BEN, ANN, by=CYD.who)))
    assert "not in the ledger yet" in refused(*three(make.revocation(BEN, ANN, since=5)))
    twice = make.revocation(BEN, ANN)
    assert "was revoked in entry 4" in refused(*three(twice, twice))


def test_a_revocation_is_signed_by_one():
    said = ANN.signs(Envelope(_payload(make.revocation(BEN, CYD)), ()))
    assert "signed by one person" in refused(*three(CYD.signs(said).to_bytes()))


def _payload(body: bytes) -> bytes:
    found = entries.parse(body)
    assert isinstance(found, entries.Signed)
    return found.envelope.payload


def test_a_revoked_key_signs_nothing():
    words = refused(*three(make.revocation(ANN, BEN), *make.signed(DIGEST)))
    assert "of Person 1 was revoked in entry 4, before entry 5" in words


def test_roles_sign_in_their_order():
    words = refused(*three(make.signoff(BEN, "risk_owner", DIGEST)))
    assert "not that role's turn" in words


def test_nobody_signs_twice():
    first = make.signoff(ANN, "assessor", DIGEST)
    again = make.signoff(ANN, "risk_owner", DIGEST, (first,))
    assert "Person 1 signs twice" in refused(*three(first, again))


def test_one_revision_has_one_content():
    first = make.signoff(ANN, "assessor", DIGEST)
    other = make.signoff(BEN, "risk_owner", "e" * 64, (first,))
    assert "different contents" in refused(*three(first, other))


def test_each_signature_names_those_before_it():
    first = make.signoff(ANN, "assessor", DIGEST)
    for after in ((), (first, first), (make.genesis(),)):
        alone = make.signoff(BEN, "risk_owner", DIGEST, after)
        assert "does not name the signatures" in refused(*three(first, alone))


def test_a_person_signs_with_their_own_key():
    borrowed = make.signoff(ANN, "assessor", DIGEST, person=BEN.who)
    assert "not that of the person" in refused(*three(borrowed))


def test_a_signature_that_another_made_is_refused():
    forged = make.signoff(EVE, "assessor", DIGEST, person=ANN.who, keyid=ANN.key.keyid)
    assert "not signed by the keys" in refused(*three(forged))


def test_a_fourth_signature_is_refused():
    given = make.signed(DIGEST)
    bodies = three(make.enrolment(DOT, ANN, BEN))
    words = refused(*bodies, *given, make.signoff(DOT, "approver", DIGEST, tuple(given)))
    assert "signed by all, before" in words


def test_a_sealed_prefix_is_not_verified_again_but_its_rules_hold():
    bodies = three(*make.signed(DIGEST))
    said = Envelope(_payload(bodies[4]), ())
    forged = said.signed_by(ANN.key.keyid, b"s" * 64).to_bytes()
    ledger = ledgers.Ledger(proven=5)
    for body in [*bodies[:4], forged]:
        ledger.add(body)
    assert ledger.size == 5
    with pytest.raises(NotGenuine, match="does not match"):
        ledgers.read([*bodies[:4], forged])


def test_records_tell_and_bind_nothing():
    told = [
        make.record(kind, by=ANN, note="x")
        for kind in (Kind.ROLE_CHANGE, Kind.POLICY_CHANGE, Kind.REOPEN, Kind.ERASE)
    ]
    assert ledgers.read(three(*told)).size == 8


def test_entries_of_other_assessments_are_passed_over():
    bodies = three(*make.signed(DIGEST), make.record(Kind.ERASE))
    ledger = ledgers.read(bodies, "another")
    assert (ledger.size, ledger.skimmed, ledger.signed) == (8, 3, {})
    assert ledgers.read(bodies, make.UUID).skimmed == 0
