"""Note that something happened after a revision was signed. The only writer of `IncidentNote`."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import trail
from assessments.models import Assessment, IncidentNote
from assessments.permissions import Actor, Capability, Refused, require

LONGEST = 2_000  # characters


@transaction.atomic
def note(
    *, assessment: Assessment, words: str, happened_on: date | None, by: Actor, at: datetime
) -> IncidentNote:
    """
    Note an incident at the signed revision of an assessment, which is outdated from then on.

    Raises:
        Refused: *by* may not, the revision is not signed, or words or day are missing or wrong;
            says all of it.
    """
    require(by, Capability.ASSESS)
    row = Assessment.objects.select_for_update().get(
        pk=assessment.pk, organisation_id=by.organisation_id
    )
    problems = list(_problems(row, words.strip(), happened_on, at))
    if problems or happened_on is None:
        raise Refused(" ".join(problems))
    made = IncidentNote.objects.create(
        organisation_id=row.organisation_id,
        assessment=row,
        revision=row.revision,
        happened_on=happened_on,
        words=words.strip(),
        noted_by_id=by.person_id,
        noted_at=at,
    )
    after = {"happened_on": happened_on, "words": made.words}
    trail.note_of("incident.noted", row, by=by, at=at, after=after)
    return made


def _problems(row: Assessment, words: str, day: date | None, at: datetime) -> list[str]:
    found = []
    if row.status != Assessment.Status.SIGNED:
        found.append(_("An incident is noted at a signed revision; in a draft, rate the risk."))
    if not words:
        found.append(_("Say what happened."))
    if len(words) > LONGEST:
        found.append(_("Say it in %(n)d characters or fewer.") % {"n": LONGEST})
    if day is None:
        found.append(_("Say on which day it happened."))
    elif day > at.date():
        found.append(_("The day is still to come."))
    return found
