"""
Every row of real registers: its steps lead to its level, and what it advises is true.

Each change that an explanation names is done through the action that does it, in a
savepoint, scored again and compared. Estates: one of the product's own, and the shared
sample of a thousand guests where it is there.
"""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone

from assessments.actions import answers, example, ratings, treatments, work
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Risk
from assessments.permissions import Actor
from assessments.queries import explanations, inputs, recomputed, scope
from assessments.queries.explanations import Explanation
from assessments.queries.inputs import OPEN, Facts, facts_of, inputs_of
from assessments.scoring import Method
from tests import make, samples, worked

SAMPLE = "generated/s2-443/estate-1000-s2-rvtools-4.4.3-us.csv.zip"
ESTATES = [
    pytest.param(lambda: worked.estate(100, 7), id="own"),
    pytest.param(lambda: samples.file(SAMPLE).read_bytes(), id="s2-443", marks=samples.needed),
]
PLACES = dict(zip("lcia", range(4), strict=True))


@dataclass(frozen=True)
class Estate:
    """An assessment of an estate with answers, contradictions and plans, all through actions."""

    draft: Assessment
    cast: dict[str, Actor]
    facts: Facts
    why: dict[int, Explanation]  # by risk

    @property
    def method(self) -> Method:
        return Method.from_document(self.draft.method)

    def risks(self):
        return self.draft.risks.exclude(state="dismissed").select_related("treatment", "group")


@pytest.fixture(scope="module", params=ESTATES)
def estate(request, databases, django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name), pytest.MonkeyPatch.context() as patch:
            patch.setattr("celery.current_app.send_task", lambda *_a, **_k: None)
            patch.setattr("django.conf.settings.UPLOAD_DIR", tmp_path_factory.mktemp("uploads"))
            yield assess(request.param())
        databases.drop(name)


