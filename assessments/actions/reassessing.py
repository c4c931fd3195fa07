"""Take a signed assessment up again because its estate moved: next revision, newer inventory."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import pinning, signing
from assessments.models import Assessment, Import
from assessments.permissions import Actor, Refused


@transaction.atomic
def reassess(*, assessment: Assessment, imported: Import, by: Actor, at: datetime) -> Assessment:
    """
    Open the next revision and make it be about *imported*, in one step.

    What people judged stays; risks that follow from what moved are proposed and scored anew.

    Raises:
        Refused: *by* may not, it is not signed, or it is about that import already.
    """
    if imported.organisation_id != by.organisation_id:
        raise Refused(_("There is no such import."))
    day = imported.as_of.date().isoformat()
    reason = _("The inventory of %(day)s moved: %(name)s") % {
        "day": day,
        "name": imported.file_name,
    }
    draft = signing.reopen(assessment=assessment, reason=reason, by=by, at=at)
    return pinning.pin(assessment=draft, imported=imported, by=by, at=at)
