"""A register that is scored in parts ends like one that is scored whole, or not at all."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from assessments.actions import drafts, ratings, runs, score_parts, scores, work
from assessments.models import Assessment, Run, Score
from assessments.models.risk import COMPUTED
from assessments.queries import recomputed, score_columns
from tests import make, registers

pytestmark = pytest.mark.django_db

RISKS, SMALL = 90, 20
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def register(settings):
    settings.SCORE_PART_ROWS = SMALL
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


def test_the_size_of_the_parts_changes_nothing(register, draft, settings):
    before, digest = rows(draft), draft.input_digest
    for size in (1, RISKS, RISKS + 1):
        settings.SCORE_PART_ROWS = size
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
    assert {(0, 0), (20, RISKS), (80, RISKS), (90, RISKS)} <= set(told)


def split(register):
    """Leave a run in parts, as the worker does that was killed once it had rung for them."""
    edited(register)
    run = newest(register.draft)
    claimed = runs.claim(run.pk, at=timezone.now())
    spans = score_columns.spans(register.draft)
    score_parts.split(claimed, run.input_rev, spans, at=timezone.now())
    return run


def parts_of(run):
    return list(run.parts.order_by("subject"))


def states(run):
    return [each.state for each in parts_of(run)]


def test_several_workers_share_a_register_and_the_last_one_rings(register, draft, sent):
    run = split(register)
    first = parts_of(run)[0]
    assert [each.total for each in parts_of(run)] == [20, 20, 20, 20, 10]
    assert runs.claim(first.pk, at=timezone.now()).state == "running"  # by another worker
    with pytest.raises(runs.Waiting):
        scores.refresh(Run.objects.get(pk=run.pk), timezone.now, work.do)
    assert states(run) == ["running", "done", "done", "done", "done"]
    assert not draft.scores.filter(scored_rev=run.input_rev).exists()
    run.refresh_from_db()
    assert (run.state, run.pid, run.done, run.total) == ("running", None, 70, RISKS)

    score_parts.score(Run.objects.get(pk=first.pk), timezone.now)  # the other worker is done

    run.refresh_from_db()
    assert (run.state, run.done) == ("queued", RISKS)
    work.do(run.pk, timezone.now)
    run.refresh_from_db()
    assert run.result == {"risks": RISKS, "written": 1, "input_rev": run.input_rev}
    assert list(recomputed.differences(Assessment.objects.get(pk=draft.pk))) == []
    assert parts_of(run) == []


def test_a_part_that_is_done_twice_changes_nothing(register, draft):
    run = split(register)
    first = parts_of(run)[0]
    slow = runs.claim(first.pk, at=timezone.now() - AN_HOUR)
    work.do(first.pk, timezone.now)  # the slow worker was taken for dead
    kept = bytes(Run.objects.get(pk=first.pk).outcome)
    score_parts.score(slow, timezone.now)

    assert bytes(Run.objects.get(pk=first.pk).outcome) == kept
    run.refresh_from_db()
    assert run.done == SMALL


def test_an_edit_between_two_parts_abandons_the_run(register, draft):
    run, before = split(register), rows(draft)
    work.do(parts_of(run)[0].pk, timezone.now)
    edited(register, place=1)

    work.do(parts_of(run)[1].pk, timezone.now)
    assert states(run) == ["done", "done", "cancelled", "cancelled", "cancelled"]
    told = scores.refresh(Run.objects.get(pk=run.pk), timezone.now, work.do)

    assert told == {"abandoned": run.input_rev}
    assert rows(draft) == before
    assert parts_of(run) == []
    work.do_all(timezone.now)  # the run that the second edit asked for
    assert list(recomputed.differences(Assessment.objects.get(pk=draft.pk))) == []
    assert Assessment.objects.get(pk=draft.pk).score_rev == run.input_rev + 1


def test_a_cancelled_run_stores_nothing(register, draft):
    run, before = split(register), rows(draft)
    busy = runs.claim(parts_of(run)[0].pk, at=timezone.now())
    runs.cancel(run, at=timezone.now())
    score_parts.score(busy, timezone.now)

    assert states(run) == ["cancelled"] * 5
    with pytest.raises(runs.Cancelled):
        scores.refresh(Run.objects.get(pk=run.pk), timezone.now, work.do)
    work.do_all(timezone.now)
    assert rows(draft) == before


def test_a_run_that_was_stopped_before_it_was_split_ends(register, draft):
    edited(register)
    run, before, calls = newest(draft), rows(draft), count()

    def clock():
        if next(calls) == 1:
            runs.cancel(run, at=timezone.now())
        return timezone.now()

    work.do(run.pk, clock)

    run.refresh_from_db()
    assert run.state == "cancelled"
    assert parts_of(run) == []
    assert rows(draft) == before


def test_a_part_whose_workers_die_each_time_ends_the_run_in_words(register, draft):
    run = split(register)
    deadly = parts_of(run)[2]
    for _ in range(runs.MAX_ATTEMPTS):
        assert runs.claim(deadly.pk, at=timezone.now()).state == "running"
        Run.objects.filter(pk=deadly.pk).update(heartbeat_at=timezone.now() - AN_HOUR)
    work.do(deadly.pk, timezone.now)

    run.refresh_from_db()
    assert (run.state, bool(run.error)) == ("failed", True)
    assert parts_of(run) == []
    runs.retry(run, at=timezone.now())
    work.do_all(timezone.now)
    assert list(recomputed.differences(Assessment.objects.get(pk=draft.pk))) == []


def test_the_sweep_rings_for_a_run_whose_last_ring_was_lost(register, draft, sent):
    run = split(register)
    busy = runs.claim(parts_of(run)[0].pk, at=timezone.now())
    with pytest.raises(runs.Waiting):
        scores.refresh(Run.objects.get(pk=run.pk), timezone.now, work.do)
    score_parts.score(busy, timezone.now)
    sent.clear()

    runs.sweep(at=timezone.now() + AN_HOUR)

    assert run.pk in sent


def test_a_newer_run_leaves_no_parts_of_older_ones(register, draft):
    older = split(register)
    score_parts.score(runs.claim(parts_of(older)[0].pk, at=timezone.now()), timezone.now)
    edited(register, place=3)
    work.do_all(timezone.now)

    assert not Run.objects.filter(kind="part", outcome__isnull=False).exists()
    assert Assessment.objects.get(pk=draft.pk).is_fresh
