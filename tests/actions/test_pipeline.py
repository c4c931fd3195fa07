"""From a file to levels, through the actions and the background work."""

from pathlib import Path

import pytest
from django.utils import timezone

from assessments import tasks
from assessments.actions import assessments, domains, uploads
from assessments.models import Assessment, Asset, AssetState, Finding, Import, Run, Upload
from tests import make

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "generated" / "s1-small"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not SAMPLE.exists(), reason="the shared samples are not beside this repository"
    ),
]


@pytest.fixture
def org(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.organisation()


def work():
    """Do all background work that is waiting, as a worker would."""
    while run := Run.objects.filter(state=Run.State.QUEUED).order_by("pk").first():
        tasks.work(run_id=run.pk)


def bring_in(draft, by, name="estate-100-s1-rvtools-4.7.1.xlsx"):
    upload = uploads.receive(
        chunks=[(SAMPLE / name).read_bytes()],
        file_name=name,
        by=by,
        at=timezone.now(),
        assessment=draft,
    )
    work()
    upload.refresh_from_db()
    if upload.state == Upload.State.CHECKED:
        uploads.apply(upload=upload, by=by, at=timezone.now())
        work()
        upload.refresh_from_db()
    return upload


def test_a_file_becomes_a_scored_register(org, settings):
    by = make.actor(org)
    draft = assessments.create(
        scope=assessments.Scope("Clinical vSphere"), by=by, at=timezone.now()
    )

    upload = bring_in(draft, by)

    assert (upload.state, upload.error) == (Upload.State.APPLIED, "")
    assert not any(settings.UPLOAD_DIR.iterdir())
    draft.refresh_from_db()
    assert draft.is_fresh
    assert draft.risks.count() == draft.scores.count()
    for domain in draft.domains.all():
        domains.value(
            domain=domain,
            worth=domains.Worth(5, 4, 3, 4),
            reason="",
            version=domain.version,
            by=by,
            at=timezone.now(),
        )
    work()
    draft.refresh_from_db()
    assert draft.is_fresh
    risk = draft.risks.select_related("score", "group").get(code="RSK-VM-07", group__name="RES")
    assert (risk.proposed_likelihood, risk.score.inherent) == (5, 5)
    assert (risk.proposed_consequence_c, risk.proposed_consequence_i, risk.proposed_consequence_a) == (4, 3, 3)


def test_the_same_file_twice_changes_nothing(org):
    by = make.actor(org)
    draft = assessments.create(scope=assessments.Scope("One"), by=by, at=timezone.now())
    bring_in(draft, by)
    counts = [model.objects.count() for model in (Import, Asset, AssetState, Finding)]

    again = bring_in(draft, by)

    assert again.state == Upload.State.UNCHANGED
    assert counts == [model.objects.count() for model in (Import, Asset, AssetState, Finding)]
    assert Assessment.objects.get().is_fresh
