"""A frozen assessment attacked through every table, with every statement the login can send."""

import io

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessments.actions import answers, freezing, lifecycle, team, treatments, work
from assessments.models import DomainEstimate, LossEstimate, PhaseClosed, TrustGap, guarded
from assessments.queries import checklist
from assessments.verifier import canonical
from tests import full, make

pytestmark = pytest.mark.django_db

REFUSALS = ("frozen", "permission denied")


@pytest.fixture
def house(settings, tmp_path):
    """An organisation whose assessment is in sign-off and has rows in every guarded table."""
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    found = full.make_house("St Brannoc")
    analyst = make.acting(found.people["analyst"], found.organisation)
    owner = make.acting(found.people["risk_owner"], found.organisation)
    draft, at = found.draft, timezone.now()
    said = answers.Said("CHK-OM-05", "implemented")
    answers.record(assessment=draft, said=said, version=None, by=analyst, at=at)
    answers.settle(
        assessment=draft, item="CHK-OM-05", group=None, words="Seen on site.", by=analyst, at=at
    )
    team.add_to_team(assessment=draft, person=found.people["auditor"], part="", by=analyst, at=at)
    phase = draft_phase(draft)
    lifecycle.mark(
        assessment=draft, phase=phase.code, task=phase.tasks[0].code, done=True, by=analyst, at=at
    )
    add_what_no_action_makes_here(found, phase, analyst, at)
    work.do_all(timezone.now)
    low = draft.risks.filter(score__current__lte=2).first()
    treatments.choose(risk=low, option="retain", note="Small", by=analyst, at=at)
    work.do_all(timezone.now)
    treatments.accept(
        risk=low, reason="Small enough", expires_on=at.date().replace(year=at.year + 1),
        by=owner, at=at,
    )  # fmt: skip
    work.do_all(timezone.now)
    draft.refresh_from_db()
    freezing.submit(assessment=draft, by=analyst, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    assert draft.status == "in_signoff"
    return found


def add_what_no_action_makes_here(found, phase, analyst, at):
    mine = {"organisation": found.organisation, "assessment": found.draft}
    said = {"by_id": analyst.person_id, "at": at}
    PhaseClosed.objects.create(phase=phase.code, **mine, **said)
    TrustGap.objects.create(group_id=found.ids["group"], decision="accepted", **mine, **said)
    LossEstimate.objects.create(**mine, risk=found.draft.risks.first())
    DomainEstimate.objects.create(**mine, domain=found.draft.domains.first(), dimension="A")


def draft_phase(draft):
    found = checklist.phase_number(draft, 1)
    assert found is not None
    return found


def columns_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def count(table, draft):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE assessment_id = %s", [draft.pk])
        return cursor.fetchone()[0]


def refusal(act):
    with (
        pytest.raises((DatabaseError, psycopg2.DatabaseError)) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        act(cursor)
    return str(caught.value)


def attacks(table, draft):
    """Yield each attack on the rows of a frozen assessment, as something to do with a cursor."""
    names = columns_of(table)
    listed = ", ".join(f'"{name}"' for name in names)
    mine = f"WHERE assessment_id = {draft.pk}"
    for name in names:
        yield lambda cursor, name=name: cursor.execute(
            f'UPDATE {table} SET "{name}" = "{name}" {mine}'
        )
    yield lambda cursor: cursor.execute(f"DELETE FROM {table} {mine}")
    yield lambda cursor: cursor.execute(f"TRUNCATE {table}")
    yield lambda cursor: cursor.execute(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} {mine} LIMIT 1"
    )

    def copy(cursor):
        rows = io.StringIO()
        cursor.copy_expert(f"COPY (SELECT {listed} FROM {table} {mine} LIMIT 1) TO STDOUT", rows)
        rows.seek(0)
        cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN", rows)

    yield copy


def test_every_statement_on_every_table_of_a_frozen_assessment_is_refused(house):
    draft = house.draft
    before = canonical.digest(bytes(draft.revisions.last().snapshot.content))
    for short in guarded.ONLY_IN_DRAFT:
        table = f"assessments_{short}"
        assert count(table, draft), f"nothing to attack in {table}"
        for attack in attacks(table, draft):
            words = refusal(attack)
            assert any(word in words for word in (*REFUSALS, "violates")), words
    after = canonical.digest(bytes(draft.revisions.last().snapshot.content))
    assert before == after


def test_a_copy_that_breaks_no_other_rule_is_still_refused(house):
    lines = io.StringIO(f"late\t\t1\t{house.draft.pk}\t{house.organisation.pk}\n")
    words = refusal(
        lambda cursor: cursor.copy_expert(
            "COPY assessments_domain (name, reason, version, assessment_id, organisation_id)"
            " FROM STDIN",
            lines,
        )
    )
    assert "frozen" in words


@pytest.mark.parametrize("table", ["assessments_snapshot", "assessments_signature"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {table} SET organisation_id = organisation_id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
        "SET session_replication_role = replica",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
    ],
)
def test_the_login_cannot_switch_the_guards_off(table, sql):
    words = refusal(lambda cursor: cursor.execute(sql.format(table=table)))
    assert any(word in words for word in ("permission denied", "must be owner"))


OTHERWISE = {
    "text": "{0} || 'x'",
    "character varying": "left({0}, 3) || 'x'",
    "integer": "coalesce({0}, 0) + 1",
    "bigint": "coalesce({0}, 0) + 1",
    "smallint": "coalesce({0}, 0) + 1",
    "boolean": "NOT {0}",
    "jsonb": "{0} || '[1]'",
    "uuid": "gen_random_uuid()",
    "ARRAY": "{0} || {0} || ARRAY['x']::varchar[]",
    "timestamp with time zone": "{0} + interval '1 day'",
}


def test_no_column_of_a_frozen_assessment_itself_can_be_changed(house):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = 'assessments_assessment'"
        )
        columns = dict(cursor.fetchall())
    assert len(columns) > 20
    for name, kind in columns.items():
        other = OTHERWISE[kind].format(f'"{name}"')
        words = refusal(
            lambda cursor, name=name, other=other: cursor.execute(
                f'UPDATE assessments_assessment SET "{name}" = {other} WHERE id = %s',
                [house.draft.pk],
            )
        )
        assert any(word in words for word in (*REFUSALS, "violates")), (name, words)
    assert "permission denied" in refusal(
        lambda cursor: cursor.execute("DELETE FROM assessments_assessment")
    )
