"""Each rule of a bundle: genuine as made, refused in words when one thing is otherwise."""

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assessments.verifier import checking, cli
from assessments.verifier.bundle import (
    CHECKPOINT,
    EVIDENCE,
    LEDGER,
    MANIFEST,
    READ_ME,
    SNAPSHOT,
    Bundle,
)
from assessments.verifier.checking import Trust
from assessments.verifier.entries import Kind
from assessments.verifier.keys import Method
from tests.verifier import make
from tests.verifier.make import ANN, BEN, CYD, DOT, Made, Person

KEY = str(make.ledger_key())
TRUST = Trust(keys=(KEY,))
STRANGER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"stranger").digest())


def refusal(bundle: bytes, trust: Trust = TRUST) -> str:
    verdict = checking.verify(bundle, trust)
    assert not verdict.is_genuine
    return " ".join(verdict.refusals)


def with_entries(*entries: bytes, before: list[bytes] | None = None, **changed) -> bytes:
    made = Made(entries=list(entries), report=None, **changed)
    if before is not None:
        made.before = before
    return made.bundle()


def three(made: Made | None = None, **changed) -> list[bytes]:
    return make.signed(digest_of(made or Made()), **changed)


def digest_of(made: Made) -> str:
    return hashlib.sha256(made.snapshot).hexdigest()


def test_a_bundle_as_made_is_genuine_and_says_who_signed():
    verdict = checking.verify(Made().bundle(), TRUST)

    assert verdict.is_genuine, verdict.refusals
    assert [one.statement.person.name for one in verdict.signatures] == [
        "Person 1",
        "Person 2",
        "Person 3",
    ]
    told = cli.told(verdict)
    assert "Person 2 <p2@vsrisk.example> signed as risk owner" in told
    assert told.endswith("GENUINE: every rule holds.")
    assert "not computed again" in told


def test_keys_of_ssh_sign_too():
    people = (ANN, replace(BEN, method=Method.SSHSIG), CYD)
    made = Made(before=make.founded(*people))
    made.entries = [*make.signed(digest_of(made), people), made.told()]

    assert checking.verify(made.bundle(), TRUST).is_genuine


def test_without_anything_to_trust_nothing_is_genuine():
    assert "nothing was given to trust" in refusal(Made().bundle(), Trust())


def test_another_ledger_key_is_refused_whatever_it_sealed():
    key = make.ledger_key(private=STRANGER)
    forged = Made(private=STRANGER, before=[make.genesis(key), *make.founded(ANN, BEN, CYD)[1:]])

    assert "not one that you trust" in refusal(forged.bundle())
    assert checking.verify(forged.bundle(), Trust(keys=(str(key),))).is_genuine
    assert checking.verify(forged.bundle(), Trust(publics=(key.raw,))).is_genuine


def test_the_seal_of_another_key_than_the_ledgers_is_refused():
    assert "not signed by the ledger key" in refusal(Made(private=STRANGER).bundle())


def test_the_checkpoint_of_another_ledger_is_refused():
    assert "another ledger" in refusal(Made(origin="vsrisk.example/org/other").bundle())


def test_a_kept_checkpoint_is_a_thing_to_trust_and_exposes_a_rewritten_history():
    made, bodies = Made(), Made().bodies()
    early = make.sealed(bodies[:3]).encode()
    other = make.sealed([*bodies[:2], make.enrolment(DOT, ANN)]).encode()
    late = make.sealed([*bodies, make.record(Kind.ERASE)]).encode()

    assert checking.verify(made.bundle(), Trust(kept=(early,))).is_genuine
    assert "not those of the checkpoint" in refusal(made.bundle(), Trust(kept=(other,)))
    assert "shorter than the checkpoint" in refusal(made.bundle(), Trust(kept=(late,)))


