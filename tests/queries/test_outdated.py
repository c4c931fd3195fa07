"""What has moved since a revision was signed is told, and the signed revision stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import signing, treatments, work
from assessments.models import MethodVersion
from assessments.queries import outdated
from tests import full, make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Outdated")
    draft = made.draft
    low = draft.risks.filter(level__lte=3).order_by("number").first()
    treatments.accept(
        risk=low,
        reason="Small",
        expires_on=(timezone.now() + timedelta(days=30)).date(),
        by=make.acting(made.people["risk_owner"], made.organisation),
        at=timezone.now(),
    )
    work.do_all(timezone.now)
    full.sign_off(made)
    draft.refresh_from_db()
    return made


def moved(house, days=0):
    return outdated.outdated(house.draft, at=timezone.now() + timedelta(days=days))


def test_what_was_just_signed_is_not_outdated(house):
    assert moved(house) == ()


def test_a_newer_inventory_is_told_with_what_came_and_went(house):
    by = make.acting(house.people["analyst"], house.organisation)
    imported = worked.bring_in(None, by, worked.later(worked.estate())).applied_import
    (found,) = moved(house)

    assert found.words.startswith(f"A newer inventory is here: {imported.file_name}")
    assert (found.route, found.number) == ("import-drift", imported.pk)
    assert "New virtual machines: brand-new" in found.details
    assert any(line.startswith("Virtual machines gone: ") for line in found.details)
    for name in ("sign-off", "assessment"):
        client = Client()
        client.force_login(house.people["auditor"])
        page = client.get(house.url(name)).content.decode()
        assert "Revision 2 is outdated." in page
        assert "New virtual machines: brand-new" in page


def test_acceptances_that_have_expired_are_named(house):
    (found,) = moved(house, days=31)

    assert found.words == "1 acceptance has expired: its risk is open again"
    assert found.route == "plan"
    assert house.people["risk_owner"].name in found.details[0]
    assert moved(house, days=30) == ()


def test_a_newer_catalogue_or_method_is_told(house, monkeypatch):
    monkeypatch.setattr(outdated, "editions", lambda: (house.draft.edition, "2099.1"))
    method = house.draft.method
    MethodVersion.objects.create(
        organisation=house.organisation,
        name=method["id"],
        number=method["version"] + 1,
        document=method,
        saved_by=house.people["administrator"],
        saved_at=make.NOON,
    )

    words = [each.words for each in moved(house)]
    assert words == [
        f"The catalogue has a newer edition: 2099.1, signed was {house.draft.edition}",
        f"The method {method['id']} has a newer version: 2, signed was 1",
    ]


def test_a_draft_is_never_outdated(house):
    by = make.acting(house.people["analyst"], house.organisation)
    signing.reopen(assessment=house.draft, reason="Again", by=by, at=timezone.now())
    house.draft.refresh_from_db()
    assert moved(house, days=400) == ()


def test_of_many_names_some_are_told():
    names = [f"vm-{n:02}" for n in range(15)]
    assert outdated._some(names).endswith("vm-11 and 3 more")
    assert outdated._some(names[:12]).endswith("vm-11")
