"""What a dry run says would change, against what applying then changes."""

import pytest

from assessments.models import AssetState, Finding, Upload
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def changes(by, content):
    upload = worked.receive(None, by, content)
    assert upload.state == Upload.State.CHECKED
    return upload, upload.report["changes"]


def test_the_first_inventory_of_a_source_is_all_new(by):
    _upload, found = changes(by, worked.estate())

    assert found["against"] is None
    worked.bring_in(None, by)
    assert found["assets"] == AssetState.objects.filter(organisation=by.organisation_id).count()


def test_a_later_inventory_tells_what_is_new_gone_and_changed_and_which_findings_move(by):
    earlier = worked.bring_in(None, by).applied_import
    upload, found = changes(by, worked.later(worked.estate()))

    assert found["against"]["import"] == earlier.pk
    later = worked.bring_in(None, by, worked.later(worked.estate())).applied_import
    before, after = states(earlier), states(later)
    assert found["new"]["count"] == len(after.keys() - before.keys()) > 0
    assert found["gone"]["count"] == len(before.keys() - after.keys()) > 0
    both = before.keys() & after.keys()
    assert found["changed"]["count"] == sum(before[key] != after[key] for key in both) > 0
    was, now = findings(earlier), findings(later)
    assert found["opened"]["count"] == len(now - was)
    assert found["closed"]["count"] == len(was - now)
    assert was != now
    assert found["staying"] == len(was & now)
    assert sum(found["new"]["kinds"].values()) == found["new"]["count"]
    assert upload.report["changes"]["changed"]["first"][0]["fields"]


def states(imported):
    rows = AssetState.objects.filter(imported=imported)
    return {
        pk: (name, attributes)
        for pk, name, attributes in rows.values_list("asset_id", "name", "attributes")
    }


def findings(imported):
    return set(Finding.objects.filter(imported=imported).values_list("code", "label"))
