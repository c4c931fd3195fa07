"""What the database refuses, tried as the application's own login and as the owner."""

import hashlib
import secrets

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from assessments.models import (
    Assessment,
    AuditEvent,
    LedgerEntry,
    Membership,
    Revision,
    Risk,
    Signature,
    Snapshot,
    guarded,
)
from tests import make

pytestmark = pytest.mark.django_db


def refused(sql, *parameters):
    """Run one statement as the application; return the words of the refusal."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return str(caught.value)


def freeze(assessment, people):
    """Freeze a draft by hand, as the action does: snapshot, revision, status."""
    content = f"frozen {assessment.pk} r{assessment.revision}".encode()
    assessor, owner, approver = people
    snapshot = Snapshot.objects.create(
        digest=hashlib.sha256(content).hexdigest(),
        organisation=assessment.organisation,
        assessment=assessment,
        revision=assessment.revision,
        content=content,
        created_at=make.NOON,
    )
    revision = Revision.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        number=assessment.revision,
        snapshot=snapshot,
        assessor=assessor,
        risk_owner=owner,
        approver=approver,
        submitted_at=make.NOON,
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        status="in_signoff", frozen_digest=snapshot.digest
    )
    return revision


def entry(org):
    """Add an entry of no meaning to a ledger, which begins with its genesis."""
    begun = LedgerEntry.objects.filter(organisation=org).exists()
    body = secrets.token_bytes(8)
    return LedgerEntry.objects.create(
        organisation=org,
        kind="signoff" if begun else "genesis",
        body=body,
        leaf=hashlib.sha256(b"\x00" + body).digest(),
        at=make.NOON,
    )


def sign(revision, role, person):
    return Signature.objects.create(
        organisation=revision.organisation,
        revision=revision,
        role=role,
        person=person,
        person_name=person.name,
        person_email=person.email,
        meaning="I accept what remains.",
        digest=revision.snapshot_id,
        signed_at=make.NOON,
        keyid="ab" * 32,
        nonce=secrets.token_hex(8),
        entry=entry(revision.organisation),
    )


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def people(org):
    return [make.person(org, role) for role in ("analyst", "risk_owner", "approver")]


@pytest.fixture
def frozen(org, people):
    assessment = make.assessment(org, people[0])
    make.risk(assessment)
    freeze(assessment, people)
    return assessment


def test_the_application_signs_in_as_a_role_without_power():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,)


def test_every_table_is_guarded_or_exempt_with_a_reason():
    listed = {
        *guarded.ONLY_IN_DRAFT,
        *guarded.ONLY_ADDED,
        *guarded.BY_STATE,
        *guarded.NOT_GUARDED,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s",
            ["assessments\\_%"],
        )
        tables = {name.removeprefix("assessments_") for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal"
        )
        with_triggers = {name.removeprefix("assessments_") for (name,) in cursor.fetchall()}

    assert listed == tables
    assert with_triggers == tables - set(guarded.NOT_GUARDED)


@pytest.mark.parametrize("table", guarded.ONLY_IN_DRAFT)
def test_rows_of_a_frozen_assessment_cannot_be_emptied_or_copied_into(table, frozen):
    assert "permission denied" in refused(f"TRUNCATE assessments_{table}")


def test_nothing_of_a_frozen_assessment_changes_by_raw_sql(frozen):
    risk = frozen.risks.get()
    assert "frozen" in refused("UPDATE assessments_risk SET title = 'x' WHERE id = %s", risk.pk)
    assert "frozen" in refused("DELETE FROM assessments_risk WHERE id = %s", risk.pk)
    assert "frozen" in refused(
        "INSERT INTO assessments_domain (organisation_id, assessment_id, name, reason, version)"
        " VALUES (%s, %s, 'late', '', 1)",
        frozen.organisation_id,
        frozen.pk,
    )
    assert "frozen" in refused(
        "UPDATE assessments_assessment SET title = 'x' WHERE id = %s", frozen.pk
    )
    assert "frozen" in refused(
        "UPDATE assessments_assessment SET status = 'draft' WHERE id = %s", frozen.pk
    )


def test_a_row_cannot_leave_its_frozen_assessment(frozen, org):
    draft = make.assessment(org)
    group = make.group(draft)
    risk = frozen.risks.get()
    assert "frozen" in refused(
        "UPDATE assessments_risk SET assessment_id = %s, group_id = %s WHERE id = %s",
        draft.pk,
        group.pk,
        risk.pk,
    )


def test_the_orm_is_refused_like_everybody_else(frozen):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Risk.objects.filter(assessment=frozen).update(likelihood=1)


@pytest.mark.parametrize("table", guarded.ONLY_ADDED)
def test_what_is_only_added_is_neither_changed_nor_removed(table):
    column = "revision" if table == "snapshot" else "id"
    assert "permission denied" in refused(f"UPDATE assessments_{table} SET {column} = 0")
    assert "permission denied" in refused(f"DELETE FROM assessments_{table}")
    assert "permission denied" in refused(f"TRUNCATE assessments_{table}")


def test_a_snapshot_is_its_digest(org, people):
    assessment = make.assessment(org, people[0])
    with pytest.raises(DatabaseError, match="snapshot_digest_is_that_of_its_bytes"):
        Snapshot.objects.create(
            digest="0" * 64,
            organisation=org,
            assessment=assessment,
            revision=1,
            content=b"something else",
            created_at=make.NOON,
        )


def test_three_different_people_sign_in_order(org, people):
    assessment = make.assessment(org, people[0])
    revision = freeze(assessment, people)
    with pytest.raises(DatabaseError, match="order"), transaction.atomic():
        sign(revision, "approver", people[2])
    with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
        sign(revision, "assessor", people[1])
    sign(revision, "assessor", people[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        sign(revision, "assessor", people[0])
    sign(revision, "risk_owner", people[1])
    with pytest.raises(DatabaseError, match="three people"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(status="signed")
    sign(revision, "approver", people[2])
    Revision.objects.filter(pk=revision.pk).update(status="signed", signed_at=make.NOON)
    Assessment.objects.filter(pk=assessment.pk).update(status="signed")
    assert "frozen" in refused("UPDATE assessments_revision SET status = 'returned'")


def test_a_revision_names_three_different_people(org, people):
    assessment = make.assessment(org, people[0])
    with pytest.raises(DatabaseError, match="three_people"):
        freeze(assessment, [people[0], people[1], people[0]])


def test_a_signed_revision_opens_only_as_the_next_one(org, people):
    assessment = make.assessment(org, people[0])
    revision = freeze(assessment, people)
    Revision.objects.filter(pk=revision.pk).update(status="returned", return_reason="more")
    mine = Assessment.objects.filter(pk=assessment.pk)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        mine.update(status="draft", frozen_digest="")
    mine.update(status="draft", frozen_digest="", revision=2, revision_reason="more")
    make.risk(assessment)
    assert mine.get().is_draft


def test_nothing_is_frozen_with_stale_scores(org, people):
    assessment = make.assessment(org, people[0])
    Assessment.objects.filter(pk=assessment.pk).update(input_rev=3)
    with pytest.raises(DatabaseError, match="stale_scores"):
        freeze(assessment, people)


def test_relatives_stay_in_one_organisation(org):
    other = make.organisation()
    mine, theirs = make.assessment(org), make.assessment(other)
    foreign = make.group(theirs)
    with pytest.raises(DatabaseError, match="stays_inside"), transaction.atomic():
        make.risk(mine, foreign)
    with pytest.raises(DatabaseError, match="is_a_member"), transaction.atomic():
        Assessment.objects.filter(pk=mine.pk).update(risk_owner=theirs.lead)
    with pytest.raises(DatabaseError, match="stays_inside"), transaction.atomic():
        AuditEvent.objects.create(
            organisation=org,
            assessment=theirs,
            kind="x",
            object_type="x",
            object_key="x",
            person_name="x",
            at=make.NOON,
        )


def test_members_that_signed_cannot_be_removed(org, people):
    with pytest.raises(ProtectedError):
        make.assessment(org, people[0]).lead.delete()
    assert Membership.objects.filter(organisation=org).count() == 3
