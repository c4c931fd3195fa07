"""Whoever rings is answered."""

import importlib

from assessments.actions.work import WORK
from assessments.jobs import Job
from assessments.models import Run
from vsrisk.celery import app


def test_every_job_has_a_task_and_every_task_is_a_job():
    importlib.import_module("assessments.tasks")
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {str(job) for job in Job}


def test_every_kind_of_run_has_its_work():
    assert set(WORK) == set(Run.Kind)
