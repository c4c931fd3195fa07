"""Open an assessment for one edit: locked, checked, its input revision raised first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from assessments.actions import runs
from assessments.models import Assessment
from assessments.permissions import Actor, Capability, Refused, require, require_draft


def open_draft(
    assessment_id: int,
    *,
    by: Actor,
    at: datetime,
    needs: Capability = Capability.ASSESS,
    rescores: bool = True,
) -> Assessment:
    """
    Lock an assessment for the rest of the current transaction and return it.

    Call it as the first statement of the transaction. With *rescores* the input
    revision goes up by one and scoring is asked for; rows changed by the edit
    take the returned `input_rev` as their `changed_rev`.

    Raises:
        Refused: *by* lacks *needs* or the assessment is not a draft.
        Assessment.DoesNotExist: it is not one of the actor's organisation.
    """
    require(by, needs)
    mine = Assessment.objects.filter(organisation_id=by.organisation_id)
    assessment = mine.select_for_update().get(pk=assessment_id)
    require_draft(assessment)
    if rescores:
        raise_input_rev(assessment, at=at)
    return assessment


def raise_input_rev(assessment: Assessment, *, at: datetime) -> None:
    """Count one edit that matters to scores and ask for a scoring run; the row is locked."""
    Assessment.objects.filter(pk=assessment.pk).update(input_rev=F("input_rev") + 1, dirty_at=at)
    assessment.input_rev += 1
    assessment.dirty_at = at
    runs.ask_for_scores(assessment, at=at)


def save(draft: Assessment, columns: Mapping[str, Any]) -> None:
    """Write columns of a draft that the caller has opened, and count its version."""
    draft.version += 1
    for name, value in columns.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*columns, "version"])


class Stale(Refused):
    """Somebody changed the row meanwhile; nothing typed is lost: `mine` and `theirs` hold it."""

    def __init__(self, words: str, *, version: int) -> None:
        super().__init__(words)
        self.version = version


def require_version(found: int, expected: int | None, words: str) -> None:
    """Raise `Stale` when the row is no longer at the version that the person saw."""
    if expected is not None and found != expected:
        raise Stale(words, version=found)
