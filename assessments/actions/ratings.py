"""Judge risks: rate, confirm, override. The only writer of judgements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import Assessment, Risk
from assessments.models.groups import RANKS
from assessments.models.risk import JUDGED
from assessments.permissions import Actor, Refused


@dataclass(frozen=True, slots=True)
class Judgement:
    """Likelihood, and consequence in confidentiality, integrity, availability: ranks 1-5."""

    likelihood: int | None
    c: int | None
    i: int | None
    a: int | None

    def columns(self) -> dict[str, int | None]:
        """Return the columns these ranks fill."""
        return dict(zip(JUDGED, (self.likelihood, self.c, self.i, self.a), strict=True))


@transaction.atomic
def rate(
    *,
    risk: Risk,
    judgement: Judgement,
    reason: str,
    version: int | None,
    by: Actor,
    at: datetime,
) -> Risk:
    """
    Store what a person judged of one risk; its levels follow.

    Raises:
        Refused: *by* may not, it is no draft, a rank is off the scale, or the
            judgement goes below the proposal without a reason.
        drafts.Stale: somebody judged it since *version* was shown.
    """
    draft, row = open_risk(risk, version, by=by, at=at)
    columns = judgement.columns()
    if any(rank not in RANKS for rank in columns.values()):
        raise Refused(_("Choose a rank from 1 to 5 for likelihood, C, I and A."))
    lower = [name for name, rank in columns.items() if (rank or 0) < (_proposed(row, name) or 0)]
    if lower and not reason.strip():
        raise Refused(_("Say why this is below what was proposed."))
    before = {name: getattr(row, name) for name in columns}
    for name, rank in columns.items():
        setattr(row, name, rank)
    row.state = Risk.State.CONFIRMED
    row.reason, row.judged_by_id, row.judged_at = reason.strip(), by.person_id, at
    store(row, draft, at=at)
    was, now = trail.changes(before, columns)
    note("risk.judged", row, draft, by=by, at=at, before=was, after=now, reason=reason)
    return row


@transaction.atomic
def confirm(*, assessment: Assessment, numbers: Iterable[int], by: Actor, at: datetime) -> int:
    """
    Take the proposals of many risks over as judgements, as one act; return how many.

    Risks without a complete proposal are left as they are. No level follows from
    it: the engine takes what was judged, else what is proposed, and both are now
    the same. So nothing is scored again and no row turns stale.

    Raises:
        Refused: *by* may not, it is no draft, or none of them can be confirmed.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    complete = Q()
    for name in JUDGED:
        complete &= Q(**{f"proposed_{name}__isnull": False})
    rows = draft.risks.filter(complete, number__in=list(numbers), state=Risk.State.PROPOSED)
    confirmed = sorted(rows.values_list("number", flat=True))
    if not confirmed:
        raise Refused(_("None of these risks has a complete proposal left to confirm."))
    rows.update(
        state=Risk.State.CONFIRMED,
        **{name: F(f"proposed_{name}") for name in JUDGED},
        judged_by=by.person_id,
        judged_at=at,
        version=F("version") + 1,
        updated_at=at,
    )
    trail.note(
        "risks.confirmed",
        object_type="assessment",
        object_key=draft.key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        after={"risks": [f"R-{number}" for number in confirmed]},
    )
    return len(confirmed)


@transaction.atomic
def override(
    *, risk: Risk, level: int | None, reason: str, version: int | None, by: Actor, at: datetime
) -> Risk:
    """
    Put a level in place of the computed current one, or take that back with None.

    Raises:
        Refused: *by* may not, it is no draft, no reason, off the scale, or above
            the inherent level: then the inherent judgement is what is wrong.
        drafts.Stale: somebody changed it since *version* was shown.
    """
    draft, row = open_risk(risk, version, by=by, at=at)
    score = getattr(row, "score", None)
    if level is not None:
        if level not in RANKS:
            raise Refused(_("Choose a level from very low to very high."))
        if not reason.strip():
            raise Refused(_("Say why the computed level is not right."))
        if score is None or score.inherent is None:
            raise Refused(_("This risk has no computed level yet. Rate it first."))
        if level > score.inherent:
            raise Refused(
                _(
                    "A level above the inherent one means likelihood or consequence is too low: "
                    "rate those instead."
                )
            )
    before = {"override_level": row.override_level}
    row.override_level = level
    row.override_reason = reason.strip() if level is not None else ""
    row.overridden_by_id = by.person_id if level is not None else None
    row.overridden_at = at if level is not None else None
    store(row, draft, at=at)
    note(
        "risk.overridden",
        row,
        draft,
        by=by,
        at=at,
        before=before,
        after={"override_level": level},
        reason=reason,
    )
    return row


def open_risk(
    risk: Risk, version: int | None, *, by: Actor, at: datetime
) -> tuple[Assessment, Risk]:
    """Open the draft of *risk* and lock its row, which must be at *version* if one is given."""
    draft = drafts.open_draft(risk.assessment_id, by=by, at=at)
    row = draft.risks.select_for_update(of=("self",)).select_related("score").get(pk=risk.pk)
    drafts.require_version(row.version, version, _("Somebody else changed this risk meanwhile."))
    return draft, row


def store(row: Risk, draft: Assessment, *, at: datetime) -> None:
    """Store a changed risk as an edit of the draft's current input revision."""
    row.version += 1
    row.updated_at, row.changed_rev = at, draft.input_rev
    row.save()


def _proposed(row: Risk, name: str) -> int | None:
    found: int | None = getattr(row, f"proposed_{name}")
    return found


def note(kind: str, row: Risk, draft: Assessment, *, by: Actor, at: datetime, **sides: Any) -> None:
    """Note what happened to a risk."""
    trail.note(
        kind,
        object_type="risk",
        object_key=row.key,
        organisation_id=row.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        **sides,
    )