def assess(content: bytes) -> Estate:
    org = make.organisation()
    cast = {role: make.actor(org, role) for role in ("analyst", "risk_owner", "approver")}
    analyst = cast["analyst"]
    draft = example.begin(by=analyst, at=timezone.now())
    upload = example.hand_in(
        draft, chunks=[content], file_name=worked.NAME, by=analyst, at=timezone.now()
    )
    work.do_all(timezone.now)
    example.apply(upload, by=analyst, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    example.fill(draft, cast=cast, at=timezone.now())
    work.do_all(timezone.now)
    answer_against_what_is_seen(draft, analyst)
    example.decide(draft, cast=cast, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    facts = facts_of(draft)
    rows = draft.risks.exclude(state="dismissed").select_related("treatment", "group")
    return Estate(draft, cast, facts, {r.pk: explanations.of(draft, r, facts) for r in rows})


def answer_against_what_is_seen(draft: Assessment, by: Actor) -> None:
    """Claim every third item that findings contradict, and answer some for single groups."""
    seen = {item for code in facts_of(draft).seen.values() for item in items_of(code)}
    for item in sorted(seen)[::3]:
        say(draft, by, item, "implemented")
    groups = list(draft.assetgroups.filter(is_gone=False).order_by("kind", "pk"))
    items = sorted(scope.items_in_scope(draft), key=lambda item: item.code)
    for group, item in zip(groups, items[:: max(1, len(items) // len(groups))], strict=False):
        say(draft, by, item.code, "planned", group)


def items_of(codes):
    return {item for code in codes for item in bindings()[code].items}


def say(draft, by, item, state, group=None):
    said = answers.Said(item=item, state=state, group=group)
    answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())


@contextmanager
def undone():
    """Roll back whatever is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def levels(estate: Estate, state: str, found) -> dict[int, int | None]:
    return {
        each.risk_id: each.columns[state] for each in recomputed.compute(list(found), estate.method)
    }


def test_the_steps_of_every_row_lead_to_its_stored_levels(estate, django_db_blocker):
    with django_db_blocker.unblock():
        stored = {
            row.risk_id: (row.inherent, row.current, row.residual)
            for row in estate.draft.scores.all()
        }

        told = {pk: tuple(state.level for state in why.states) for pk, why in estate.why.items()}

        assert told == stored
        assert len(told) > 100
        assert len({row.current for row in estate.draft.scores.all()}) > 2


def test_rating_one_rank_lower_gives_the_level_that_is_named(estate, django_db_blocker):
    named = defaultdict(dict)
    for pk, why in estate.why.items():
        for advice in why.changes:
            if advice.change.lowered:
                (factor,) = advice.change.lowered
                named[factor][pk] = advice.change.level
    assert sum(map(len, named.values())) > 50
    for factor, expected in named.items():
        with django_db_blocker.unblock(), undone():
            for risk in estate.risks().filter(pk__in=expected):
                rate_lower(estate, risk, factor)
            found = levels(estate, "current", recomputed.load(estate.draft))
            assert {pk: found[pk] for pk in expected} == expected


def rate_lower(estate: Estate, risk: Risk, factor: str) -> None:
    found = estate.why[risk.pk].inputs
    ranks = [found.likelihood, *found.consequence]
    ranks[PLACES[factor]] -= 1
    ratings.rate(
        risk=risk,
        judgement=ratings.Judgement(*ranks),
        reason="One rank lower",
        version=risk.version,
        by=estate.cast["analyst"],
        at=timezone.now(),
    )


def test_answering_what_no_finding_contradicts_gives_the_level_that_is_named(
    estate, django_db_blocker
):
    with django_db_blocker.unblock():
        rows = {risk.pk: risk for risk in estate.risks()}
        apart = {item for item, group in inputs.answers_of(estate.draft) if group is not None}
        named = defaultdict(dict)
        for pk, why in estate.why.items():
            for advice in why.changes:
                if advice.todo and not any(each.clears for each in advice.todo):
                    items = advice.change.measures
                    group = rows[pk].group if apart & set(items) else None
                    named[items, group][pk] = advice.change.level
        assert sum(map(len, named.values())) > 50
        for (items, group), expected in named.items():
            with undone():
                for item in items:
                    say(estate.draft, estate.cast["analyst"], item, "implemented", group)
                facts = replace(estate.facts, answers=inputs.answers_of(estate.draft))
                found = [inputs_of(rows[pk], facts) for pk in expected]
                assert levels(estate, "current", found) == expected, items


def test_planning_what_is_named_leaves_the_level_that_is_named(estate, django_db_blocker):
    by, at = estate.cast["risk_owner"], timezone.now()
    with django_db_blocker.unblock(), undone():
        for action in estate.draft.treatmentactions.filter(status__in=OPEN):
            step = treatments.Step(title=action.title, status="cancelled")
            treatments.change(action=action, step=step, version=None, by=by, at=at)
        for risk in estate.risks().exclude(treatment__option="modify"):
            treatments.choose(risk=risk, option="modify", note="", by=by, at=at)
        for turn in count():
            named = named_in(estate, turn)
            if not named:
                break
            with undone():
                for items, expected in named.items():
                    step = treatments.Step("As advised", items=items, risks=tuple(expected))
                    treatments.plan(assessment=estate.draft, step=step, by=by, at=at)
                found = levels(estate, "residual", recomputed.load(estate.draft))
                numbers = dict(estate.risks().values_list("pk", "number"))
                got = {numbers[pk]: level for pk, level in found.items()}
                for items, expected in named.items():
                    assert {number: got[number] for number in expected} == expected, items
        assert turn > 2


def named_in(estate: Estate, turn: int) -> dict[tuple[str, ...], dict[int, int]]:
    """Return the sets that stand at place *turn* of each row: {items: {number: level}}."""
    named = defaultdict(dict)
    for why in estate.why.values():
        sets = [each.change for each in why.changes if each.todo]
        if turn < len(sets):
            named[sets[turn].measures][why.inputs.risk.number] = sets[turn].level
    return named


def test_advice_says_what_has_to_be_cleared_and_that_no_part_is_enough(estate, django_db_blocker):
    texts = [text for why in estate.why.values() for text in why.advice]
    assert any("clear what" in text or "Clear what" in text for text in texts)
    assert any("Neither alone is enough" in text for text in texts)
