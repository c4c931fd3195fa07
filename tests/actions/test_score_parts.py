"""A register that is scored in parts ends like one that is scored whole, or not at all."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.utils import timezone

from assessments.actions import drafts, ratings, runs, work
from assessments.models import Assessment, Run, Score
from assessments.models.risk import COMPUTED
from assessments.queries import recomputed, score_columns
from tests import make, registers

pytestmark = pytest.mark.django_db

RISKS, SMALL = 90, 20


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(score_columns, "PART", SMALL)
    return registers.fill(make.organisation(), RISKS)


@pytest.fixture
def draft(register):
    return register.draft


def edited(register, place=0):
    """Judge one risk anew and return it; its scores wait."""
    risk = register.draft.risks.order_by("number")[place]
    rank = 2 if risk.likelihood == 5 else 5
    judged = ratings.Judgement(rank, 5, 5, 5)
    ratings.rate(
        risk=risk, judgement=judged, reason="New", version=None, by=register.by, at=timezone.now()
    )
    return risk


def newest(draft):
    return Run.objects.filter(assessment=draft, kind="score").latest("pk")


def rows(draft):
    return list(draft.scores.order_by("risk").values_list("risk", *COMPUTED, "details", "basis"))


def test_every_level_is_that_of_its_risk_alone(draft):
    assert draft.scores.count() == RISKS
    assert list(recomputed.differences(draft)) == []


def test_the_size_of_the_parts_changes_nothing(register, draft, monkeypatch):
    before, digest = rows(draft), draft.input_digest
    for size in (1, RISKS, RISKS + 1):
        monkeypatch.setattr(score_columns, "PART", size)
        Score.objects.filter(assessment=draft).update(basis=None)
        drafts.raise_input_rev(draft, at=timezone.now())
        work.do_all(timezone.now)
        assert rows(draft) == before
        assert Assessment.objects.get(pk=draft.pk).input_digest == digest


def test_only_rows_that_moved_are_written(register, draft):
    risk = edited(register)
    work.do_all(timezone.now)

    run = newest(draft)
    assert run.result == {"risks": RISKS, "written": 1, "input_rev": run.input_rev}
    written = draft.scores.filter(scored_rev=run.input_rev)
    assert list(written.values_list("risk", flat=True)) == [risk.pk]
    assert list(recomputed.differences(draft)) == []


def test_progress_is_told_part_by_part(register, draft):
    edited(register)
    run, told = newest(draft), []

    def clock():
        told.append(Run.objects.values_list("done", "total").get(pk=run.pk))
        return timezone.now()

    work.do(run.pk, clock)

    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert {(0, 0), (20, RISKS), (80, RISKS)} <= set(told)


def test_an_edit_between_two_parts_abandons_the_run(register, draft):
    edited(register)
    run, before, calls = newest(draft), rows(draft), count()

    def clock():
        if next(calls) == 2:  # the run is claimed, its first part read
            edited(register, place=1)
        return datetime(2026, 11, 1, tzinfo=UTC)

    work.do(run.pk, clock)

    run.refresh_from_db()
    assert (run.state, run.result) == ("done", {"abandoned": run.input_rev})
    assert rows(draft) == before
    work.do_all(timezone.now)  # the run that the second edit asked for
    assert list(recomputed.differences(Assessment.objects.get(pk=draft.pk))) == []
    assert Assessment.objects.get(pk=draft.pk).score_rev == run.input_rev + 1


def test_a_cancelled_run_stores_nothing(register, draft):
    edited(register)
    run, before, calls = newest(draft), rows(draft), count()

    def clock():
        if next(calls) == 2:
            runs.cancel(run, at=timezone.now())
        return timezone.now()

    work.do(run.pk, clock)

    run.refresh_from_db()
    assert run.state == "cancelled"
    assert rows(draft) == before
