"""The threat model of docs/trust.md, row by row, on PostgreSQL with the logins it is about."""

import contextlib
import hashlib
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import DatabaseError, connections, transaction

from assessments.actions import sealing
from assessments.custody.notary import Notary
from assessments.models import Checkpoint, LedgerEntry
from assessments.queries import bundles
from assessments.verifier import checking, entries, merkle, note
from assessments.verifier import ledger as ledgers
from assessments.verifier.bundle import CHECKPOINT, LEDGER, READ_ME, Bundle
from assessments.verifier.checking import Trust
from assessments.verifier.entries import Kind, Record
from assessments.verifier.envelope import Envelope
from tests import full, make, sealed
from tests.faults.plant import Plant
from tests.faults.test_notary import tidy
from tests.verifier import make as forge
from tests.verifier.make import Person

TABLES = ("ledgerentry", "checkpoint", "notarykey", "snapshot", "signature")
STRANGER = Person(77)


class Signed:
    """A signed and sealed revision, the checkpoint that somebody kept, and the keys to trust."""

    def __init__(self, plant: Plant) -> None:
        self.house = tidy(full.make_house("Threatened"))
        self.kept = Checkpoint.objects.filter(organisation=self.house.organisation).latest("size")
        full.sign_off(self.house)
        self.revision = self.house.draft.revisions.get(number=2)
        self.notary = Notary.open(plant.home.notary)
        self.bundle = Bundle.read(bundles.bundle_of(self.revision))
        self.bodies = self.bundle.entries()
        self.origin = note.read(self.bundle.files[CHECKPOINT])[0].origin

    def refusal(self, bodies: list[bytes], checkpoint: str | None = None, *, kept: bool = False):
        """Return why a bundle with this ledger is refused; "" when it is not."""
        files = dict(self.bundle.files) | {LEDGER: b"".join(body + b"\n" for body in bodies)}
        files.pop(READ_ME)
        if checkpoint is not None:
            files[CHECKPOINT] = checkpoint.encode()
        trust = Trust(
            publics=(self.notary.public,), kept=(self.kept.note.encode(),) if kept else ()
        )
        verdict = checking.verify(Bundle(self.bundle.revision, files).to_bytes(), trust)
        return " ".join(verdict.refusals)

    def resealed(self, bodies: list[bytes], key=None) -> str:
        """Return the checkpoint that whoever holds a ledger key makes for this ledger."""
        root = merkle.root_of(map(merkle.leaf_hash, bodies))
        return note.Checkpoint(self.origin, len(bodies), root).signed(key or self.notary.key)


@pytest.fixture(scope="module")
def once(_hospital, django_db_blocker) -> Iterator[Signed]:
    """Sign once for all of these tests: what each does to it is undone."""
    plant = _hospital.plant
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), plant.pointed():
        patch.setattr(sealed, "notary", lambda: Notary.open(plant.home.notary))
        patch.setattr("celery.current_app.send_task", lambda *_a, **_k: None)
        yield Signed(plant)


@pytest.fixture
def signed(once: Signed, hospital) -> Signed:
    return once


def refused(alias: str, statement: str, *parameters: object) -> str:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
    return str(caught.value)


def test_nothing_that_was_changed_by_the_test_itself_is_refused(signed: Signed):
    assert signed.refusal(signed.bodies) == ""
    assert signed.refusal(signed.bodies, kept=True) == ""


@pytest.mark.parametrize(
    "verb", ["UPDATE assessments_{} SET {} = {}", "DELETE FROM assessments_{}"]
)
def test_the_applications_login_has_no_right_to_change_or_remove(signed: Signed, verb):
    for table in TABLES:
        column = "revision" if table == "snapshot" else "id"
        assert "permission denied" in refused("default", verb.format(table, column, column))
        assert "permission denied" in refused("default", f"TRUNCATE assessments_{table} CASCADE")


