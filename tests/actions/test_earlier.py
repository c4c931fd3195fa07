"""Two exports of one estate: what one cannot prove, through the actions."""

import json

import pytest
from django.utils import timezone

from assessments import synthesis
from assessments.actions import uploads, work
from assessments.models import AssetState, CheckOutcome, Finding, Import, Upload
from tests import make, samples

pytestmark = pytest.mark.django_db
TWO = synthesis.TWO_EXPORTS
MOST = 10**6
UNKNOWN = {code: ("not_assessable", []) for code in TWO}


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def read(by, path):
    upload = uploads.receive(
        chunks=[path.read_bytes()], file_name=path.name, by=by, at=timezone.now()
    )
    work.do_all(timezone.now)
    upload.refresh_from_db()
    return upload


def bring_in(by, path):
    upload = read(by, path)
    assert upload.state == Upload.State.CHECKED, upload.error
    uploads.apply(upload=upload, by=by, at=timezone.now())
    work.do_all(timezone.now)
    upload.refresh_from_db()
    return upload


def export(plan, folder):
    path = folder / f"{plan.vms}-{plan.days_earlier}-{plan.as_of:%y%m%d}.zip"
    synthesis.write(plan, path, "rvtools-csv")
    return path


def dry(upload):
    found = upload.report["checks"]
    return {code: (found[code]["result"], sorted(found[code]["objects"])) for code in TWO}


def stored(upload):
    imported = upload.applied_import
    results = dict(imported.outcomes.filter(code__in=TWO).values_list("code", "result"))
    return {
        code: (
            results[code],
            sorted(imported.findings.filter(code=code).values_list("label", flat=True)),
        )
        for code in TWO
    }


def key_of(plan, days=synthesis.EARLIER_DAYS):
    found = synthesis.expected(plan, most=MOST, days=days)["expected"]
    return {code: (found[code]["result"], sorted(found[code]["objects"])) for code in TWO}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_import_is_compared_with_the_one_before(by, tmp_path, seed):
    plan = synthesis.generate(100, seed)
    first = bring_in(by, export(synthesis.earlier(plan), tmp_path))

    second = bring_in(by, export(plan, tmp_path))

    assert dry(first) == stored(first) == UNKNOWN
    assert dry(second) == stored(second) == key_of(plan)
    assert {result for result, _ in key_of(plan).values()} == {"finding"}


def test_the_date_of_the_export_decides_what_is_earlier_and_not_the_order_of_import(by, tmp_path):
    plan = synthesis.generate(40, 2)
    newer = bring_in(by, export(plan, tmp_path))
    bring_in(by, export(synthesis.earlier(plan, 300), tmp_path))
    middle = bring_in(by, export(synthesis.earlier(plan, 150), tmp_path))

    assert stored(newer) == UNKNOWN
    assert {result for result, _ in stored(middle).values()} <= {"finding", "pass"}
    first = bring_in(by, export(synthesis.earlier(plan, 350), tmp_path))
    assert stored(first) == UNKNOWN


def test_the_latest_of_the_earlier_exports_is_the_one_before(by, tmp_path):
    plan = synthesis.generate(100, 3)
    bring_in(by, export(synthesis.earlier(plan, 100), tmp_path))
    bring_in(by, export(synthesis.earlier(plan, 300), tmp_path))

    assert stored(bring_in(by, export(plan, tmp_path))) == key_of(plan)


def test_an_export_of_another_manager_or_organisation_is_no_earlier_export(by, tmp_path):
    plan, other = synthesis.generate(40, 2), synthesis.generate(60, 5)
    bring_in(make.actor(make.organisation()), export(synthesis.earlier(plan), tmp_path))
    bring_in(by, export(synthesis.earlier(other), tmp_path))
    managers = AssetState.objects.filter(kind="management_server")

    upload = bring_in(by, export(plan, tmp_path))

    assert stored(upload) == UNKNOWN
    assert managers.values("asset__source").distinct().count() == 2


@samples.needed
def test_the_shared_estate_gives_the_two_export_answers_of_its_key(by):
    folder = samples.GENERATED / "s1-small"
    path = next(folder.glob("*.xlsx"))
    key = json.loads(next(folder.glob("*-expected.json")).read_text(encoding="utf-8"))["expected"]
    bring_in(by, next(folder.glob("*prior100d*")))

    upload = bring_in(by, path)

    answers = {
        "VM-OFF-T": ("finding", sorted(key["VM-OFF-BOTH-100D"]["objects"])),
        "VM-NEW": ("finding", sorted(key["VM-NEW-SINCE-100D"]["objects"])),
    }
    assert dry(upload) == stored(upload) == answers
    tables = (Import, AssetState, CheckOutcome, Finding)
    before = [model.objects.count() for model in tables]
    assert read(by, path).state == Upload.State.UNCHANGED
    assert [model.objects.count() for model in tables] == before
