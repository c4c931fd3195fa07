"""Events in words: no code of ours reaches a reader, and one risk's history has all its acts."""

import ast
from pathlib import Path

import pytest
from django.utils import timezone

from assessments.actions import bulk, ratings, risks
from assessments.models import AuditEvent
from assessments.queries import history
from assessments.queries.telling import ABOUT, ACTS, tell
from tests import make, worked

pytestmark = pytest.mark.django_db
ACTIONS = Path(__file__).parents[2] / "assessments" / "actions"


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    return worked.assessment(by)


def kinds_in_code():
    """Return what actions name as the kind of an event: a word, a point, a word."""
    for path in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(
                node.func, "attr", getattr(node.func, "id", "")
            ) in ("note", "_note"):
                for each in node.args[:1]:
                    yield from (
                        part.value
                        for part in ast.walk(each)
                        if isinstance(part, ast.Constant) and "." in str(part.value)
                    )


def test_every_kind_of_event_has_words_and_a_part_of_the_trail():
    kinds = set(kinds_in_code())

    assert len(kinds) > 30
    assert kinds - set(ACTS) == set()
    parts = {part for _words, parts in ABOUT.values() for part in parts}
    assert {kind.split(".")[0] for kind in kinds} - parts == set()


def test_a_judgement_reads_as_fields_before_and_after(draft, by):
    risk = draft.risks.filter(proposed_likelihood=4).order_by("number").first()
    ranks = ratings.Judgement(5, 5, 5, 5)
    ratings.rate(risk=risk, judgement=ranks, reason="", version=None, by=by, at=timezone.now())
    ranks = ratings.Judgement(3, 5, 5, 5)
    ratings.rate(
        risk=risk, judgement=ranks, reason="Patched", version=None, by=by, at=timezone.now()
    )

    told = history.of_risk(risk, 1)[0]

    assert (told.act, told.event.reason) == ("Risk rated", "Patched")
    assert [(c.field, c.before, c.after) for c in told.changes] == [("Likelihood", "5", "3")]


def test_the_history_of_a_risk_has_the_acts_on_many_and_only_its_own_part(draft, by):
    at, risk = timezone.now(), draft.risks.order_by("number").first()
    owner = make.person(draft.organisation, "risk_owner", name="Rita Owner")
    ratings.confirm(assessment=draft, numbers=[1, 2, 3], by=by, at=at)
    risks.give_owner(assessment=draft, numbers=[1, 2], owner=owner, by=by, at=at)
    bulk.treat(assessment=draft, numbers=[1, 3], option="retain", by=by, at=at)

    told = history.of_risk(risk, 9)

    assert [each.act for each in told] == [
        "Treatment chosen",
        "Risk owner set",
        "Proposals confirmed",
    ]
    assert [(c.field, c.before, c.after) for c in told[0].changes] == [("Treatment", "", "Retain")]
    assert [(c.field, c.after) for c in told[1].changes] == [("Owner", "Rita Owner")]
    assert history.of_risk(draft.risks.get(number=4), 9) == []


def test_a_large_act_names_a_few_and_counts_the_rest():
    sides = {f"R-{number}": "retain" for number in range(1, 11)}
    event = AuditEvent(kind="risks.treated", before=dict.fromkeys(sides, ""), after=sides)

    told = tell(event)

    assert [change.field for change in told.changes] == [
        *(f"R-{number}" for number in range(1, 7)),
        "And more",
    ]
    assert told.changes[-1].after == "4"


def test_the_trail_is_narrowed_by_part_person_and_object(draft, by):
    ratings.confirm(assessment=draft, numbers=[1], by=by, at=timezone.now())
    trail = draft.trail.all()

    risks_only = history.narrowed(trail, history.Wanted(about="risks"))
    assert {event.kind for event in risks_only} == {"risks.confirmed"}
    assert not history.narrowed(trail, history.Wanted(person="Nobody")).exists()
    assert history.narrowed(trail, history.Wanted(key="R-1")).count() == 1
