"""Decide what happens to risks: option, actions, acceptance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import (
    Acceptance,
    ActionRisk,
    Assessment,
    Person,
    Risk,
    Treatment,
    TreatmentAction,
)
from assessments.permissions import Actor, Capability, Refused
from assessments.queries import access, scope
from assessments.queries.deciding import DAYS_PER_MONTH, HOLDERS


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the plan as a person describes it; cost in cents of the criteria's currency."""

    title: str
    description: str = ""
    owner: Person | None = None
    due: date | None = None
    cost_minor: int | None = None
    status: str = TreatmentAction.Status.PLANNED
    items: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()  # numbers

    def columns(self) -> dict[str, Any]:
        """Return the columns these words fill."""
        return {
            "title": self.title.strip()[:200],
            "description": self.description.strip(),
            "owner": self.owner,
            "due": self.due,
            "cost_minor": self.cost_minor,
            "status": self.status,
            "items": sorted(set(self.items)),
        }


@transaction.atomic
def choose(*, risk: Risk, option: str, note: str, by: Actor, at: datetime) -> Treatment:
    """
    Choose how a risk is treated; the residual level follows.

    Raises:
        Refused: *by* may not, it is no draft, or there is no such option.
    """
    draft = drafts.open_draft(risk.assessment_id, by=by, at=at, needs=Capability.TREAT)
    row = draft.risks.get(pk=risk.pk)
    if option not in Treatment.Option.values:
        raise Refused(_("Choose modify, retain, avoid or share."))
    was = Treatment.objects.filter(risk=row).first()
    before = {"option": was.option, "note": was.note} if was else {}
    treatment, _made = Treatment.objects.update_or_create(
        risk=row,
        defaults={
            "organisation_id": draft.organisation_id,
            "assessment": draft,
            "option": option,
            "note": note.strip(),
            "by_id": by.person_id,
            "at": at,
        },
    )
    _touch(draft, [row.number])
    _note(
        "treatment.chosen",
        row.key,
        draft,
        by=by,
        at=at,
        before=before,
        after={"option": option, "note": treatment.note},
    )
    return treatment


