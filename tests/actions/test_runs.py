"""Background runs come to an end, whoever dies on the way."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import assessments, inventory_files, runs, uploads, work
from assessments.models import Run, Upload
from tests import make, worked

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1, seconds=1)


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    return assessments.create(scope=assessments.Scope("Platform"), by=by, at=timezone.now())


def hand_in(by, content=b"vInfo"):
    return uploads.receive(chunks=[content], file_name="a.zip", by=by, at=timezone.now())


def die_three_times(kind):
    """Leave a run as three killed workers would."""
    run = Run.objects.get(kind=kind)
    for _ in range(runs.MAX_ATTEMPTS):
        assert runs.claim(run.pk, at=timezone.now()).state == Run.State.RUNNING
        Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - AN_HOUR)
    work.do(run.pk, timezone.now)
    run.refresh_from_db()
    return run


def files(settings):
    return {path.name for path in settings.UPLOAD_DIR.iterdir()}


def test_the_sweep_keeps_the_run_whose_ring_was_lost(
    by, draft, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():  # the broker takes none of these
        worked.bring_in(draft, by)
        draft.refresh_from_db()
        runs.ask_for_scores(draft, at=timezone.now())
    Run.objects.filter(kind=Run.Kind.SCORE).update(state=Run.State.QUEUED, finished_at=None)
    type(draft).objects.filter(pk=draft.pk).update(score_rev=0)
    later = timezone.now() + timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        runs.sweep(at=later)
    newest = Run.objects.filter(kind=Run.Kind.SCORE).latest("input_rev")
    assert newest.state == Run.State.QUEUED
    assert newest.pk in sent
    work.do(newest.pk, timezone.now)
    draft.refresh_from_db()
    assert draft.is_fresh


def test_a_run_without_which_levels_stay_stale_is_queued_again_however_it_ended(by, draft):
    worked.bring_in(draft, by)
    draft.refresh_from_db()
    type(draft).objects.filter(pk=draft.pk).update(score_rev=0)
    runs.sweep(at=timezone.now() + timedelta(minutes=1))
    assert work.do_all(timezone.now) == 1
    draft.refresh_from_db()
    assert draft.is_fresh


def test_a_read_that_kills_its_workers_ends_in_words_and_its_file_goes(by, settings):
    upload = hand_in(by)
    run = die_three_times(Run.Kind.READ)
    upload.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.FAILED, 3)
    assert upload.state == Upload.State.REFUSED
    assert upload.error == run.error == "It was tried three times and the worker died each time."
    assert files(settings) == set()


def test_an_apply_that_kills_its_workers_can_be_tried_again_or_dropped(by, draft, settings):
    upload = worked.receive(draft, by)
    uploads.apply(upload=upload, by=by, at=timezone.now())
    run = die_three_times(Run.Kind.APPLY)
    upload.refresh_from_db()
    assert (run.state, upload.state) == (Run.State.FAILED, Upload.State.CHECKED)
    assert upload.error == run.error
    uploads.apply(upload=upload, by=by, at=timezone.now())
    work.do_all(timezone.now)
    upload.refresh_from_db()
    assert upload.state == Upload.State.APPLIED
    assert files(settings) == set()


def test_an_hour_after_its_dry_run_a_file_that_nobody_applied_is_gone(by, draft, settings):
    upload = worked.receive(draft, by)
    assert inventory_files.drop_expired(at=upload.at + timedelta(minutes=59)) == 0
    assert files(settings) == {upload.stored_as}
    assert inventory_files.drop_expired(at=upload.at + AN_HOUR) == 1
    upload.refresh_from_db()
    assert (upload.state, upload.stored_as, files(settings)) == (Upload.State.EXPIRED, "", set())


def test_files_of_processes_that_died_before_they_could_drop_them_go_too(by, settings):
    upload = hand_in(by)
    name = upload.stored_as
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.APPLIED, finished_at=timezone.now()
    )
    nameless = inventory_files.store([b"nobody knows me"]).name
    young = inventory_files.store([b"nobody knows me yet"]).name
    an_hour_ago = (timezone.now() - AN_HOUR).timestamp()
    (settings.UPLOAD_DIR / "notes.txt").write_text("somebody else's")
    for old in (nameless, "notes.txt"):
        os.utime(settings.UPLOAD_DIR / old, (an_hour_ago, an_hour_ago))
    assert files(settings) == {name, nameless, young, "notes.txt"}
    assert inventory_files.drop_expired(at=timezone.now()) == 2
    assert files(settings) == {young, "notes.txt"}


def test_whoever_lost_a_run_is_told_so_and_cannot_end_it(by, draft):
    worked.receive(draft, by)
    lost = Run.objects.get(kind=Run.Kind.READ)
    Run.objects.filter(pk=lost.pk).update(state=Run.State.RUNNING, attempts=lost.attempts + 1)
    assert not runs.progress(lost, at=timezone.now(), step="Reading")
    runs.beat(lost, at=timezone.now() + AN_HOUR)
    assert not runs.fail(lost, at=timezone.now(), error="late", final=True)
    runs.finish(lost, at=timezone.now(), result={"late": True})
    now = Run.objects.get(pk=lost.pk)
    assert (now.state, now.heartbeat_at, now.error) == (Run.State.RUNNING, lost.heartbeat_at, "")
