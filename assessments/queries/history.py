"""The audit trail as people read it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.models import Assessment, AuditEvent

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    events: list[AuditEvent]
    before: int | None  # id to go on from; None at the end


def latest(assessment: Assessment, count: int) -> list[AuditEvent]:
    """Return the newest events of an assessment."""
    return list(assessment.trail.order_by("-pk")[:count])


def page(assessment: Assessment, before: int | None, key: str) -> Page:
    """Return a page of an assessment's events, newest first, of one object if *key* is given."""
    return _page(assessment.trail.filter(object_key=key) if key else assessment.trail.all(), before)


def organisation_page(organisation_id: int, before: int | None) -> Page:
    """Return a page of everything that happened in an organisation."""
    return _page(AuditEvent.objects.filter(organisation_id=organisation_id), before)


def csv_lines(events: "QuerySet[AuditEvent]") -> Iterator[bytes]:
    """Yield events as CSV, oldest first; cells cannot start a formula."""
    columns = (
        "id",
        "at",
        "person",
        "kind",
        "object",
        "key",
        "revision",
        "reason",
        "before",
        "after",
    )
    yield _line(columns)
    for event in events.order_by("pk").iterator():
        yield _line(
            (
                str(event.pk),
                event.at.isoformat(),
                event.person_name,
                event.kind,
                event.object_type,
                event.object_key,
                str(event.revision or ""),
                event.reason,
                json.dumps(event.before, ensure_ascii=False, sort_keys=True),
                json.dumps(event.after, ensure_ascii=False, sort_keys=True),
            )
        )


def _page(events: "QuerySet[AuditEvent]", before: int | None) -> Page:
    if before:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-pk")[: PAGE + 1])
    more = len(found) > PAGE
    return Page(found[:PAGE], found[PAGE - 1].pk if more else None)


def _line(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(
        [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells]
    )
    return out.getvalue().encode()
