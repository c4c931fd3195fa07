"""What a large answer rests on, in a few figures: while they stay, its bytes stay."""

import hashlib
from functools import cache
from pathlib import Path

from django.db.models import Count, Max

from assessments.models import Assessment, AuditEvent, Membership
from assessments.queries import scope

# the rooms whose code decides what the bytes are
_ROOMS = ("api", "catalogue", "checks", "queries", "reports", "scoring")


def of_register(assessment: Assessment) -> str | None:
    """
    Return a mark that changes whenever the register of a draft would read otherwise.

    None while scores are being computed. Each change of an assessment adds an event to
    its trail in the same transaction. They are counted, because events of
    two transactions may become visible in another order than that of their numbers. Names
    of people are shown but belong to no assessment, so they are in the mark themselves.
    Three queries, whatever the number of risks.
    """
    found = _revisions(assessment)
    if found is None:
        return None
    events = AuditEvent.objects.filter(assessment=assessment).aggregate(n=Count("pk"), m=Max("pk"))
    people = Membership.objects.filter(organisation=assessment.organisation_id)
    names = people.order_by("person_id").values_list("person_id", "person__name")
    return _digest(
        code(),
        assessment.uuid,
        *found,
        *events.values(),
        scope.edition_of(assessment).digest,
        *names,
    )


def of_frozen(digest: str) -> str:
    """Return the mark of what a frozen revision says: its bytes and the code that reads them."""
    return _digest(code(), digest)


@cache
def code() -> str:
    """Return the digest of the code that makes answers; an upgrade changes every mark."""
    digest = hashlib.sha256()
    for path in sorted(
        found
        for room in _ROOMS
        for found in (Path(__file__).parents[1] / room).rglob("*.*")
        if found.suffix in (".py", ".toml")
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _revisions(assessment: Assessment) -> tuple[object, ...] | None:
    """Return the counters as they are now, not as they were when the row was loaded."""
    now = Assessment.objects.values_list("input_rev", "score_rev", "revision", "status")
    input_rev, score_rev, revision, status = now.get(pk=assessment.pk)
    return (input_rev, revision, status) if input_rev == score_rev else None


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:40]
