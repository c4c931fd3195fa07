"""Remarks as threads: what was said, by whom, and whether it waits for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.models import Assessment, Remark


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark and what followed."""

    first: Remark
    replies: tuple[Remark, ...]

    @property
    def is_closed(self) -> bool:
        return any(one.kind == Remark.Kind.CLOSED for one in self.replies)

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody but its author has spoken, and it is not closed."""
        others = [one for one in self.replies if one.by_id != self.first.by_id]
        return not others and not self.is_closed


def threads(assessment: Assessment, **narrowed: object) -> list[Thread]:
    """Return the threads about an assessment, newest first; *narrowed* by fields of `Remark`."""
    rows = assessment.remarks.filter(thread=None, **narrowed)
    return _threads(rows)


def waiting_for(person_id: int, organisation_id: int) -> list[Thread]:
    """Return the threads that wait for whoever leads the assessment."""
    rows = Remark.objects.filter(
        organisation_id=organisation_id, thread=None, assessment__lead=person_id
    ).exclude(by=person_id)
    return [each for each in _threads(rows) if each.is_waiting]


def _threads(rows: QuerySet[Remark]) -> list[Thread]:
    found = rows.select_related("by", "assessment").prefetch_related("replies__by")
    return [Thread(row, tuple(_ordered(row.replies.all()))) for row in found.order_by("-pk")]


def _ordered(rows: Iterable[Remark]) -> list[Remark]:
    return sorted(rows, key=lambda one: one.pk)
