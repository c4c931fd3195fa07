"""Evidence files: kept apart under random names, downloaded, never shown."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import AuditEvent, Evidence
from tests import make

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
SCRIPT = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    org = make.organisation()
    person = make.person(org)
    client.force_login(person)
    return make.assessment(org, person, number=1)


def attach(client, draft, name, content):
    file = SimpleUploadedFile(name, content, content_type="image/png")
    where = reverse("evidence-add", args=[draft.organisation.slug, draft.number])
    return client.post(where, {"item": "CHK-OM-05", "file": file}, follow=True)


def download(client, row):
    assessment = row.assessment
    names = [assessment.organisation.slug, assessment.number, row.pk]
    answer = client.get(reverse("evidence-file", args=names))
    return answer, b"".join(answer.streaming_content)


def test_a_file_is_kept_with_its_digest_and_comes_back_as_it_was(draft, client, settings):
    attach(client, draft, "screen.png", PNG)

    row = Evidence.objects.get()
    assert (row.sha256, row.size) == (hashlib.sha256(PNG).hexdigest(), len(PNG))
    assert row.content_type == "image/png"
    stored = Path(settings.EVIDENCE_DIR) / row.stored_as
    assert stored.stat().st_mode & 0o777 == 0o600
    assert "screen" not in row.stored_as
    assert download(client, row)[1] == PNG
    assert AuditEvent.objects.filter(kind="evidence.added", after__sha256=row.sha256).exists()


def test_a_page_that_calls_itself_a_picture_is_downloaded_and_never_shown(draft, client):
    attach(client, draft, "picture.png", SCRIPT)

    row = Evidence.objects.get()
    assert row.content_type != "image/png"
    answer, _content = download(client, row)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", 'quo"te\r\nSet-Cookie: a=b.txt', "ünï✓.txt"]
)
def test_a_name_with_tricks_is_only_a_name(draft, client, settings, name):
    attach(client, draft, name, b"plain words")

    row = Evidence.objects.get()
    assert "/" not in row.name
    assert "\\" not in row.name
    answer, _content = download(client, row)
    assert "Set-Cookie" not in answer
    assert {path.parent for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()} == {
        Path(settings.EVIDENCE_DIR)
    }


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (bytes(2001), "larger")])
def test_what_is_empty_or_too_large_is_refused_and_leaves_nothing(
    draft, client, settings, content, words
):
    settings.EVIDENCE_LIMIT_BYTES = 2000

    answer = attach(client, draft, "file.bin", content)

    assert words in answer.content.decode()
    assert not Evidence.objects.exists()
    assert [p for p in Path(settings.EVIDENCE_DIR).rglob("*") if p.is_file()] == []


def test_a_removed_file_keeps_its_row_and_digest(draft, client):
    attach(client, draft, "screen.png", PNG)
    row = Evidence.objects.get()

    client.post(reverse("evidence-remove", args=[draft.organisation.slug, draft.number, row.pk]))

    row.refresh_from_db()
    assert row.removed_at is not None
    assert row.sha256 == hashlib.sha256(PNG).hexdigest()
    assert AuditEvent.objects.filter(kind="evidence.removed", before__sha256=row.sha256).exists()
