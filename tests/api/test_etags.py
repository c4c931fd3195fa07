"""A tag changes whenever the bytes would; while it stays, nothing is sent again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import (
    answers,
    domains,
    evidence,
    lifecycle,
    people,
    pinning,
    ratings,
    risks,
    treatments,
    work,
)
from assessments.catalogue import load
from assessments.models import Membership, Person
from assessments.queries import register_export
from tests import make, worked
from tests.api.conftest import bytes_of

REGISTERS = ("api-register-json", "api-register-csv", "api-register-xlsx")
SMALL = (
    "api-root", "api-assessments", "api-assessment", "api-assets", "api-asset", "api-findings",
    "api-dependencies",
    "api-risks", "api-risk", "api-risk-explanation", "api-what-if",
    "api-leaders", "api-asset-reach", "api-gaps", "api-losses", "api-risk-losses",
    "api-portfolio-losses", "api-methods", "api-method", "api-method-effect",
    "api-treatments", "api-sign-offs",
)  # fmt: skip


class Cast:
    """The people of the house and what they do to its draft."""

    def __init__(self, house):
        self.house, self.draft = house, house.draft
        self.by, self.owner, self.approver, self.admin = (
            make.acting(house.people[role], house.organisation)
            for role in ("analyst", "risk_owner", "approver", "administrator")
        )
        self.now = {"by": self.by, "at": timezone.now()}

    def risk(self, number=1):
        return self.draft.risks.get(number=number)

    def soon(self):
        return (timezone.now() + timedelta(days=20)).date()

    def rate(self):
        judgement = ratings.Judgement(2, 2, 1, 1)
        ratings.rate(risk=self.risk(), judgement=judgement, reason="Seen", version=None, **self.now)

    def override(self):
        ratings.override(risk=self.risk(2), level=2, reason="Wall", version=None, **self.now)

    def give_owner(self):
        someone = self.house.people["risk_owner"]
        risks.give_owner(assessment=self.draft, numbers=[3], owner=someone, **self.now)

    def dismiss(self):
        risks.dismiss(risk=self.risk(4), reason="Twice", version=None, **self.now)

    def restore(self):
        risks.restore(risk=self.risk(4), **self.now)

    def add(self):
        own = risks.Own(self.draft.assetgroups.first(), "Own risk", "Of ours")
        judgement = ratings.Judgement(3, 3, 3, 3)
        risks.add(assessment=self.draft, own=own, judgement=judgement, **self.now)

    def answer(self):
        said = answers.Said("CHK-OM-05", "implemented")
        answers.record(assessment=self.draft, said=said, version=None, **self.now)

    def clear(self):
        answers.clear(assessment=self.draft, item="CHK-OM-05", group=None, **self.now)

    def choose(self):
        treatments.choose(risk=self.risk(5), option="modify", note="Soon", **self.now)

    def plan(self):
        step = treatments.Step("Do it", due=self.soon(), risks=(5,), items=("CHK-IM-16",))
        treatments.plan(assessment=self.draft, step=step, **self.now)

    def finish(self):
        action = self.draft.treatmentactions.order_by("-number")[0]
        step = treatments.Step("Do it", due=self.soon(), risks=(5,), status="done")
        treatments.change(action=action, step=step, version=None, **self.now)

    def accept(self):
        low = self.draft.risks.exclude(state="dismissed").filter(score__current__lte=3).first()
        treatments.accept(
            risk=low, reason="Worth it", expires_on=self.soon(), by=self.owner, at=timezone.now()
        )

    def withdraw(self):
        risk = self.draft.acceptances.get(withdrawn_at=None).risk
        treatments.withdraw(risk=risk, by=self.owner, at=timezone.now())

    def prove(self):
        about = evidence.About(name="proof.txt", risk=self.risk(6))
        evidence.add(assessment=self.draft, chunks=[b"plain words"], about=about, **self.now)

    def unprove(self):
        file = self.draft.evidences.get(risk__number=6)
        evidence.remove(evidence=file, **self.now)

    def value(self):
        worth = domains.Worth(1, 1, 1, 1)
        domains.value(
            domain=self.draft.domains.first(), worth=worth, reason="", version=None, **self.now
        )

    def place(self):
        asset = self.draft.placements.first().asset_id
        home = domains.add(assessment=self.draft, name="Elsewhere", **self.now)
        domains.place(assessment=self.draft, assets=[asset], domain=home, **self.now)

    def bring_in(self):
        upload = worked.bring_in(None, self.by, worked.estate(12, 5))
        pinning.pin(assessment=self.draft, imported=upload.applied_import, **self.now)

    def rename(self):
        someone = Person.objects.filter(pk=self.house.people["risk_owner"].pk)
        someone.update(name="Another Name")

    def join(self):
        Membership.objects.create(
            organisation=self.house.organisation,
            person=make.person(make.organisation("Third"), name="New here"),
            roles=["auditor"],
            since=timezone.now(),
        )

    def give_roles(self):
        member = self.house.people["auditor"].memberships.get()
        people.give_roles(
            membership_id=member.pk,
            roles=["analyst"],
            version=None,
            by=self.admin,
            at=timezone.now(),
        )

    def mark_task(self):
        phase = load(self.draft.edition).phases[0]
        task = phase.tasks[0].code
        lifecycle.mark(assessment=self.draft, phase=phase.code, task=task, done=True, **self.now)


DEEDS = (
    "rate", "override", "give_owner", "dismiss", "restore", "add", "answer", "clear", "choose",
    "plan", "finish", "accept", "withdraw", "prove", "unprove", "value", "place", "bring_in",
    "rename", "join", "give_roles", "mark_task",
)  # fmt: skip
SHOWN = {
    "rate", "override", "give_owner", "dismiss", "restore", "add", "answer", "clear", "choose",
    "plan", "finish", "accept", "withdraw", "prove", "unprove", "value", "place", "bring_in",
    "rename",
}  # fmt: skip


def look(program, name):
    answer = program.get(name)
    return answer.headers.get("ETag"), bytes_of(answer)


def test_after_each_kind_of_deed_the_tag_differs_when_the_bytes_do(program, settings):
    cast, seen, showed = Cast(program.house), {}, set()
    tag, content = look(program, "api-register-json")
    seen[tag] = content
    for deed in DEEDS:
        getattr(cast, deed)()
        work.do_all(timezone.now)
        cast.draft.refresh_from_db()
        tag, now = look(program, "api-register-json")
        assert tag, deed
        assert seen.setdefault(tag, now) == now, deed
        if now != content:
            showed.add(deed)
        content = now
    assert showed == SHOWN


@pytest.mark.parametrize("name", [*REGISTERS, *SMALL])
def test_what_did_not_change_is_not_sent_again(program, name):
    first = program.get(name)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == "private, no-cache"

    again = program.get(name, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, bytes_of(again)) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "private, no-cache"
    other = program.get(name, headers={"If-None-Match": '"other"'})
    assert (other.status_code, bytes_of(other)) == (200, bytes_of(program.get(name)))


@pytest.mark.parametrize("name", REGISTERS)
def test_saying_that_a_register_did_not_change_asks_seven_questions(program, name):
    tag = {"If-None-Match": program.get(name).headers["ETag"]}
    program.get(name, headers=tag)
    with CaptureQueriesContext(connection) as seen:
        assert program.get(name, headers=tag).status_code == 304
    # token, membership, the auditor's access, assessment; its revisions, events, names of people
    assert len(seen.captured_queries) == 7


def test_each_format_has_a_tag_of_its_own(program):
    tags = {program.get(name).headers["ETag"] for name in REGISTERS}
    assert len(tags) == len(REGISTERS)


def test_while_levels_are_computed_the_register_has_no_tag(program):
    tag = program.get("api-register-json").headers["ETag"]
    Cast(program.house).rate()
    for given in ({}, {"If-None-Match": tag}, {"If-None-Match": "*"}):
        answer = program.get("api-register-json", headers=given)
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
    work.do_all(timezone.now)
    assert program.get("api-register-json").headers["ETag"] not in (None, tag)


def test_a_change_while_the_register_is_read_gives_no_tag_to_other_bytes(program, monkeypatch):
    cast, read = Cast(program.house), register_export.rows
    deeds = [cast.give_owner]

    def rows_and_a_deed(*args, **kwargs):
        found = read(*args, **kwargs)
        if deeds:
            deeds.pop()()
        return found

    monkeypatch.setattr(register_export, "rows", rows_and_a_deed)
    first = program.get("api-register-json")
    monkeypatch.undo()
    second = program.get("api-register-json")
    assert deeds == []
    assert first.headers["ETag"] == second.headers["ETag"]
    assert bytes_of(first) == bytes_of(second)


def test_a_tag_that_must_match_and_does_not_is_a_problem(program):
    answer = program.get("api-risks", headers={"If-Match": '"other"'})
    assert (answer.status_code, answer.headers["Content-Type"]) == (412, "application/problem+json")