def test_entries_that_were_taken_away_or_added_are_refused():
    made = Made()
    files = made.files()
    for bodies in (made.bodies()[:-1], [*made.bodies(), make.record(Kind.ERASE)]):
        changed = files | {LEDGER: b"".join(body + b"\n" for body in bodies)}
        assert "checkpoint is of" in refusal(Bundle(made.revision, changed).to_bytes())


def test_other_entries_of_the_same_number_are_refused():
    made, other = Made(), Made(report=None)
    other.entries = [*three(), make.record(Kind.ERASE)]
    changed = made.files() | {LEDGER: other.files()[LEDGER]}

    assert "not those of the checkpoint" in refusal(Bundle(made.revision, changed).to_bytes())


def test_a_changed_snapshot_is_not_what_was_signed():
    made = Made()
    changed = Made(snapshot=make.snapshot(risks=[]), entries=made.bodies()[4:])

    assert "not this snapshot" in refusal(changed.bundle())


def test_a_bundle_is_of_the_revision_that_its_snapshot_is():
    assert "another revision" in refusal(Made(revision=f"{make.UUID}@r2").bundle())


def test_two_signatures_are_not_three():
    assert "2 of 3 signatures" in refusal(with_entries(*three()[:2]))


def test_a_revision_that_was_returned_is_not_signed():
    returned = make.record(Kind.REJECT, revision=f"{make.UUID}@r1")
    assert "was returned" in refusal(with_entries(returned, *three()))
    assert "cannot be returned" in refusal(with_entries(*three(), returned))


def test_stolen_keys_take_the_signature_with_them_and_lost_ones_do_not():
    stolen, later, lost = (
        make.revocation(BEN, CYD, since) for since in (5, 6, None)
    )  # Ben signs in entry 5

    assert "reported stolen" in refusal(with_entries(*three(), stolen))
    assert checking.verify(with_entries(*three(), later), TRUST).is_genuine
    assert checking.verify(with_entries(*three(), lost), TRUST).is_genuine


def test_what_a_key_in_doubt_vouched_for_is_in_doubt_too():
    bodies = make.founded(ANN, BEN, CYD)
    early = [*bodies[:3], make.enrolment(CYD, ANN, BEN)]
    stolen = make.revocation(ANN, BEN, 3)  # Ann had vouched for Cyd in entry 3
    kept = make.revocation(ANN, BEN, 7)

    assert "Person 1, Person 3" in refusal(with_entries(*three(), stolen, before=early))
    assert checking.verify(with_entries(*three(), kept, before=early), TRUST).is_genuine


def test_the_risk_owner_and_the_approver_are_those_whom_the_snapshot_names():
    made = Made(snapshot=make.snapshot(assessment={"risk_owner": DOT.who.uuid}))

    assert "names another risk owner" in refusal(with_entries(*three(made), snapshot=made.snapshot))


def test_what_was_accepted_is_what_the_snapshot_says():
    digest = digest_of(Made())
    first = make.signoff(ANN, "assessor", digest)
    second = make.signoff(BEN, "risk_owner", digest, (first,), accepted=make.ACCEPTED[:1])
    third = make.signoff(CYD, "approver", digest, (first, second))

    assert "Person 2 accepted other risks" in refusal(with_entries(first, second, third))


def test_a_snapshot_follows_the_revision_signed_before_it():
    second = {"revision": 2, "previous_digest": "1" * 64}
    made = Made(snapshot=make.snapshot(assessment=second), revision=f"{make.UUID}@r2")
    ours = make.signed(digest_of(made), revision=f"{make.UUID}@r2")
    fits, other = make.signed("1" * 64), make.signed("2" * 64)

    def bundle(entries, **changed):
        return with_entries(*entries, snapshot=made.snapshot, revision=made.revision, **changed)

    assert checking.verify(bundle([*fits, *ours]), TRUST).is_genuine
    assert checking.verify(bundle(ours), TRUST).is_genuine  # the first may be from before ledgers
    assert "follows another revision" in refusal(bundle([*other, *ours]))

    orphan = Made(
        snapshot=make.snapshot(assessment={"revision": 2}), revision=f"{make.UUID}@r2", report=None
    )
    orphan.entries = [
        *fits,
        *make.signed(digest_of(orphan), revision=f"{make.UUID}@r2"),
    ]
    assert "names no revision before it" in refusal(orphan.bundle())


