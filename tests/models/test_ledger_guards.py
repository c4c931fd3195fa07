"""What the database refuses of the ledger and of signatures, as the application's own login."""

import hashlib

import pytest
from django.db import DatabaseError, transaction

from assessments.models import LedgerEntry, Signature
from tests import make
from tests.models.test_guards import entry, freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def people(org):
    return [make.person(org, role) for role in ("analyst", "risk_owner", "approver")]


def test_a_ledger_is_numbered_by_the_database_and_begins_with_its_genesis(org):
    numbers = []
    for _ in range(4):
        row = entry(org)
        row.refresh_from_db()
        numbers.append((row.number, row.kind))

    assert numbers == [(0, "genesis"), (1, "signoff"), (2, "signoff"), (3, "signoff")]


def test_a_ledger_keeps_no_second_genesis_and_no_entry_under_another_hash(org):
    entry(org)
    values = {"organisation": org, "body": b"x", "at": make.NOON}
    fits = hashlib.sha256(b"\x00x").digest()
    with pytest.raises(DatabaseError, match="begins_with_its_genesis"), transaction.atomic():
        LedgerEntry.objects.create(kind="genesis", leaf=fits, **values)
    with pytest.raises(DatabaseError, match="leaf_is_that_of_its_body"), transaction.atomic():
        LedgerEntry.objects.create(kind="erase", leaf=b"other", **values)


def test_a_signature_stands_in_the_ledger_of_its_organisation(org, people):
    revision = freeze(make.assessment(org, people[0]), people)
    values = {
        "organisation": org,
        "revision": revision,
        "role": "assessor",
        "person": people[0],
        "person_name": "x",
        "person_email": "x@example.org",
        "meaning": "x",
        "digest": revision.snapshot_id,
        "signed_at": make.NOON,
        "keyid": "ab" * 32,
        "nonce": "once",
    }
    elsewhere = entry(make.organisation())
    with pytest.raises(DatabaseError, match="stands_in_the_ledger"), transaction.atomic():
        Signature.objects.create(entry=None, **values)
    with pytest.raises(DatabaseError, match="stays_inside"), transaction.atomic():
        Signature.objects.create(entry=elsewhere, **values)
