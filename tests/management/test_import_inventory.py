"""An inventory brought in from the command line: the same acts, refusals and records."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.actions import assessments
from assessments.models import AuditEvent, Import, Upload
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.person(make.organisation(slug="clinic"))


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "estate.csv.zip"
    path.write_bytes(worked.estate(6, 3))
    return path


def bring(path, person, *more, slug="clinic"):
    out = io.StringIO()
    call_command(
        "import_inventory",
        str(path),
        "--organisation",
        slug,
        "--as",
        person.email,
        *map(str, more),
        stdout=out,
    )
    return out.getvalue()


def test_without_apply_it_only_says_what_is_in_the_file(person, export):
    said = bring(export, person)

    assert "vms 6" in said or "vms 5" in said
    assert "vInfo: 6 rows read" in said
    assert "checks, finding:" in said
    upload = Upload.objects.get()
    assert f"/o/clinic/inventory/uploads/{upload.pk}/" in said
    assert (upload.state, upload.source) == ("checked", "command")
    assert not Import.objects.exists()


def test_with_apply_it_is_stored_pinned_and_noted(person, export):
    by = make.acting(person, person.memberships.get().organisation)
    scope = assessments.Scope("Clinical platform")
    draft = assessments.create(scope=scope, by=by, at=timezone.now())

    said = bring(export, person, "--assessment", draft.number, "--apply")

    imported = Import.objects.get()
    assert f"Applied as import {imported.pk}." in said
    assert draft.pinnedimports.get().imported == imported
    assert draft.risks.exists()
    kinds = AuditEvent.objects.filter(person=person).values_list("kind", flat=True)
    assert {"upload.received", "import.applied", "import.pinned"} <= set(kinds)


def test_the_same_file_again_changes_nothing(person, export):
    bring(export, person, "--apply")
    before = list(Import.objects.values())

    said = bring(export, person, "--apply")

    assert "nothing of the inventory changed" in said
    assert list(Import.objects.values()) == before


def test_a_file_that_is_known_is_pinned_to_the_draft_that_is_named(person, export):
    by = make.acting(person, person.memberships.get().organisation)
    bring(export, person, "--apply")
    scope = assessments.Scope("Clinical platform")
    draft = assessments.create(scope=scope, by=by, at=timezone.now())

    looked = bring(export, person, "--assessment", draft.number)
    assert not draft.pinnedimports.exists()
    said = bring(export, person, "--assessment", draft.number, "--apply")
    again = bring(export, person, "--assessment", draft.number, "--apply")

    assert draft.pinnedimports.get().imported == Import.objects.get()
    assert ["is now about" in words for words in (looked, said, again)] == [False, True, False]


def test_a_file_that_cannot_be_read_is_refused_in_words(person, tmp_path):
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"Dear reader")
    with pytest.raises(CommandError, match=r"letter\.xlsx: "):
        bring(path, person)
    assert Upload.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("role", "more", "slug", "words"),
    [
        ("auditor", (), "clinic", "needs the role analyst"),
        ("analyst", (), "elsewhere", "no organisation 'elsewhere'"),
        ("analyst", ("--assessment", 77), "clinic", "no assessment A-77"),
    ],
)
def test_who_may_not_or_names_what_is_not_there_is_told_so(person, export, role, more, slug, words):
    someone = make.person(person.memberships.get().organisation, role)
    with pytest.raises(CommandError, match=words):
        bring(export, someone, *more, slug=slug)
    assert not Upload.objects.exists()


def test_a_stranger_and_a_missing_file_are_told_so(person, export, tmp_path):
    stranger = make.person(make.organisation())
    with pytest.raises(CommandError, match="no active member of clinic"):
        bring(export, stranger)
    with pytest.raises(CommandError, match="cannot be opened"):
        bring(tmp_path / "nowhere.xlsx", person)
