"""Tasks of phases, and closing a phase once its gate is met."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.catalogue import Phase
from assessments.models import Assessment, PhaseClosed, TaskDone
from assessments.permissions import Actor, Refused
from assessments.queries import gates


@transaction.atomic
def mark(
    *, assessment: Assessment, phase: str, task: str, done: bool, by: Actor, at: datetime
) -> None:
    """
    Mark a task of a phase done, or open again.

    Raises:
        Refused: *by* may not, or it is no draft.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    if done:
        TaskDone.objects.get_or_create(
            assessment=draft,
            phase=phase,
            task=task,
            defaults={"organisation_id": draft.organisation_id, "by_id": by.person_id, "at": at},
        )
    else:
        draft.taskdones.filter(phase=phase, task=task).delete()
    trail.note(
        "task.done" if done else "task.opened",
        object_type="task",
        object_key=task,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
    )


@transaction.atomic
def close(*, assessment: Assessment, phase: Phase, by: Actor, at: datetime) -> None:
    """
    Close a phase whose gate is met.

    Raises:
        Refused: *by* may not, it is no draft, or the gate has unmet conditions (named).
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    gate = gates.gate_of(draft, phase)
    if gate.unmet:
        missing = "; ".join(each.missing for each in gate.conditions if not each.is_met)
        raise Refused(_("This phase cannot be closed yet: %(missing)s.") % {"missing": missing})
    PhaseClosed.objects.get_or_create(
        assessment=draft,
        phase=phase.code,
        defaults={"organisation_id": draft.organisation_id, "by_id": by.person_id, "at": at},
    )
    trail.note(
        "phase.closed",
        object_type="phase",
        object_key=phase.code,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
    )
