"""Freeze, sign, return, re-open: who may, in which order, and what stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import (
    answers,
    freezing,
    publishing,
    ratings,
    signing,
    team,
    work,
)
from assessments.actions.pens import Pen
from assessments.models import Assessment, ReportFile, Revision, Run
from assessments.permissions import Refused
from assessments.verifier import canonical
from tests import make, sealed, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    org = make.organisation()
    people = {
        role: make.person(org, role, password=make.PASSWORD)
        for role in ("analyst", "risk_owner", "approver")
    }
    found = {role: (person, make.acting(person, org)) for role, person in people.items()}
    sealed.enrol(*(actor for _, actor in found.values()))
    return found


@pytest.fixture
def ready(cast):
    """An assessment that nothing keeps from being frozen."""
    _, by = cast["analyst"]
    draft = worked.assessment(by)
    team.name_signers(
        assessment=draft,
        risk_owner=cast["risk_owner"][0],
        approver=cast["approver"][0],
        by=by,
        at=timezone.now(),
    )
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft


def freeze(draft, cast):
    freezing.submit(assessment=draft, by=cast["analyst"][1], at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft.revisions.get(number=draft.revision)


def sign(revision, actor, *, passphrase=sealed.PASSPHRASE, **changed):
    said = replace(sealed.said(revision, actor), **changed)
    at = timezone.now()
    return signing.sign(revision=revision, said=said, pen=Pen(passphrase), by=actor, at=at)


def sign_all(revision, cast):
    for role in ("analyst", "risk_owner", "approver"):
        sign(revision, cast[role][1])


def test_a_freeze_whose_worker_died_after_its_commit_has_succeeded(ready, cast):
    revision = freeze(ready, cast)
    run = Run.objects.get(kind=Run.Kind.FREEZE)
    Run.objects.filter(pk=run.pk).update(state=Run.State.QUEUED, result={}, finished_at=None)

    work.do_all(timezone.now)

    run.refresh_from_db()
    assert (run.state, run.result) == (Run.State.DONE, {"digest": revision.snapshot_id})
    assert list(ready.revisions.all()) == [revision]


def test_a_revision_that_was_returned_meanwhile_is_no_answer_to_a_later_freeze(ready, cast):
    freeze(ready, cast)
    run = Run.objects.get(kind=Run.Kind.FREEZE)
    Run.objects.filter(pk=run.pk).update(state=Run.State.QUEUED, result={}, finished_at=None)
    signing.send_back(
        revision=ready.revisions.get(),
        reason="Name the owners",
        by=cast["approver"][1],
        at=timezone.now(),
    )
    work.do_all(timezone.now)

    second = freeze(ready, cast)  # asked for again: the open run is the one from before

    assert (second.number, ready.status) == (2, "in_signoff")


def test_three_people_sign_and_the_bytes_are_those_that_were_frozen(ready, cast):
    revision = freeze(ready, cast)

    sign_all(revision, cast)

    ready.refresh_from_db()
    revision.refresh_from_db()
    assert (ready.status, revision.status) == ("signed", "signed")
    assert canonical.digest(bytes(revision.snapshot.content)) == revision.snapshot_id
    assert {s.digest for s in revision.signatures.all()} == {revision.snapshot_id}


def test_nobody_signs_out_of_turn_or_with_a_wrong_passphrase_or_another_challenge(ready, cast):
    revision = freeze(ready, cast)
    analyst = cast["analyst"][1]

    with pytest.raises(Refused, match="turn"):
        sign(revision, cast["approver"][1])
    with pytest.raises(Refused, match="passphrase"):
        sign(revision, analyst, passphrase="wrong")
    with pytest.raises(Refused, match="Look again"):
        sign(revision, analyst, challenge=sealed.said(revision, cast["approver"][1]).challenge)
    assert not revision.signatures.exists()


def test_a_frozen_revision_refuses_edits_in_words(ready, cast):
    freeze(ready, cast)

    with pytest.raises(Refused, match="in sign-off"):
        answers.record(
            assessment=ready,
            said=answers.Said("CHK-OM-05", "implemented"),
            version=None,
            by=cast["analyst"][1],
            at=timezone.now(),
        )


def test_returning_opens_the_next_draft_with_the_reason(ready, cast):
    revision = freeze(ready, cast)

    draft = signing.send_back(
        revision=revision, reason="Name the owners", by=cast["approver"][1], at=timezone.now()
    )

    assert (draft.status, draft.revision, draft.revision_reason) == ("draft", 2, "Name the owners")
    assert Revision.objects.get(pk=revision.pk).status == "returned"


def test_reopening_a_signed_revision_leaves_it_as_it_is(ready, cast):
    revision = freeze(ready, cast)
    sign_all(revision, cast)
    before = bytes(Revision.objects.get(pk=revision.pk).snapshot.content)

    signing.reopen(
        assessment=ready, reason="Yearly review", by=cast["analyst"][1], at=timezone.now()
    )

    assert Assessment.objects.get(pk=ready.pk).revision == 2
    assert bytes(Revision.objects.get(pk=revision.pk).snapshot.content) == before


def test_what_is_missing_is_said_and_blocks_the_freeze(cast):
    draft = worked.assessment(cast["analyst"][1])

    with pytest.raises(Refused, match="risks not yet confirmed"):
        freezing.submit(assessment=draft, by=cast["analyst"][1], at=timezone.now())
    assert not Run.objects.filter(kind="freeze").exists()


def test_a_signed_revision_is_rendered_as_a_report(ready, cast):
    sign_all(freeze(ready, cast), cast)
    ready.refresh_from_db()

    publishing.ask(assessment=ready, by=cast["risk_owner"][1], at=timezone.now())
    work.do_all(timezone.now)

    report = ReportFile.objects.get()
    assert bytes(report.content).startswith(b"%PDF")
    assert report.revision.status == "signed"


def test_the_same_inputs_freeze_to_the_same_levels(ready, cast):
    first = freeze(ready, cast)
    signing.send_back(revision=first, reason="Once more", by=cast["approver"][1], at=timezone.now())
    work.do_all(timezone.now)
    ready.refresh_from_db()
    second = freeze(ready, cast)

    def levels(revision):
        risks = canonical.parse(bytes(revision.snapshot.content))["risks"]
        return [(risk["key"], risk["current"], risk["residual"]) for risk in risks]

    assert levels(first) == levels(second)
    assert second.submitted_at - first.submitted_at < timedelta(minutes=5)
