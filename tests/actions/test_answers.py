"""Answering again: one's own answer goes, another person's word is seen before it does."""

import pytest
from django.utils import timezone

from assessments.actions import answers, assessments, drafts
from tests import make

pytestmark = pytest.mark.django_db
ITEM = "CHK-OM-05"


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def by(org):
    return make.actor(org)


@pytest.fixture
def draft(by):
    scope = assessments.Scope("Clinical platform")
    return assessments.create(scope=scope, by=by, at=timezone.now())


def say(draft, by, state, version, reason=""):
    said = answers.Said(ITEM, state, reason=reason)
    return answers.record(assessment=draft, said=said, version=version, by=by, at=timezone.now())


def test_two_quick_answers_of_one_person_do_not_clash(draft, by):
    say(draft, by, "partly", 0)
    assert say(draft, by, "planned", 0).state == "planned"


def test_an_older_page_does_not_undo_what_another_person_answered(draft, by, org):
    say(draft, by, "partly", 0)
    say(draft, make.actor(org), "implemented", 1)

    with pytest.raises(drafts.Stale):
        say(draft, by, "planned", 1)
    assert draft.answers.get().state == "implemented"


def test_an_older_page_does_not_undo_the_confirmation_of_a_second_person(draft, by, org):
    say(draft, by, "not_applicable", 0, reason="No snapshots here")
    second = make.actor(org, "risk_owner")
    answers.second(assessment=draft, item=ITEM, group=None, by=second, at=timezone.now())

    with pytest.raises(drafts.Stale):
        say(draft, by, "not_applicable", 1, reason="No snapshots here")

    assert draft.answers.get().seconded_by_id == second.person_id
