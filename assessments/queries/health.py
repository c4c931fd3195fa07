"""Figures that say whether the machinery keeps up."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Checkpoint, LedgerEntry, Run

LATE = timedelta(seconds=60)
UNSEALED = timedelta(minutes=10)


def may_write_frozen() -> bool:
    """Say whether the current database role could alter the audit trail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('assessments_auditevent', 'UPDATE')"
            " OR has_table_privilege('assessments_snapshot', 'DELETE')"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def unsealed(*, before: datetime) -> int:
    """Count the ledgers with an entry from before that instant which no checkpoint covers."""
    newest = Checkpoint.objects.filter(organisation=OuterRef("organisation")).order_by("-size")
    waiting = LedgerEntry.objects.filter(at__lt=before).annotate(
        sealed=Coalesce(Subquery(newest.values("size")[:1]), 0)
    )
    late = waiting.filter(number__gte=F("sealed"))
    return late.values("organisation").distinct().count()


def lagging(*, at: datetime) -> list[str]:
    """Name what lags behind by more than a minute."""
    problems = []
    stale = Assessment.objects.filter(score_rev__lt=F("input_rev"), dirty_at__lt=at - LATE)
    if count := stale.count():
        problems.append(f"{count} assessments wait for scores")
    waiting = Run.objects.filter(state=Run.State.QUEUED, asked_at__lt=at - LATE)
    if count := waiting.count():
        problems.append(f"{count} runs wait for a worker")
    if count := unsealed(before=at - UNSEALED):
        problems.append(f"{count} ledgers wait for the notary: look at its log")
    return problems
