"""What happens after a signature: incidents that are noted, acceptances whose time is over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assessments.actions import incidents, letters, treatments, work
from assessments.models import AuditEvent, IncidentNote, Membership, Receipt
from assessments.permissions import Refused
from assessments.queries import outdated
from tests import full, make

pytestmark = pytest.mark.django_db
WORDS = "Ransomware on two guests of the cluster"


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = full.make_house("Afterwards")
    low = made.draft.risks.filter(level__lte=3).order_by("number").first()
    low.owner = made.people["analyst"]
    low.save(update_fields=["owner"])
    treatments.accept(
        risk=low,
        reason="It is small",
        expires_on=(timezone.now() + timedelta(days=30)).date(),
        by=make.acting(made.people["risk_owner"], made.organisation),
        at=timezone.now(),
    )
    work.do_all(timezone.now)
    full.sign_off(made)
    made.draft.refresh_from_db()
    return made


def analyst(house):
    return make.acting(house.people["analyst"], house.organisation)


def noted(house, words=WORDS, days=-1, by=None):
    day = None if days is None else (timezone.now() + timedelta(days=days)).date()
    return incidents.note(
        assessment=house.draft,
        words=words,
        happened_on=day,
        by=by or analyst(house),
        at=timezone.now(),
    )


def test_an_incident_outdates_the_signed_revision_and_stands_in_the_trail(house):
    assert outdated.outdated(house.draft, at=timezone.now()) == ()
    made = noted(house, f"  {WORDS} ")

    (moved,) = outdated.outdated(house.draft, at=timezone.now())
    assert moved.words == "1 incident was noted"
    assert WORDS in moved.details[0]
    assert made.happened_on.isoformat() in moved.details[0]
    event = AuditEvent.objects.get(kind="incident.noted")
    assert (event.after["words"], event.revision) == (WORDS, house.draft.revision)


@pytest.mark.parametrize(
    ("words", "days", "refusals"),
    [
        ("  ", None, ["Say what happened", "on which day"]),
        ("x" * 2_001, 1, ["2000 characters", "still to come"]),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_once(house, words, days, refusals):
    with pytest.raises(Refused) as caught:
        noted(house, words, days)
    assert [each for each in refusals if each not in str(caught.value)] == []
    assert not IncidentNote.objects.exists()


def test_only_who_assesses_notes_and_only_at_a_signed_revision(house):
    with pytest.raises(Refused):
        noted(house, by=make.acting(house.people["auditor"], house.organisation))
    other = full.make_house("A draft")
    with pytest.raises(Refused, match="at a signed revision"):
        noted(other)


def test_a_note_stays(house):
    made = noted(house)
    for act in (
        lambda: IncidentNote.objects.filter(pk=made.pk).update(words="nothing"),
        made.delete,
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_the_page_takes_a_note_and_keeps_what_was_typed(house):
    client = Client()
    client.force_login(house.people["analyst"])
    address = house.url("incident")

    wrong = client.post(address, {"words": WORDS, "happened_on": "yesterday"})
    assert wrong.status_code == 422
    assert WORDS in wrong.content.decode()
    assert "use a date like" in wrong.content.decode()
    right = client.post(address, {"words": WORDS, "happened_on": "2026-01-31"}, follow=True)
    assert "2026-01-31: Ransomware" in right.content.decode()


def remind(days: int) -> int:
    return letters.remind(at=timezone.now() + timedelta(days=days))


def test_who_accepted_and_who_owns_the_risk_hear_once_that_the_time_is_over(house):
    assert remind(30) == 0
    assert remind(31) == 2
    assert remind(32) == 0
    waiting = Receipt.objects.exclude(acceptance=None).order_by("pk")
    for receipt in waiting:
        assert letters.send(receipt.pk, at=timezone.now() + timedelta(days=32))
        assert not letters.send(receipt.pk, at=timezone.now() + timedelta(days=32))

    told = {letter.to[0] for letter in mail.outbox}
    assert told == {house.people[role].email for role in ("analyst", "risk_owner")}
    body = mail.outbox[-1].body
    assert "It is open again." in body
    assert "It is small" in body
    assert "no longer accepted" in mail.outbox[-1].subject


def addresses() -> set[str]:
    return set(Receipt.objects.exclude(acceptance=None).values_list("address", flat=True))


def leave(house, role):
    Membership.objects.filter(person=house.people[role]).update(status="deactivated")


def test_who_left_hears_nothing_of_a_risk(house):
    leave(house, "analyst")
    assert remind(31) == 1
    assert addresses() == {house.people["risk_owner"].email}


def test_administrators_hear_of_it_when_nobody_is_left(house):
    leave(house, "analyst")
    leave(house, "risk_owner")
    assert remind(31) == 1
    assert remind(32) == 0
    assert addresses() == {house.people["administrator"].email}


def test_a_letter_is_about_one_thing(house):
    remind(31)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.exclude(acceptance=None).update(acceptance=None)
