"""Every page, seen by every role, on an assessment that has everything."""

from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from assessments import tasks
from assessments.actions import assessments, domains, uploads
from assessments.models import Run
from assessments.permissions import POLICIES
from tests import make

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "generated" / "s1-small"
NAME = "estate-100-s1-rvtools-4.7.1.xlsx"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the shared samples are not beside this repository"),
]


def work():
    while run := Run.objects.filter(state=Run.State.QUEUED).order_by("pk").first():
        tasks.work(run_id=run.pk)


@pytest.fixture
def full(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    org = make.organisation()
    by = make.actor(org)
    at = timezone.now()
    draft = assessments.create(scope=assessments.Scope("Clinical vSphere"), by=by, at=at)
    upload = uploads.receive(
        chunks=[(SAMPLE / NAME).read_bytes()], file_name=NAME, by=by, at=at, assessment=draft
    )
    work()
    upload.refresh_from_db()
    uploads.apply(upload=upload, by=by, at=at)
    work()
    for domain in draft.domains.all():
        domains.value(
            domain=domain, worth=domains.Worth(5, 4, 3, 4), reason="", version=None, by=by, at=at
        )
    work()
    draft.refresh_from_db()
    return draft


def test_every_page_answers(full, client):
    org = full.organisation
    client.force_login(make.person(org))
    someone = full.placements.first()
    values = {
        "org": org.slug, "number": full.number, "phase": 1, "item": "CHK-OM-05", "risk": 1,
        "asset": someone.asset_id, "upload": full.uploads.first().pk,
        "imported": full.pinnedimports.first().imported_id, "edition": full.edition,
        "kind": "csv", "domain": full.domains.first().pk,
    }
    codes = {"catalogue-risk": "RSK-VM-07", "catalogue-threat": "THR-01",
             "catalogue-vulnerability": "VUL-07", "catalogue-item": "CHK-OM-05",
             "catalogue-asset-type": "AT-VM"}
    bad = {}
    for name, policy in POLICIES.items():
        if "GET" not in policy.verbs or name.startswith(("api-", "account", "invitation", "evidence-file", "report-file", "snapshot-file", "compare", "action-edit", "readyz")):
            continue
        [(form, _)] = [f for f in get_resolver().reverse_dict.getlist(name)][0][0][:1]
        wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        kwargs = {key: (codes[name] if key == "code" else values[key]) for key in wanted}
        answer = client.get(reverse(name, kwargs=kwargs))
        if answer.status_code not in (200, 302):
            bad[name] = answer.status_code
    assert bad == {}
