"""A frozen revision in each form, for browsers and for programs."""

import csv
import io
import json

import openpyxl
import pytest
from django.test import Client
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.poam import PlanOfActionAndMilestones

from assessments.models import Snapshot
from assessments.permissions import Refused
from assessments.queries import exports
from assessments.reports.document import Document
from tests import full
from tests.reports.factories import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Exported")
    full.sign_off(made)
    made.draft.refresh_from_db()
    return made


@pytest.fixture
def revision(house):
    return house.draft.revisions.select_related("snapshot", "assessment").get(number=2)


def test_oscal_of_a_real_revision_is_valid_and_names_who_signed(house, revision):
    results = json.loads(exports.export(revision, "oscal-results.json"))["assessment-results"]
    plan = json.loads(exports.export(revision, "oscal-poam.json"))["plan-of-action-and-milestones"]

    AssessmentResults.model_validate(results)
    PlanOfActionAndMilestones.model_validate(plan)
    (result,) = results["results"]
    whole = Document.from_json(bytes(revision.snapshot.content))
    assert len(result["risks"]) == len(whole.risks) == len(plan["risks"])
    assert len(result["local-definitions"]["inventory-items"]) == len(whole.assets)
    keys = {
        prop["value"]
        for one in result["attestations"]
        for prop in one["parts"][0]["props"]
        if prop["name"] == "key-sha256"
    }
    assert keys == {row.keyid for row in revision.signatures.all()}


def test_every_mapped_control_of_the_catalogue_has_a_row(revision):
    content = exports.export(revision, "soa.csv").decode("utf-8-sig")
    rows = {row["control"]: row for row in csv.DictReader(io.StringIO(content))}

    assert len(rows) > 30
    assert "CHK-IP-01" in rows["A.5.1"]["items"].split(", ")
    assert {row["applicable"] for row in rows.values()} <= {"yes", "no", "partly"}


def test_the_register_is_the_same_in_each_form(revision):
    rows = json.loads(exports.export(revision, "register.json"))
    book = openpyxl.load_workbook(io.BytesIO(exports.export(revision, "register.xlsx")))
    sheet = list(book.active.iter_rows(values_only=True))
    table = list(
        csv.DictReader(io.StringIO(exports.export(revision, "register.csv").decode("utf-8-sig")))
    )

    assert [row["key"] for row in rows] == [row[0] for row in sheet[1:]]
    assert [row["key"] for row in rows] == [row["key"] for row in table]


@pytest.mark.parametrize("form", exports.FORMS)
def test_the_page_offers_each_form_and_gives_it(house, revision, form):
    client = Client()
    client.force_login(house.people["auditor"])
    address = house.url("revision-export", revision=2, form=form)

    assert address in client.get(house.url("sign-off")).content.decode()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'A-{house.draft.number}-r2-{form}"')
    assert answer.content == exports.export(revision, form)
    assert client.get(house.url("revision-export", revision=2, form="x")).status_code == 404
    assert client.get(house.url("revision-export", revision=9, form=form)).status_code == 404


def test_programs_ask_for_a_revision_or_get_the_newest(house, revision):
    client = Client()
    client.force_login(house.people["auditor"])
    for name, form in (
        ("api-oscal-results", "oscal-results.json"),
        ("api-oscal-poam", "oscal-poam.json"),
        ("api-soa", "soa.csv"),
    ):
        newest = client.get(house.url(name))
        assert newest.content == exports.export(revision, form)
        again = client.get(house.url(name), headers={"If-None-Match": newest.headers["ETag"]})
        assert again.status_code == 304
        assert client.get(house.url(name) + "?revision=1").status_code == 200
        assert client.get(house.url(name) + "?revision=9").status_code == 404


def test_a_revision_with_nothing_to_do_has_no_plan(revision):
    revision.snapshot = Snapshot(content=document(risks=(), actions=()).to_json())

    with pytest.raises(Refused, match="no plan of action"):
        exports.export(revision, "oscal-poam.json")
