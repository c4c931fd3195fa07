"""The background door: each task reads the clock and does one piece of work."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from assessments.actions import letters, sealing, stamping, work
from assessments.custody.notary import Notary
from assessments.jobs import Job


@shared_task(name=Job.RUN, ignore_result=True)
def do(*, run_id: int, **_from_a_newer_sender: object) -> None:
    work.do(run_id, timezone.now)


@shared_task(name=Job.SEAL, ignore_result=True)
def seal(*, organisation_id: int, **_from_a_newer_sender: object) -> None:
    notary = Notary.open(settings.NOTARY_DIR)
    sealing.seal(organisation_id, notary, at=timezone.now())


@shared_task(name=Job.SEAL_REPORT, ignore_result=True)
def seal_report(*, report_id: int, **_from_a_newer_sender: object) -> None:
    stamping.seal(report_id, settings.NOTARY_DIR, at=timezone.now())


@shared_task(name=Job.LETTER, ignore_result=True)
def send(*, receipt_id: int, **_from_a_newer_sender: object) -> None:
    letters.send(receipt_id, at=timezone.now())
