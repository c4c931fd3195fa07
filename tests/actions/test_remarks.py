"""Remarks on frozen revisions: threads that are answered, closed and never removed."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assessments.actions import remarks
from assessments.models import AuditEvent, Remark
from assessments.permissions import Refused
from assessments.queries import remarks as threads
from assessments.queries.waiting import waiting
from tests import full, make

pytestmark = pytest.mark.django_db
WORDS = "Which disks are meant?"


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    return full.make_house("Remarked")


def acting(house, role):
    return make.acting(house.people[role], house.organisation)


def begin(house, kind="finding", risk="R-1", words=WORDS, role="auditor"):
    return remarks.begin(
        revision=house.draft.revisions.get(number=1),
        kind=kind,
        risk=risk,
        words=words,
        by=acting(house, role),
        at=timezone.now(),
    )


def answer(house, thread, words="Those of the cluster", role="analyst", closes=False):
    return remarks.answer(
        thread=thread, words=words, closes=closes, by=acting(house, role), at=timezone.now()
    )


def told(house, role):
    return [each.what for each in waiting(acting(house, role), at=timezone.now())]


def test_a_remark_waits_for_who_leads_until_it_is_answered_and_its_author_closes_it(house):
    thread = begin(house)
    assert "Answer the remark on R-1" in told(house, "analyst")
    assert "Answer the remark on R-1" not in told(house, "auditor")

    answer(house, thread)
    assert "Answer the remark on R-1" not in told(house, "analyst")
    answer(house, thread, "Then it is well", "auditor", closes=True)
    (found,) = threads.threads(house.draft, risk="R-1")
    assert [one.kind for one in found.replies] == ["answer", "closed"]
    assert found.is_closed
    kinds = AuditEvent.objects.filter(kind__startswith="remark.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True))[-3:] == [
        "remark.made",
        "remark.answered",
        "remark.closed",
    ]


@pytest.mark.parametrize(
    ("given", "refusals"),
    [
        ({"kind": "answer", "risk": "R-999", "words": " "}, ["question", "R-999", "in words"]),
        ({"words": "x" * 4_001}, ["4000 characters"]),
    ],
)
def test_what_is_wrong_is_said_at_once(house, given, refusals):
    before = Remark.objects.count()
    with pytest.raises(Refused) as caught:
        begin(house, **given)
    assert [each for each in refusals if each not in str(caught.value)] == []
    assert Remark.objects.count() == before


def test_a_closed_thread_and_another_ones_thread_are_not_closed_again(house):
    thread = begin(house, risk="")
    with pytest.raises(Refused, match="Only who began"):
        answer(house, thread, closes=True)
    answer(house, thread, "Done", "auditor", closes=True)
    with pytest.raises(Refused, match="is closed"):
        answer(house, thread)


def test_remarks_stay_and_stand_in_threads(house):
    thread = begin(house)
    for act in (lambda: Remark.objects.filter(pk=thread.pk).update(words="x"), thread.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    wrong = {"assessment": house.draft, "revision": 1, "words": "x", "by": thread.by}
    for more in ({"kind": "answer"}, {"kind": "finding", "thread": thread}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.create(
                organisation=house.organisation, at=timezone.now(), **wrong, **more
            )


def client_of(house, role):
    client = Client()
    client.force_login(house.people[role])
    return client


def test_auditor_and_analyst_talk_on_the_page_and_beside_the_risk(house):
    auditor, analyst = client_of(house, "auditor"), client_of(house, "analyst")
    given = {"revision": 1, "kind": "finding", "about": "R-1", "words": WORDS}
    wrong = auditor.post(house.url("audit-remark"), given | {"about": "R-999"})
    assert wrong.status_code == 422
    assert WORDS in wrong.content.decode()
    made = auditor.post(house.url("audit-remark"), given)
    thread = Remark.objects.get(words=WORDS)
    assert made.url.endswith(f"#remark-{thread.pk}")

    beside = analyst.get(house.url("risk")).content.decode()
    assert WORDS in beside
    assert "Not answered" in beside
    address = house.url("audit-answer", remark=thread.pk)
    empty = analyst.post(address, {"words": ""})
    assert empty.status_code == 422
    analyst.post(address, {"words": "Those of the cluster"})
    auditor.post(address, {"words": "Good", "closes": "1"})
    page = auditor.get(house.url("audit")).content.decode()
    assert "Those of the cluster" in page
    assert "Closed" in page
    reply = thread.replies.first()
    assert (
        analyst.post(house.url("audit-answer", remark=reply.pk), {"words": "x"}).status_code == 404
    )