def test_what_the_applications_login_adds_is_not_sealed_and_not_accepted(signed: Signed):
    org = signed.house.organisation
    digest = hashlib.sha256(b"another content").hexdigest()
    forged = forge.signoff(STRANGER, "assessor", digest)
    for body in (b"garbage", forged, forge.enrolment(STRANGER)):
        with transaction.atomic():
            LedgerEntry.objects.create(
                organisation=org, kind="erase", body=body, leaf=merkle.leaf_hash(body), at=make.NOON
            )
            with pytest.raises(sealing.Unsound):
                sealing.seal(org.pk, signed.notary, at=make.NOON)
            transaction.set_rollback(True)
    for body in (b"garbage", forge.enrolment(STRANGER)):
        more = [*signed.bodies, body]
        assert f"entry {len(signed.bodies)} of" in signed.refusal(more, signed.resealed(more))


def test_the_owner_of_the_tables_is_refused_by_triggers(signed: Signed):
    for table in TABLES:
        column = "revision" if table == "snapshot" else "id"
        words = refused("owner", f"UPDATE assessments_{table} SET {column} = {column}")
        assert "only ever added" in words
        assert "only ever added" in refused("owner", f"DELETE FROM assessments_{table}")
        assert "only ever added" in refused("owner", f"TRUNCATE assessments_{table} CASCADE")
    assert "only ever added" in refused(
        "owner",
        "UPDATE assessments_ledgerentry SET body = 'x' WHERE organisation_id = %s",
        signed.house.organisation.pk,
    )


@contextlib.contextmanager
def superuser(plant: Plant) -> Iterator["psycopg2.extensions.cursor"]:
    """Give a superuser for whom no trigger stands in the way; what they do is undone."""
    with plant.as_superuser() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor


def bodies_of(cursor, signed: Signed) -> list[bytes]:
    """Return the ledger as the superuser's transaction sees it."""
    cursor.execute(
        "SELECT body FROM assessments_ledgerentry WHERE organisation_id = %s ORDER BY number",
        [signed.house.organisation.pk],
    )
    return [bytes(body) for (body,) in cursor.fetchall()]


def test_a_superuser_who_edits_one_entry_is_refused_or_found_out(signed: Signed, plant: Plant):
    returned = next(n for n, body in enumerate(signed.bodies) if b"Name the owners" in body)
    changed = signed.bodies[returned].replace(b"Name the owners", b"Well done, all!")
    where = "WHERE organisation_id = %s AND number = %s"
    place = [signed.house.organisation.pk, returned]
    with superuser(plant) as cursor, pytest.raises(psycopg2.errors.CheckViolation):
        cursor.execute(
            f"UPDATE assessments_ledgerentry SET body = %s {where}", [b"changed", *place]
        )
    with superuser(plant) as cursor:
        cursor.execute(
            f"UPDATE assessments_ledgerentry SET body = %s, leaf = %s {where}",
            [changed, merkle.leaf_hash(changed), *place],
        )
        found = bodies_of(cursor, signed)
    assert found[returned] == changed
    assert "not those of the checkpoint" in signed.refusal(found)


def test_a_superuser_who_removes_an_entry_is_found_out(signed: Signed, plant: Plant):
    with superuser(plant) as cursor:
        cursor.execute(
            "DELETE FROM assessments_receipt WHERE organisation_id = %s",
            [signed.house.organisation.pk],
        )
        cursor.execute(
            "DELETE FROM assessments_ledgerentry WHERE organisation_id = %s AND kind = 'reject'",
            [signed.house.organisation.pk],
        )
        left = bodies_of(cursor, signed)
    assert len(left) == len(signed.bodies) - 1
    assert "checkpoint is of" in signed.refusal(left)


def without_the_return(signed: Signed) -> list[bytes]:
    """Return a history that never was: consistent in itself, the return of revision 1 left out."""
    return [body for body in signed.bodies if entries.parse(body).kind is not Kind.REJECT]


