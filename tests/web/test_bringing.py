"""The page on which an assessment is brought in: looked at first, then a draft."""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Origin
from assessments.queries.bundles import bundle_of
from tests import full, make
from tests.verifier.make import Made

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Signed there")
    full.sign_off(made)
    return made


@pytest.fixture
def elsewhere():
    return make.organisation("Elsewhere")


def client_of(org, role="analyst") -> Client:
    client = Client()
    client.force_login(make.person(org, role))
    return client


def look(client, org, content, name="a.vsrisk.zip", **more):
    given = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("assessment-bring", args=[org.slug]), given)


def held_in(answer) -> str:
    found = re.search(r'name="held" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def held_files() -> list[Path]:
    return list(Path(configured.UPLOAD_DIR).iterdir())


def test_a_signed_bundle_is_shown_then_brought_in_with_where_it_came_from(house, elsewhere):
    content = bundle_of(house.draft.revisions.get(number=2))
    client = client_of(elsewhere)
    before = len(held_files())

    shown = look(client, elsewhere, content)

    assert shown.status_code == 200
    assert "Every rule of the bundle holds" in shown.content.decode()
    assert not Assessment.objects.filter(organisation=elsewhere).exists()
    page = reverse("assessment-bring", args=[elsewhere.slug])
    answer = client.post(page, {"held": held_in(shown)}, follow=True)
    assert "is brought in" in answer.content.decode()
    assert "Signed there by" in answer.content.decode()
    origin = Origin.objects.get(organisation=elsewhere)
    assert len(origin.signers) == 3
    assert len(held_files()) == before
    again = client.post(page, {"held": held_in(shown)})
    assert again.status_code == 422
    assert "no longer here" in again.content.decode()


def test_a_snapshot_alone_says_that_nobody_is_known_to_have_signed(house, elsewhere):
    content = bytes(house.draft.snapshots.get(revision=2).content)

    shown = look(client_of(elsewhere), elsewhere, content, "snapshot.json")

    assert "nothing shows that anybody signed it" in shown.content.decode()


def test_what_is_not_genuine_or_no_snapshot_is_refused_in_words(house, elsewhere):
    client = client_of(elsewhere)
    before = len(held_files())
    bundle = bundle_of(house.draft.revisions.get(number=2))
    for content, words in (
        (bundle[:-1], "The bundle is refused"),
        (Made().bundle(), "not one that you trust"),
        (b"{}", "The schema is none"),
        (b"PK\x03\x04", "The bundle is refused"),
        (b"\xff\x00", "This is no snapshot"),
    ):
        answer = look(client, elsewhere, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    empty = client.post(reverse("assessment-bring", args=[elsewhere.slug]), {})
    assert "Choose a bundle or a snapshot" in empty.content.decode()
    assert len(held_files()) == before


def test_a_file_beyond_the_limit_is_refused(elsewhere, settings, tmp_path):
    settings.UPLOAD_DIR, settings.VERIFY_LIMIT_BYTES = tmp_path / "u", 10

    answer = look(client_of(elsewhere), elsewhere, b"x" * 11)

    assert answer.status_code == 422
    assert held_files() == []


def test_only_who_held_a_file_brings_it_in(house, elsewhere):
    content = bytes(house.draft.snapshots.get(revision=2).content)
    token = held_in(look(client_of(elsewhere), elsewhere, content))

    for other in (token, "made-up"):
        answer = client_of(elsewhere).post(
            reverse("assessment-bring", args=[elsewhere.slug]), {"held": other}
        )
        assert answer.status_code == 422
    assert not Assessment.objects.filter(organisation=elsewhere).exists()


def test_many_files_from_one_address_have_to_wait(house, elsewhere, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify": "1/m/ip"}
    client = client_of(elsewhere)
    look(client, elsewhere, b"{}")
    before = held_files()

    answer = look(client, elsewhere, b"{}")
    assert answer.status_code == 422
    assert "Many files came from your address" in answer.content.decode()
    assert held_files() == before
