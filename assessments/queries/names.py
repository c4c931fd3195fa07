"""How documents name people and instants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessments.models import Assessment
from assessments.reports import parts


@dataclass(frozen=True, slots=True)
class Names:
    """The members of an organisation by id: their uuids, and all of them as parts."""

    uuids: Mapping[int, str]
    people: tuple[parts.Person, ...]

    def person(self, pk: int | None) -> str | None:
        return None if pk is None else self.uuids[pk]


def instant(moment: datetime | None) -> str | None:
    """Return an instant in UTC, to the second, with Z."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def day(moment: date | None) -> str | None:
    """Return a day as YYYY-MM-DD."""
    return moment.isoformat() if moment else None


def key_of_revision(assessment: Assessment, number: int) -> str:
    """Return how the trail names a revision: A-1 r3."""
    return f"{assessment.key} r{number}"
