"""A frozen revision is told from the bytes that were signed, for ever."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import freezing, signing, work
from assessments.models import Person
from assessments.reports import register_rows
from assessments.reports.document import Document
from tests import make, sealed
from tests.api.conftest import bytes_of
from tests.api.test_etags import Cast

SIGNERS = ("analyst", "risk_owner", "approver")


@pytest.fixture
def frozen(program):
    """The draft of the house, sent to sign-off as its second revision."""
    house = program.house
    by, draft = make.acting(house.people["analyst"], house.organisation), house.draft
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    assert draft.status == "in_signoff"
    return program


def sign(program):
    revision = program.house.draft.revisions.get(number=2)
    for role in SIGNERS:
        actor = make.acting(program.house.people[role], program.house.organisation)
        sealed.sign(revision, actor)
    work.do_all(timezone.now)


def reopen(program):
    draft = program.house.draft
    draft.refresh_from_db()
    by = make.acting(program.house.people["analyst"], program.house.organisation)
    signing.reopen(assessment=draft, reason="New hosts", by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()


def of_snapshot(program, revision):
    snapshot = program.house.draft.snapshots.get(revision=revision)
    rows = register_rows.rows_of(Document.from_json(bytes(snapshot.content)))
    return sorted(rows, key=lambda row: int(row["key"][2:]))


def test_freezing_changes_no_row_of_the_register(program, frozen):
    before = of_snapshot(program, 2)
    assert before == program.read("api-register-json")
    assert program.read("api-register-json", "?revision=1") == of_snapshot(program, 1)


def test_a_frozen_register_is_that_of_the_snapshot_whatever_people_are_called_now(program, frozen):
    expected = of_snapshot(program, 2)
    tag = program.get("api-register-json").headers["ETag"]
    for role in SIGNERS:
        person = Person.objects.filter(pk=program.house.people[role].pk)
        person.update(name=f"Renamed {role}")
    assert program.read("api-register-json") == expected
    assert program.get("api-register-json").headers["ETag"] == tag


def test_signing_changes_neither_bytes_nor_tag(program, frozen):
    waiting = program.get("api-register-json")
    sign(program)
    signed = program.get("api-register-json")
    assert bytes_of(signed) == bytes_of(waiting)
    assert signed.headers["ETag"] == waiting.headers["ETag"]
    (latest, _) = program.every("api-sign-offs", "?order=-revision")
    assert [line["role"] for line in latest["signatures"]] == ["assessor", "risk_owner", "approver"]


def test_a_signed_register_stays_after_the_next_revision_was_opened_and_changed(program, frozen):
    sign(program)
    expected = of_snapshot(program, 2)
    answer = program.get("api-register-json")
    reopen(program)
    cast = Cast(program.house)
    cast.rate()
    cast.override()
    cast.rename()
    work.do_all(timezone.now)

    kept = program.get("api-register-json", "?revision=2")
    assert bytes_of(kept) == bytes_of(answer)
    assert kept.headers["ETag"] == answer.headers["ETag"]
    assert program.read("api-register-json", "?revision=2") == expected
    assert program.read("api-register-json") != expected
    assert program.read("api-register-json", "?revision=3") == program.read("api-register-json")
    text = bytes_of(program.get("api-register-csv", "?revision=2")).decode("utf-8-sig")
    assert [row["key"] for row in csv.DictReader(io.StringIO(text))] == [r["key"] for r in expected]


def test_the_browser_gives_the_same_file(program, frozen):
    client = Client()
    client.force_login(program.house.people["auditor"])
    where = [program.house.organisation.slug, program.house.draft.number, "csv"]
    file = client.get(reverse("register-export", args=where))
    assert bytes_of(file) == bytes_of(program.get("api-register-csv"))


def test_a_revision_that_never_was_is_not_found(program):
    assert program.get("api-register-json", "?revision=99").status_code == 404
