"""The audit trail as people read it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessments.models import Assessment, AuditEvent, Risk
from assessments.queries.telling import ABOUT, Told, tell

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    events: list[AuditEvent]
    before: int | None  # id to go on from; None at the end
    key: str = ""  # of the one object that was asked for

    @property
    def told(self) -> list[Told]:
        return [tell(event, self.key) for event in self.events]


def latest(assessment: Assessment, count: int) -> list[AuditEvent]:
    """Return the newest events of an assessment."""
    return list(assessment.trail.order_by("-pk")[:count])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the trail is narrowed to; blank means not narrowed. `about` is a key of `ABOUT`."""

    key: str = ""
    about: str = ""
    person: str = ""


def narrowed(events: "QuerySet[AuditEvent]", wanted: Wanted) -> "QuerySet[AuditEvent]":
    """Return the events that *wanted* asks for; an object's include acts on many at once."""
    if wanted.key:
        events = events.filter(
            Q(object_key=wanted.key)
            | Q(after__has_key=wanted.key)
            | Q(after__risks__contains=[wanted.key])
        )
    if wanted.about:
        _words, kinds = ABOUT.get(wanted.about, ("", ()))
        events = events.filter(kind__regex=rf"^({'|'.join(kinds)})\.")
    if wanted.person:
        events = events.filter(person_name=wanted.person)
    return events


def page(assessment: Assessment, before: int | None, wanted: Wanted) -> Page:
    """Return a page of an assessment's events, newest first."""
    return _page(narrowed(assessment.trail.all(), wanted), before, wanted.key)


def organisation_page(organisation_id: int, before: int | None, wanted: Wanted) -> Page:
    """Return a page of everything that happened in an organisation."""
    events = AuditEvent.objects.filter(organisation_id=organisation_id)
    return _page(narrowed(events, wanted), before, wanted.key)


def names(events: "QuerySet[AuditEvent]") -> list[str]:
    """Return who acted, by name."""
    return list(events.order_by("person_name").values_list("person_name", flat=True).distinct())


def of_risk(risk: Risk, count: int) -> list[Told]:
    """Return the newest events of one risk in words, acts on many risks included."""
    events = narrowed(risk.assessment.trail.all(), Wanted(key=risk.key)).order_by("-pk")[:count]
    return [tell(event, risk.key) for event in events]


def latest_of(risk: Risk) -> AuditEvent | None:
    """Return what last happened to one risk; None for one that nobody touched yet."""
    return narrowed(risk.assessment.trail.all(), Wanted(key=risk.key)).order_by("-pk").first()


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


def _page(events: "QuerySet[AuditEvent]", before: int | None, key: str) -> Page:
    if before:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-pk")[: PAGE + 1])
    more = len(found) > PAGE
    return Page(found[:PAGE], found[PAGE - 1].pk if more else None, key)


def _line(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(
        [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells]
    )
    return out.getvalue().encode()
