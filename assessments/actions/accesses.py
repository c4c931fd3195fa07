"""Note what auditors ask for. The only writer of `AuditorAccess`."""

from datetime import datetime

from assessments.models import AuditorAccess
from assessments.permissions import Actor

LONGEST_PATH = 500


def note(*, route: str, path: str, by: Actor, at: datetime) -> AuditorAccess:
    """Note that an auditor was let in to a page or a file; it changes nothing else."""
    return AuditorAccess.objects.create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        route=route,
        path=path[:LONGEST_PATH],
        at=at,
    )