def test_a_later_revision_is_told():
    later = make.signoff(ANN, "assessor", "1" * 64, revision=f"{make.UUID}@r2")
    verdict = checking.verify(with_entries(*three(), later), TRUST)

    assert verdict.is_genuine
    assert verdict.is_superseded


def test_sign_offs_of_other_assessments_are_verified_when_asked_for():
    other = f"{make.UUID[:-1]}7@r1"
    forged = make.signoff(DOT, "assessor", "1" * 64, revision=other)
    bundle = with_entries(*three(), forged)

    verdict = checking.verify(bundle, TRUST)
    assert verdict.is_genuine
    assert "1 sign-offs of other assessments were read, not verified" in cli.told(verdict)
    assert "is not enrolled" in refusal(bundle, replace(TRUST, every=True))


def test_a_report_is_one_that_the_ledger_knows():
    assert "not one that the ledger knows" in refusal(Made(report=b"%PDF another").bundle())


def test_the_page_of_a_bundle_is_its_own():
    made = Made(has_page=True)
    assert checking.verify(made.bundle(), TRUST).is_genuine
    files = made.files()
    for page in (b"Trust me.\n", files[READ_ME].replace(b"--check", b"", 1)):
        changed = Bundle(made.revision, files | {READ_ME: page}).to_bytes()
        assert "not the page that belongs" in refusal(changed)


def test_evidence_that_came_along_is_what_the_snapshot_lists():
    plan = hashlib.sha256(b"a plan").hexdigest()
    unknown = hashlib.sha256(b"b").hexdigest()

    verdict = checking.verify(Made(evidence={plan: b"a plan"}).bundle(), TRUST)
    assert verdict.is_genuine
    assert "1 of 1 files of evidence" in cli.told(verdict)
    assert "evidence" in refusal(Made(evidence={plan: b"a plot"}).bundle())
    assert "evidence" in refusal(Made(evidence={unknown: b"b"}).bundle())


def test_levels_that_the_engine_computes_otherwise_are_refused():
    same, other = (
        Trust((KEY,), engine=lambda _: ()),
        Trust((KEY,), engine=lambda _: ["R-2 current"]),
    )

    assert "all as they were signed" in cli.told(checking.verify(Made().bundle(), same))
    assert "R-2 current" in refusal(Made().bundle(), other)
    unread = Trust((KEY,), engine=lambda _: [str(int("x"))])
    assert "the engine does not read" in refusal(Made().bundle(), unread)
    senseless = Trust((KEY,), engine=lambda _: [str(1 // 0)])
    assert "the engine does not read" in refusal(Made().bundle(), senseless)


@pytest.mark.parametrize("name", [SNAPSHOT, LEDGER, CHECKPOINT])
def test_a_bundle_holds_all_that_it_needs(name):
    files = Made().files()
    del files[name]
    assert f"lacks {name}" in refusal(Bundle(Made().revision, files).to_bytes())


def test_a_bundle_holds_nothing_else():
    files = Made().files() | {"notes.txt": b"hello"}
    assert "more than it should: notes.txt" in refusal(Bundle(Made().revision, files).to_bytes())
    assert EVIDENCE not in Made().files()
    assert MANIFEST not in Made().files()


def test_a_ledger_that_does_not_end_with_a_line_is_refused():
    files = Made().files()
    for content in (files[LEDGER][:-1], b""):
        changed = Bundle(Made().revision, files | {LEDGER: content}).to_bytes()
        assert "end of a line" in refusal(changed)


def test_a_stranger_who_is_not_enrolled_signs_nothing():
    entries = make.signed(digest_of(Made()), (Person(9), BEN, CYD))
    assert "is not enrolled" in refusal(with_entries(*entries))