@transaction.atomic
def plan(*, assessment: Assessment, step: Step, by: Actor, at: datetime) -> TreatmentAction:
    """
    Add a step to the treatment plan.

    Raises:
        Refused: *by* may not, it is no draft, or the step cannot be understood.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, needs=Capability.TREAT)
    _check(step, draft, by)
    last = draft.treatmentactions.aggregate(n=Max("number"))["n"]
    action = TreatmentAction.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        number=(last or 0) + 1,
        created_by_id=by.person_id,
        created_at=at,
        done_at=at if step.status == TreatmentAction.Status.DONE else None,
        **step.columns(),
    )
    _link(action, draft, step)
    _note("action.planned", action.key, draft, by=by, at=at, after=_facts(action, step.risks))
    return action


@transaction.atomic
def change(
    *, action: TreatmentAction, step: Step, version: int | None, by: Actor, at: datetime
) -> TreatmentAction:
    """
    Change a step of the plan.

    Raises:
        Refused: *by* may not, it is no draft, or the step cannot be understood.
        drafts.Stale: somebody changed it since *version* was shown.
    """
    draft = drafts.open_draft(action.assessment_id, by=by, at=at, needs=Capability.TREAT)
    row = draft.treatmentactions.select_for_update(of=("self",)).get(pk=action.pk)
    drafts.require_version(row.version, version, _("Somebody else changed this step meanwhile."))
    _check(step, draft, by)
    linked = tuple(sorted(row.links.values_list("risk__number", flat=True)))
    before = _facts(row, linked)
    for name, value in step.columns().items():
        setattr(row, name, value)
    row.done_at = (row.done_at or at) if row.status == TreatmentAction.Status.DONE else None
    row.version += 1
    row.save()
    _touch(draft, linked)
    _link(row, draft, step)
    was, now = trail.changes(before, _facts(row, step.risks))
    _note("action.changed", row.key, draft, by=by, at=at, before=was, after=now)
    return row


@transaction.atomic
def accept(*, risk: Risk, reason: str, expires_on: date, by: Actor, at: datetime) -> Acceptance:
    """
    Accept a risk at its current level, as oneself and within one's authority.

    Raises:
        Refused: *by* lacks the authority for the level, the level is unset or
            stale, no reason, or the end lies too far off.
    """
    draft = drafts.open_draft(
        risk.assessment_id, by=by, at=at, needs=Capability.ACCEPT, rescores=False
    )
    row = draft.risks.select_related("score").get(pk=risk.pk)
    level = _level_to_accept(row, draft)
    role = _authority(draft, level, by)
    longest = int(draft.criteria["longest_acceptance_months"][str(level)])
    if not reason.strip():
        raise Refused(_("Say why this risk can be accepted."))
    if not at.date() < expires_on or (expires_on - at.date()).days > longest * DAYS_PER_MONTH:
        raise Refused(
            _("An acceptance at this level ends within %(months)s months.") % {"months": longest}
        )
    row.acceptances.filter(withdrawn_at=None).update(withdrawn_at=at)
    acceptance = Acceptance.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        risk=row,
        level=level,
        accepted_by_id=by.person_id,
        role=role,
        reason=reason.strip(),
        expires_on=expires_on,
        at=at,
    )
    _note(
        "risk.accepted",
        row.key,
        draft,
        by=by,
        at=at,
        reason=reason,
        after={"level": level, "role": role, "expires_on": expires_on},
    )
    return acceptance


@transaction.atomic
def withdraw(*, risk: Risk, by: Actor, at: datetime) -> None:
    """Withdraw the acceptance of a risk: one's own, or as an approver anybody's."""
    draft = drafts.open_draft(
        risk.assessment_id, by=by, at=at, needs=Capability.ACCEPT, rescores=False
    )
    living = Acceptance.objects.filter(assessment=draft, risk=risk, withdrawn_at=None).first()
    if living is None:
        raise Refused(_("This risk is not accepted."))
    if living.accepted_by_id != by.person_id and "approver" not in by.roles:
        raise Refused(_("Who accepted it, or an approver, withdraws an acceptance."))
    living.withdrawn_at = at
    living.save(update_fields=["withdrawn_at"])
    _note("acceptance.withdrawn", risk.key, draft, by=by, at=at, before={"level": living.level})


def _level_to_accept(row: Risk, draft: Assessment) -> int:
    if row.level is None:
        raise Refused(_("This risk has no level yet. It is rated first."))
    if row.changed_rev > draft.score_rev:
        raise Refused(_("The level is being recomputed. Try again in a moment."))
    return row.level


def _authority(draft: Assessment, level: int, by: Actor) -> str:
    needed = str(draft.criteria["authority"][str(level)])
    if needed == "nobody":
        raise Refused(_("Nobody may accept a risk at this level. Treat it first."))
    for role in HOLDERS[needed]:
        if role in by.roles:
            return role
    raise Refused(_("By the criteria, an approver accepts a risk at this level."))


def _check(step: Step, draft: Assessment, by: Actor) -> None:
    if not step.title.strip():
        raise Refused(_("Say what is to be done."))
    if step.status not in TreatmentAction.Status.values:
        raise Refused(_("Choose planned, in progress, done or cancelled."))
    if step.cost_minor is not None and step.cost_minor < 0:
        raise Refused(_("A cost is not negative."))
    edition = scope.edition_of(draft)
    for code in step.items:
        edition.item(code)
    if step.owner is not None and not access.people(by).filter(pk=step.owner.pk).exists():
        raise Refused(_("Choose an active member of this organisation as the owner."))


def _link(action: TreatmentAction, draft: Assessment, step: Step) -> None:
    risks = list(draft.risks.filter(number__in=step.risks))
    if len(risks) != len(set(step.risks)):
        raise Refused(_("Choose risks of this assessment."))
    action.links.exclude(risk__in=risks).delete()
    ActionRisk.objects.bulk_create(
        [
            ActionRisk(
                organisation_id=draft.organisation_id, assessment=draft, action=action, risk=risk
            )
            for risk in risks
        ],
        ignore_conflicts=True,
    )
    _touch(draft, step.risks)


def _touch(draft: Assessment, numbers: Iterable[int]) -> None:
    draft.risks.filter(number__in=list(numbers)).update(
        changed_rev=draft.input_rev, version=F("version") + 1
    )


def _facts(action: TreatmentAction, risks: Iterable[int]) -> dict[str, Any]:
    return {
        "title": action.title,
        "description": action.description,
        "owner": str(action.owner or ""),
        "due": action.due.isoformat() if action.due else None,
        "cost_minor": action.cost_minor,
        "status": action.status,
        "items": list(action.items),
        "risks": [f"R-{number}" for number in sorted(risks)],
    }


def _note(kind: str, key: str, draft: Assessment, *, by: Actor, at: datetime, **sides: Any) -> None:
    trail.note(
        kind,
        object_type=kind.split(".", maxsplit=1)[0],
        object_key=key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        **sides,
    )
