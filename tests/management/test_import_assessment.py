"""The command that brings an assessment in: said first, stored without --dry-run."""

import io

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment
from assessments.queries.bundles import bundle_of
from tests import full, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    house = full.make_house("Signed there")
    full.sign_off(house)
    path = tmp_path / "A-1_r2.vsrisk.zip"
    path.write_bytes(bundle_of(house.draft.revisions.get(number=2)))
    return path


@pytest.fixture
def org():
    return make.organisation("Elsewhere")


def bring(path, org, **more) -> str:
    out = io.StringIO()
    email = more.pop("email", None) or make.person(org).email
    call_command(
        "import_assessment", str(path), organisation=org.slug, email=email, stdout=out, **more
    )
    return out.getvalue()


def test_a_bundle_is_told_and_then_brought_in(bundle, org):
    said = bring(bundle, org, dry_run=True)

    assert "Nothing is stored." in said
    assert said.count("signed by") == 3
    assert not Assessment.objects.filter(organisation=org).exists()
    assert "Brought in as A-1." in bring(bundle, org)


def test_what_cannot_be_done_is_said(bundle, org, tmp_path):
    bad = tmp_path / "snapshot.json"
    bad.write_bytes(b"{}")
    with pytest.raises(CommandError, match="The schema is none"):
        bring(bad, org)
    with pytest.raises(CommandError, match="cannot be opened"):
        bring(tmp_path / "none.json", org)
    with pytest.raises(CommandError, match="no active member"):
        bring(bundle, org, email="nobody@example.org")
    org.slug = "nowhere"
    with pytest.raises(CommandError, match="There is no organisation"):
        bring(bundle, org, email="nobody@example.org")
