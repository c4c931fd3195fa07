"""What auditors ask, on a page: answers, samples in both directions, and their traces."""

import csv
import io
import zipfile

import pytest
from django.test import Client

from assessments.models import AuditEvent
from assessments.queries import exports
from assessments.reports.document import Document
from assessments.reports.sampling import Sample
from assessments.verifier import checking
from assessments.verifier.checking import Trust
from tests import full, make, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Audited")
    full.sign_off(made)
    made.draft.refresh_from_db()
    return made


@pytest.fixture
def auditor(house):
    client = Client()
    client.force_login(house.people["auditor"])
    return client


def test_every_question_is_answered_from_the_newest_frozen_revision(house, auditor):
    page = auditor.get(house.url("audit")).content.decode()

    assert "frozen bytes of revision 2, Signed" in page
    for number in range(1, 19):
        assert f'id="h-q{number}"' in page
    assert "are answered as implemented" in page
    older = auditor.get(house.url("audit") + "?revision=1").content.decode()
    assert "frozen bytes of revision 1, Returned" in older
    assert auditor.get(house.url("audit") + "?revision=9").status_code == 404


def test_a_sample_is_drawn_traced_and_the_same_for_everybody(house, auditor):
    given = {"revision": 2, "seed": "walrus 2026-11-27", "count": 5}
    answer = auditor.post(house.url("audit-draw"), given, follow=True)
    page = answer.content.decode()

    revision = house.draft.revisions.get(number=2)
    sample = Sample(Document.from_json(bytes(revision.snapshot.content)), given["seed"], 5)
    rows = [*sample.of_register(), *sample.of_inventory()]
    assert len(rows) == 10
    assert [row.name for row in rows if row.name not in page] == []
    event = AuditEvent.objects.get(kind="sample.drawn")
    assert event.after == {"seed": given["seed"], "number": 5}
    assert event.person == house.people["auditor"]

    query = "?revision=2&seed=walrus+2026-11-27&count=5"
    content = auditor.get(house.url("audit-sample") + query).content.decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(content))] == [
        row.name for row in rows
    ]
    assert auditor.get(house.url("audit-sample")).url == house.url("audit")


@pytest.mark.parametrize(
    ("seed", "count", "words"),
    [
        ("", "0", ["Give a seed", "Draw from 1 to 100"]),
        ("\u202eevil", "101", ["Give a seed", "Draw from 1 to 100"]),
        ("x" * 61, "ten", ["use a whole number"]),
    ],
)
def test_what_is_no_seed_or_number_is_said_and_kept(house, auditor, seed, count, words):
    answer = auditor.post(house.url("audit-draw"), {"revision": 2, "seed": seed, "count": count})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert [each for each in words if each not in page] == []
    assert f'value="{count}"' in page
    assert not AuditEvent.objects.filter(kind="sample.drawn").exists()


def test_without_a_frozen_revision_there_is_nothing_to_answer_from(house, auditor):
    number = make.assessment(house.organisation, house.people["analyst"]).number
    page = auditor.get(house.url("audit", number=number)).content.decode()

    assert "No revision is frozen yet" in page
    assert auditor.get(house.url("audit-sample", number=number)).status_code == 302
    assert auditor.post(house.url("audit-draw", number=number), {"seed": "a"}).status_code == 404


def test_everything_is_taken_along_in_one_archive(house, auditor):
    for _again in range(2):
        auditor.post(house.url("audit-draw"), {"revision": 2, "seed": "walrus", "count": 3})
    auditor.post(
        house.url("audit-remark"),
        {"revision": 2, "kind": "finding", "about": "R-1", "words": "=cmd()"},
    )
    answer = auditor.get(house.url("audit-everything"))

    assert answer.headers["Content-Disposition"].endswith('-r2-everything.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        files = {name: made.read(name) for name in made.namelist()}
    key = f"A-{house.draft.number}"
    assert {f"{key}_r2.vsrisk.zip", "report.pdf", *exports.FORMS} <= set(files)
    trust = Trust(publics=(sealed.notary().public,))
    assert checking.verify(files[f"{key}_r2.vsrisk.zip"], trust).is_genuine
    assert "'=cmd()" in files["remarks.csv"].decode()
    assert "policy.txt" in files["evidence.csv"].decode()
    assert len([name for name in files if name.startswith("samples/")]) == 1
    assert house.url("audit-draw") in files["accesses.csv"].decode()