def test_whoever_rewrites_all_of_it_without_the_ledger_key_is_found_out(signed: Signed):
    bodies = without_the_return(signed)
    assert signed.refusal(bodies, signed.resealed(bodies, STRANGER.private)) != ""


def test_whoever_rewrites_all_of_it_with_the_ledger_key_is_exposed_by_one_kept_checkpoint(
    signed: Signed,
):
    bodies = without_the_return(signed)
    forged = signed.resealed(bodies)

    assert signed.refusal(bodies, forged) == ""  # as the threat model says: nothing else shows it
    assert "not those of the checkpoint" in signed.refusal(bodies, forged, kept=True)


def test_a_database_that_was_set_back_is_not_sealed_and_exposed_by_a_kept_checkpoint(
    signed: Signed, plant: Plant
):
    old = signed.bodies[: signed.kept.size - 1]
    assert "3 signatures are in the ledger" in signed.refusal(old, signed.resealed(old))
    assert "shorter than the checkpoint" in signed.refusal(old, signed.resealed(old), kept=True)
    org = signed.house.organisation
    later = note.Checkpoint(signed.origin, len(signed.bodies) + 5, b"r" * 32)
    signed.notary.keep(str(org.uuid), later.signed(signed.notary.key))
    try:
        assert any("the database was set back" in each for each in sealing.examine(signed.notary))
        with pytest.raises(sealing.Unsound, match="set back"):
            sealing.seal(org.pk, signed.notary, at=make.NOON)
    finally:
        newest = Checkpoint.objects.filter(organisation=org).latest("size")
        signed.notary.keep(str(org.uuid), newest.note)


def test_an_administrator_who_enrols_a_key_as_somebody_else_needs_two_who_vouch(signed: Signed):
    known = ledgers.read(signed.bodies).keys.values()
    approver = next(one.person for one in known if "approver" in one.person.email)
    alone = forge.enrolment(STRANGER, person=approver)
    for bodies in ([*signed.bodies, alone], [*signed.bodies[:-1], alone]):
        words = signed.refusal(bodies, signed.resealed(bodies))
        assert "has a key that is not revoked" in words or "vouch" in words


def test_whoever_holds_the_ledger_key_signs_for_nobody(signed: Signed):
    """They replace the approver's signature by one of their own, and seal that."""
    place = max(n for n, body in enumerate(signed.bodies) if _is_signoff(body))
    found = entries.parse(signed.bodies[place])
    assert isinstance(found, entries.Signed)
    keyid = found.envelope.signatures[0].keyid
    forged = Envelope(found.envelope.payload, ()).signed_by(
        keyid, STRANGER.sign(found.envelope.payload)
    )
    bodies = [*signed.bodies[:place], forged.to_bytes(), *signed.bodies[place + 1 :]]

    assert "does not match" in signed.refusal(bodies, signed.resealed(bodies))


def _is_signoff(body: bytes) -> bool:
    return entries.parse(body).kind is Kind.SIGNOFF


def test_a_report_that_was_altered_is_not_the_one_the_ledger_knows(signed: Signed):
    files = dict(signed.bundle.files)
    files["report.pdf"] = files["report.pdf"].replace(b"%%EOF", b"%%EOF\n% shadow\n%%EOF")
    verdict = checking.verify(
        Bundle(signed.bundle.revision, files).to_bytes(), Trust(publics=(signed.notary.public,))
    )
    assert "the report is not one that the ledger knows" in " ".join(verdict.refusals)


def test_two_readers_who_are_shown_two_ledgers_find_out_when_they_compare(signed: Signed):
    other = [*signed.bodies[:-1], Record(Kind.ERASE, forge.AT, None, {}).to_bytes()]
    shown = signed.resealed(other)
    trust = Trust(publics=(signed.notary.public,), kept=(shown.encode(),))
    verdict = checking.verify(bundles.bundle_of(signed.revision), trust)

    assert "not those of the checkpoint" in " ".join(verdict.refusals)
