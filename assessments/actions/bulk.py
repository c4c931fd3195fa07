"""Decide the same about many risks, as one act with one event."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import Assessment, Risk, Treatment
from assessments.permissions import Actor, Capability, Refused


@transaction.atomic
def treat(
    *, assessment: Assessment, numbers: Iterable[int], option: str, by: Actor, at: datetime
) -> int:
    """
    Choose one option of treatment for many risks; return how many changed.

    Notes of earlier choices stay.

    Raises:
        Refused: *by* may not, it is no draft, there is no such option, or none of
            these risks would change.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, needs=Capability.TREAT)
    if option not in Treatment.Option.values:
        raise Refused(_("Choose modify, retain, avoid or share."))
    found = draft.risks.filter(number__in=list(numbers)).exclude(state=Risk.State.DISMISSED)
    rows = list(
        found.exclude(treatment__option=option).select_related("treatment").order_by("number")
    )
    if not rows:
        raise Refused(_("None of these risks would change."))
    before = {row.key: row.treatment.option if hasattr(row, "treatment") else "" for row in rows}
    _store(draft, rows, option, by=by, at=at)
    draft.risks.filter(pk__in=[row.pk for row in rows]).update(
        changed_rev=draft.input_rev, version=F("version") + 1
    )
    trail.note(
        "risks.treated",
        object_type="assessment",
        object_key=draft.key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        before=before,
        after=dict.fromkeys(before, option),
    )
    return len(rows)


def _store(draft: Assessment, rows: list[Risk], option: str, *, by: Actor, at: datetime) -> None:
    Treatment.objects.bulk_create(
        [
            Treatment(
                organisation_id=draft.organisation_id,
                assessment=draft,
                risk=row,
                option=option,
                by_id=by.person_id,
                at=at,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["risk"],
        update_fields=["option", "by", "at"],
    )
