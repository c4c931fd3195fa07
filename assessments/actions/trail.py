"""Note what happened, in the transaction in which it happened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from assessments.models import Assessment, AuditEvent
from assessments.permissions import Actor
from assessments.queries.names import key_of_revision

MACHINE = "vsrisk"
LONGEST_KEY = 120


def note(  # noqa: PLR0913  an event has this many facts, and all callers name them
    kind: str,
    *,
    object_type: str,
    object_key: str,
    organisation_id: int,
    at: datetime,
    by: Actor | None = None,
    assessment: Assessment | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """
    Add one event to the trail.

    *before* and *after* hold only what changed. *by* is None when the machine
    acted by itself (scoring, expiry); it is then named "vsrisk".
    """
    return AuditEvent.objects.create(
        organisation_id=organisation_id,
        assessment=assessment,
        kind=kind,
        object_type=object_type,
        object_key=object_key[:LONGEST_KEY],
        person_id=by.person_id if by else None,
        person_name=by.name if by else MACHINE,
        at=at,
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
        revision=assessment.revision if assessment else None,
    )


def note_of(kind: str, assessment: Assessment, *, by: Actor, at: datetime, **sides: Any) -> None:
    """Add one event about an assessment itself; *sides* as `note` takes them."""
    note(
        kind,
        object_type="assessment",
        object_key=assessment.key,
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        by=by,
        at=at,
        **sides,
    )


def note_of_revision(
    kind: str, assessment: Assessment, number: int, *, by: Actor, at: datetime, **sides: Any
) -> None:
    """Add one event about a revision, by its number; *sides* as `note` takes them."""
    note(
        kind,
        object_type="revision",
        object_key=key_of_revision(assessment, number),
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        by=by,
        at=at,
        **sides,
    )


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the two sides restricted to what differs."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case set() | frozenset() | tuple():
            return sorted(value) if not isinstance(value, tuple) else list(value)
    return value
