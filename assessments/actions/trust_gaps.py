"""Decide about machines of unlike trust behind the same walls. The only writer of `TrustGap`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, proposals, trail
from assessments.models import Assessment, TrustGap
from assessments.permissions import Actor, Refused
from assessments.queries import coresident


@transaction.atomic
def decide(
    *, assessment: Assessment, group: int, said: str, reason: str, by: Actor, at: datetime
) -> TrustGap:
    """
    Accept or reject that the gaps of trust on a cluster raise the likelihood of its risks.

    Raises:
        Refused: *by* may not, it is no draft, there is no gap on the group with that key,
            nothing was chosen, or a rejection has no reason.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    found = {each.group.pk: each for each in coresident.proposals(draft)}.get(group)
    if found is None:
        raise Refused(_("Trust is no longer far apart there. Load the page again."))
    if said not in TrustGap.Decision.values:
        raise Refused(_("Accept or reject it."))
    if said == TrustGap.Decision.REJECTED and not reason.strip():
        raise Refused(_("Say why machines of unlike trust may share these hosts."))
    row, _made = TrustGap.objects.update_or_create(
        assessment=draft,
        group=found.group,
        defaults={
            "organisation_id": draft.organisation_id,
            "decision": said,
            "reason": reason.strip(),
            "facts": found.facts,
            "told": found.told,
            "stands": True,
            "by_id": by.person_id,
            "at": at,
        },
    )
    proposals.refresh(draft, at=at)
    trail.note(
        "trust_gap.decided",
        object_type="group",
        object_key=found.group.name,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        after={"decision": said, "places": found.told},
        reason=row.reason,
    )
    return row
