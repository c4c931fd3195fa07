"""What is shown is what is signed: once, within five minutes, each accepted risk by its tick."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import carrying, ceremony, keys, ratings, signing, team, treatments, work
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.models import LedgerEntry
from assessments.models import Person as MemberPerson
from assessments.permissions import Refused
from assessments.queries import bundles, keyring
from assessments.reports import reperformed
from assessments.verifier import checking, entries
from assessments.verifier.bundle import Bundle
from assessments.verifier.checking import Trust
from assessments.verifier.statements import Signoff
from tests import make, sealed, worked
from tests.actions.test_brought_keys import bring
from tests.actions.test_signing import freeze
from tests.verifier.make import Person

pytestmark = pytest.mark.django_db
SIGNERS = ("analyst", "risk_owner", "approver")
PEN = Pen(sealed.PASSPHRASE)


@pytest.fixture
def org(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    sealed.introduced()
    return make.organisation()


@pytest.fixture
def cast(org):
    found = {role: make.actor(org, role) for role in SIGNERS}
    sealed.enrol(*found.values())
    return found


@pytest.fixture
def revision(cast):
    """A revision in sign-off in which one risk is accepted."""
    by, at = cast["analyst"], timezone.now()
    draft = worked.assessment(by)
    owner, approver = (
        MemberPerson.objects.get(pk=cast[role].person_id) for role in ("risk_owner", "approver")
    )
    team.name_signers(assessment=draft, risk_owner=owner, approver=approver, by=by, at=at)
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers, by=by, at=at)
    work.do_all(timezone.now)
    draft.refresh_from_db()
    low = draft.risks.filter(level__lte=3).order_by("number").first()
    treatments.accept(
        risk=low,
        expires_on=(at + timedelta(days=90)).date(),
        reason="Small",
        by=cast["risk_owner"],
        at=at,
    )
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return freeze(draft, {"analyst": (None, by)})


def sign(revision, by, said=None, at=None, pen=PEN):
    said = said or sealed.said(revision, by)
    return signing.sign(revision=revision, said=said, pen=pen, by=by, at=at or timezone.now())


def last_statement(org) -> Signoff:
    row = LedgerEntry.objects.filter(organisation=org, kind="signoff").order_by("-number").first()
    found = entries.parse(bytes(row.body))
    assert isinstance(found, entries.Signed)
    assert isinstance(found.statement, Signoff)
    return found.statement


def test_the_statement_says_what_was_shown(org, cast, revision):
    by = cast["analyst"]
    seen = ceremony.shown(revision, "assessor")
    sign(revision, by, sealed.said(revision, by, "  Reviewed twice.  "))
    said = last_statement(org)

    assert {name: getattr(said, name) for name in ("revision", "digest", "role", "meaning")} == {
        "revision": seen.revision,
        "digest": revision.snapshot_id,
        "role": "assessor",
        "meaning": seen.meaning,
    }
    assert (said.comment, said.accepted, said.after) == ("Reviewed twice.", (), ())
    assert said.keyid == keyring.mine(by).keyid
    sign(revision, cast["risk_owner"])
    second = last_statement(org)
    assert (len(second.accepted), len(second.after)) == (1, 1)


def test_a_name_or_comment_that_is_not_composed_is_signed_as_it_reads(org, cast, revision):
    by = cast["analyst"]
    MemberPerson.objects.filter(pk=by.person_id).update(name="Zoe\u0308 Analyst")
    sign(revision, by, sealed.said(revision, by, "Cafe\u0301"))
    said = last_statement(org)
    assert (said.person.name, said.comment) == ("Zo\u00eb Analyst", "Caf\u00e9")


def test_each_accepted_risk_is_ticked(cast, revision):
    sign(revision, cast["analyst"])
    said = replace(sealed.said(revision, cast["risk_owner"]), accepts=frozenset())
    key = ceremony.shown(revision, "risk_owner").accepted[0].risk
    with pytest.raises(Refused, match=f"its own tick, or return the revision: {key}"):
        sign(revision, cast["risk_owner"], said)
    sign(revision, cast["risk_owner"])


def test_what_was_shown_is_good_for_five_minutes(cast, revision):
    by, at = cast["analyst"], timezone.now()
    said = sealed.said(revision, by)
    with pytest.raises(Refused, match="more than five minutes ago"):
        sign(revision, by, said, at + timedelta(minutes=5, seconds=2))
    sign(revision, by, said, at + timedelta(minutes=4, seconds=58))


def test_a_challenge_is_for_one_person_one_role_and_one_content(cast, revision):
    ann, ben = cast["analyst"], cast["risk_owner"]
    early = sealed.said(revision, ben)  # before the first has signed
    for challenge in ("", "x", early.challenge, sealed.said(revision, ann).challenge + "x"):
        with pytest.raises(Refused, match="Look again"):
            sign(revision, ann, replace(early, challenge=challenge))
    sign(revision, ann)
    with pytest.raises(Refused, match="Look again"):
        sign(revision, ben, early)


def test_a_wrong_passphrase_signs_nothing_and_the_right_one_then_does(cast, revision):
    by = cast["analyst"]
    said = sealed.said(revision, by)
    with pytest.raises(Refused, match="passphrase is not right"):
        sign(revision, by, said, pen=Pen("wrong"))
    assert not revision.signatures.exists()
    sign(revision, by, said)
    with pytest.raises(Refused, match="another person's turn"):
        sign(revision, by, said)


def test_a_revoked_key_signs_nothing(cast, revision):
    by = cast["analyst"]
    keys.revoke(
        key_id=keyring.mine(by).pk, stolen=Stolen("lost"), pen=PEN, by=by, at=timezone.now()
    )
    with pytest.raises(Refused, match="no signing key that is enrolled"):
        sign(revision, by)


@pytest.fixture
def away(org, cast):
    """The analyst's key, brought along and kept elsewhere."""
    by, person = cast["analyst"], Person(51)
    keys.revoke(
        key_id=keyring.mine(by).pk, stolen=Stolen("moves"), pen=PEN, by=by, at=timezone.now()
    )
    key = bring(by, person)
    for role in ("risk_owner", "approver"):
        sealed.vouch(key, cast[role])
    return person


