"""The demo is made whole: what an interrupted start left behind is finished by the next one."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.actions import example
from assessments.management.commands import make_demo
from assessments.models import Assessment, Organisation, Person, Upload
from assessments.permissions import Actor, actor_of
from tests import worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def passwords(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tmp_path / "passwords.txt"


def made(passwords) -> str:
    out = io.StringIO()
    call_command("make_demo", passwords=passwords, vms=30, seed=3, stdout=out)
    return out.getvalue()


def analyst(organisation: Organisation) -> Actor:
    actor = actor_of(Person.objects.get(email="analyst@northmere.example"), organisation)
    assert actor is not None
    return actor


def assert_is_whole() -> None:
    (draft,) = Assessment.objects.filter(is_example=True)
    assert draft.is_fresh
    assert draft.pinnedimports.count() == 1
    assert draft.treatmentactions.exists()
    assert not draft.risks.filter(state="proposed").exists()


def test_people_come_with_the_file_of_their_passwords_or_not_at_all(passwords):
    passwords.mkdir()
    with pytest.raises(IsADirectoryError):
        made(passwords)
    assert not Person.objects.exists()

    passwords.rmdir()
    made(passwords)

    assert_is_whole()
    lines = [line.split() for line in passwords.read_text().splitlines()]
    assert all(Person.objects.get(email=mail).check_password(word) for _, mail, word in lines)
    assert len(lines) == len(make_demo.CAST)
    file, edits = passwords.read_text(), Assessment.objects.get().input_rev
    assert "already" in made(passwords)
    assert (passwords.read_text(), Assessment.objects.get().input_rev) == (file, edits)


def test_it_goes_on_while_a_file_waits_to_be_read(passwords):
    by = analyst(make_demo._people(passwords))
    draft = example.begin(by=by, at=timezone.now())
    example.hand_in(draft, chunks=[b"half a"], file_name="half.csv", by=by, at=timezone.now())

    made(passwords)

    assert_is_whole()
    assert {upload.state for upload in Upload.objects.all()} == {"refused", "applied"}


def test_it_goes_on_after_the_inventory(passwords):
    by = analyst(make_demo._people(passwords))
    draft = example.begin(by=by, at=timezone.now())
    worked.bring_in(draft, by, worked.estate(30, 3))

    made(passwords)

    assert_is_whole()
