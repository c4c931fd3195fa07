"""Every page answers, for somebody of the organisation and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from assessments.actions import treatments, work
from assessments.permissions import POLICIES, Standing
from tests import make, worked

pytestmark = pytest.mark.django_db

CODES = {
    "catalogue-risk": "RSK-VM-07",
    "catalogue-threat": "THR-01",
    "catalogue-vulnerability": "VUL-07",
    "catalogue-item": "CHK-OM-05",
    "catalogue-asset-type": "AT-VM",
}
NOT_HERE = (
    "api-",
    "evidence-file",
    "report-file",
    "snapshot-file",
    "revision-export",
    "audit-everything",
    "compare",
    "bundle-file",
    "checkpoint-file",
    "key-",
)
PAGES = [
    name
    for name, policy in POLICIES.items()
    if "GET" in policy.verbs
    and policy.standing is Standing.MEMBER
    and not name.startswith(NOT_HERE)
]


@pytest.fixture
def full(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    by = make.actor(make.organisation())
    draft = worked.assessment(by)
    treatments.plan(
        assessment=draft,
        step=treatments.Step("Encrypt disks", due=(timezone.now() + timedelta(days=9)).date()),
        by=by,
        at=timezone.now(),
    )
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft


def urls(full):
    """Yield (name, url) of every page of the assessment."""
    values = {
        "org": full.organisation.slug,
        "number": full.number,
        "phase": 1,
        "item": "CHK-OM-05",
        "risk": 1,
        "asset": full.placements.first().asset_id,
        "upload": full.uploads.first().pk,
        "imported": full.pinnedimports.first().imported_id,
        "edition": full.edition,
        "kind": "csv",
        "key": "R2",
        "domain": full.domains.first().pk,
        "dimension": "A",
        "action": 1,
    }
    for name in PAGES:
        wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        kwargs = {key: CODES[name] if key == "code" else values[key] for key in wanted}
        yield name, reverse(name, kwargs=kwargs)


def test_every_page_answers_an_analyst(full, client):
    client.force_login(make.person(full.organisation))

    answers = {name: client.get(url).status_code for name, url in urls(full)}

    assert {name for name, status in answers.items() if status not in (200, 302)} == set()


def test_no_page_answers_a_stranger(full, client):
    client.force_login(make.person(make.organisation()))

    answers = {name: client.get(url).status_code for name, url in urls(full)}

    assert set(answers.values()) == {404}


def test_no_page_answers_who_is_not_signed_in(full, client):
    answers = {name: client.get(url).status_code for name, url in urls(full)}

    assert set(answers.values()) == {302}


def test_a_deactivated_member_is_a_stranger(full, client):
    person = make.person(full.organisation)
    person.memberships.update(status="deactivated")
    client.force_login(person)

    assert client.get(reverse("portfolio", args=[full.organisation.slug])).status_code == 404


def test_a_refused_judgement_is_shown_again_as_it_was_typed(full, client):
    client.force_login(make.person(full.organisation))
    risk = full.risks.exclude(proposed_likelihood=None).filter(proposed_likelihood__gt=1).first()
    assert risk is not None
    where = [full.organisation.slug, full.number, risk.number]
    typed = {"likelihood": "1", "consequence_c": "1", "consequence_i": "1", "consequence_a": "1"}

    answer = client.post(
        reverse("risk-rate", args=where),
        typed | {"version": risk.version, "reason": ""},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(f'name="{name}" value="1"' in page for name in typed)
    assert "Say why this is below what was proposed." in page
    assert 'name="reason"' in page
    risk.refresh_from_db()
    assert risk.likelihood is None
