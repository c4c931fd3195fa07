"""The database goes down at once in the middle of edits: each is there whole, or not at all."""

import json
import threading
from dataclasses import dataclass, field

from django.urls import reverse

from assessments.models import AuditEvent
from tests.faults.browser import Browser
from tests.faults.conftest import Hospital
from tests.faults.invariants import ledger, require_right_levels, require_whole_edits
from tests.faults.plant import Plant, until

RESTARTS = 2
ENOUGH = 5


@dataclass
class Typist:
    """Somebody who judges one risk again and again, and notes what came back."""

    hospital: Hospital
    risk: int
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    others: list[object] = field(default_factory=list)

    def type_until(self, over: threading.Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            self._judge(number)

    def _judge(self, number: int) -> None:
        reason = f"typist {self.risk}, edit {number}"
        ranks = (1 + number % 5, 5, 5, 5)
        try:
            answer = self.hospital.browser.rate(self.hospital.draft, self.risk, ranks, reason)
        except OSError as error:  # not answered at all
            self.others.append(error)
            return
        if answer.status == 200:
            self.said.append(reason)
        elif answer.status == 503 and "The database does not answer" in answer.text:
            self.refused.append(reason)
        else:
            self.others.append(answer)


def test_a_restart_amid_edits_loses_nothing_that_was_acknowledged(hospital: Hospital, plant: Plant):
    before, over = ledger(hospital.draft), threading.Event()
    typists = [Typist(hospital, risk) for risk in (11, 12)]
    threads = [threading.Thread(target=each.type_until, args=(over,)) for each in typists]
    for thread in threads:
        thread.start()
    try:
        for _ in range(RESTARTS):
            _wait_for_more(typists)
            plant.crash_database()
            plant.servers.postgres.start()
        _wait_for_more(typists)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert [each.others for each in typists] == [[], []], plant.log("web")
    assert any(each.refused for each in typists)
    require_right_levels(hospital.draft)
    require_whole_edits(hospital.draft, before, [said for each in typists for said in each.said])


def test_an_edit_cut_off_before_its_event_is_not_there_at_all(hospital: Hospital, plant: Plant):
    before = ledger(hospital.draft)
    answers = []
    typing = threading.Thread(
        target=lambda: answers.append(
            hospital.browser.rate(hospital.draft, 13, (5, 5, 5, 5), "cut off")
        )
    )
    with plant.as_superuser() as cursor:
        cursor.execute(f"LOCK TABLE {AuditEvent._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        typing.start()
        assert until(plant.waiting)
        plant.crash_database()
    typing.join()
    plant.servers.postgres.start()
    assert [answer.status for answer in answers] == [503]
    assert "send it again" in answers[0].text
    require_right_levels(hospital.draft)
    assert ledger(hospital.draft) == before


def test_whoever_asks_while_the_database_is_away_is_told_so_in_their_own_form(
    hospital: Hospital, plant: Plant
):
    slug = hospital.organisation.slug
    program = Browser(plant.address, slug)
    plant.crash_database()
    try:
        ready = program.get("/readyz")
        page = hospital.browser.get(f"/o/{slug}/")
        problem = program.get(
            reverse("api-assessments", args=[slug]), {"Authorization": "Bearer x"}
        )
    finally:
        plant.servers.postgres.start()
    assert [ready.status, page.status, problem.status] == [503, 503, 503]
    assert "does not answer" in json.loads(ready.text)["problems"][0]
    assert "The database does not answer" in page.text
    assert json.loads(problem.text)["title"] == "The database does not answer"


def _wait_for_more(typists: list[Typist]) -> None:
    goal = [len(each.said) + ENOUGH for each in typists]
    assert until(
        lambda: all(len(each.said) >= wanted for each, wanted in zip(typists, goal, strict=True))
    )
