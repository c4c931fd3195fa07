"""From a file to levels, through the actions and the background work."""

import pytest
from django.db import connection
from django.utils import timezone

from assessments.actions import assessments
from assessments.models import Asset, AssetState, CheckOutcome, Finding, Import, Upload
from tests import make, worked

pytestmark = pytest.mark.django_db

TABLES = (Import, Asset, AssetState, CheckOutcome, Finding)


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def draft_of(by):
    return assessments.create(scope=assessments.Scope("Platform"), by=by, at=timezone.now())


def state_of_tables():
    """Count the rows, and take the newest transaction that touched each table."""
    found = {}
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), max(xmin::text::bigint) FROM {table}")
            found[table] = cursor.fetchone()
    return found


def test_a_file_becomes_a_scored_register_and_is_gone_from_disk(by, settings):
    draft = worked.assessment(by)

    assert draft.is_fresh
    assert draft.risks.count() == draft.scores.count() > 50
    assert not draft.scores.filter(current=None).exists()
    assert not any(settings.UPLOAD_DIR.iterdir())


def test_unvalued_layers_stay_unset(by):
    draft = draft_of(by)

    worked.bring_in(draft, by)

    layer = draft.scores.filter(risk__code="RSK-HV-01")
    assert layer.exists()
    assert set(layer.values_list("inherent", "current", "residual")) == {(None, None, None)}


def test_the_same_file_twice_changes_no_row_but_the_attempt(by):
    draft = draft_of(by)
    worked.bring_in(draft, by)
    before = state_of_tables()

    again = worked.bring_in(draft, by)

    assert again.state == Upload.State.UNCHANGED
    assert state_of_tables() == before


def test_a_file_that_is_no_export_is_refused_in_words_and_leaves_nothing(by, settings):
    upload = worked.receive(None, by, b"just some text, not an export\n1,2\n")

    assert upload.state == Upload.State.REFUSED
    assert "RVTools" in upload.error or "vInfo" in upload.error
    assert not Import.objects.exists()
    assert not any(settings.UPLOAD_DIR.iterdir())


def test_nothing_is_stored_before_somebody_applies(by):
    upload = worked.receive(draft_of(by), by)

    assert upload.state == Upload.State.CHECKED
    assert upload.report["totals"]["vms"] > 0
    assert not Asset.objects.exists()
