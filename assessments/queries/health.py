"""Figures that say whether the machinery keeps up."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from assessments.models import Assessment, Run

LATE = timedelta(seconds=60)


def may_write_frozen() -> bool:
    """Say whether the current database role could alter the audit trail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('assessments_auditevent', 'UPDATE')"
            " OR has_table_privilege('assessments_snapshot', 'DELETE')"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def lagging(*, at: datetime) -> list[str]:
    """Name what lags behind by more than a minute."""
    problems = []
    stale = Assessment.objects.filter(score_rev__lt=F("input_rev"), dirty_at__lt=at - LATE)
    if count := stale.count():
        problems.append(f"{count} assessments wait for scores")
    waiting = Run.objects.filter(state=Run.State.QUEUED, asked_at__lt=at - LATE)
    if count := waiting.count():
        problems.append(f"{count} runs wait for a worker")
    return problems
