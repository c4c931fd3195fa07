"""The background door: one task, which reads the clock and does one run."""

from celery import shared_task
from django.utils import timezone

from assessments.actions import work
from assessments.jobs import Job


@shared_task(name=Job.RUN, ignore_result=True)
def do(*, run_id: int, **_from_a_newer_sender: object) -> None:
    work.do(run_id, timezone.now)