def prepare(revision, by) -> str:
    said = sealed.said(revision, by, "From afar")
    return signing.prepare(revision=revision, said=said, by=by, at=timezone.now())


def finish(revision, by, prepared, signature, at=None):
    return signing.sign_prepared(
        revision=revision,
        prepared=prepared,
        pen=Pen(signature=signature),
        by=by,
        at=at or timezone.now(),
    )


def payload_of(prepared, by) -> bytes:
    return carrying.brought_back(prepared, by=by, at=timezone.now())


def test_who_keeps_the_key_signs_the_same_bytes_elsewhere(org, cast, revision, away):
    by = cast["analyst"]
    prepared = prepare(revision, by)
    payload = payload_of(prepared, by)
    with pytest.raises(Refused, match="not your key's signature"):
        finish(revision, by, prepared, b"s" * 64)
    finish(revision, by, prepared, away.sign(payload))

    assert last_statement(org).to_bytes() == payload
    with pytest.raises(Refused, match="another person's turn"):
        finish(revision, by, prepared, away.sign(payload))


def test_bytes_prepared_for_something_else_are_not_taken(org, cast, revision, away):
    by = cast["analyst"]
    other = keys.revocation(
        key_id=keyring.mine(by).pk, stolen=Stolen("x"), by=by, at=timezone.now()
    )
    for payload in (other, b"{}"):
        token = carrying.carried(payload, by=by, at=timezone.now())
        with pytest.raises(Refused, match="not the bytes of a sign-off"):
            finish(revision, by, token, away.sign(payload))
    prepared = prepare(revision, by)
    forged = Signoff.from_parts(
        (ceremony.shown(revision, "assessor").revision, "d" * 64),
        _predicate(payload_of(prepared, by)),
    ).to_bytes()
    token = carrying.carried(forged, by=by, at=timezone.now())
    with pytest.raises(Refused, match="Prepare it again"):
        finish(revision, by, token, away.sign(forged))


def _predicate(payload: bytes) -> dict:
    return dict(json.loads(payload)["predicate"])


def test_bytes_prepared_for_a_key_that_ended_are_not_taken(org, cast, revision, away):
    by, other = cast["analyst"], Person(52)
    prepared = prepare(revision, by)
    ending = keys.revocation(
        key_id=keyring.mine(by).pk, stolen=Stolen("x"), by=by, at=timezone.now()
    )
    keys.revoke(
        key_id=keyring.mine(by).pk,
        stolen=Stolen(""),
        pen=Pen(signature=away.sign(ending)),
        by=by,
        at=timezone.now(),
        prepared=ending,
    )
    key = bring(by, other)
    for role in ("risk_owner", "approver"):
        sealed.vouch(key, cast[role])
    with pytest.raises(Refused, match="another key than when this was prepared"):
        finish(revision, by, prepared, other.sign(payload_of(prepared, by)))


def test_a_bundle_is_made_of_what_is_signed_and_sealed(org, cast, revision):
    with pytest.raises(Refused, match="signed by all and sealed"):
        bundles.bundle_of(revision)
    for role in SIGNERS:
        sign(revision, cast[role])
    revision.refresh_from_db()
    assert bundles.first_seal(revision) is None
    with pytest.raises(Refused, match="signed by all and sealed"):
        bundles.bundle_of(revision)
    made = sealed.seal(org)
    assert bundles.first_seal(revision) == made
    assert "report.pdf" not in Bundle.read(bundles.bundle_of(revision)).files
    sealed.finish(org)

    assert bundles.first_seal(revision) == made
    assert bundles.name_of(revision) == f"{revision.assessment.key}_r1.vsrisk.zip"
    trust = Trust(publics=(sealed.notary().public,), engine=reperformed.differences)
    verdict = checking.verify(bundles.bundle_of(revision), trust)
    assert verdict.is_genuine, verdict.refusals
    assert "1 accepted risks" in " ".join(step.words for step in verdict.steps)
    assert {"report.pdf", "VERIFY.md"} <= set(Bundle.read(bundles.bundle_of(revision)).files)
