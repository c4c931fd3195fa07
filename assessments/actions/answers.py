"""Answer the checklist. The only writer of `Answer` and `Settlement`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import Answer, Assessment, AssetGroup, Settlement
from assessments.permissions import Actor, Capability, Refused
from assessments.queries import scope

FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of one item: a state, a note, and why it does not apply."""

    item: str
    state: str
    note: str = ""
    reason: str = ""
    group: AssetGroup | None = None


@transaction.atomic
def record(
    *, assessment: Assessment, said: Said, version: int | None, by: Actor, at: datetime
) -> Answer:
    """
    Store one answer; the credit of the risks that its item mitigates follows.

    Raises:
        Refused: *by* may not, it is no draft, the state is unknown, or not
            applicable stands without a reason.
        catalogue.UnknownItem: the pinned edition has no such item.
        drafts.Stale: somebody answered since *version* was shown.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    scope.edition_of(draft).item(said.item)  # refuses by raising
    _check(said, draft)
    row = Answer.objects.filter(assessment=draft, item=said.item, group=said.group).first()
    is_own = row is not None and row.answered_by_id == by.person_id and row.seconded_by_id is None
    if not is_own:  # nobody is in one's own way, but a second person's word is seen before it goes
        drafts.require_version(
            row.version if row else 0, version, _("Somebody else answered this item meanwhile.")
        )
    before = _facts(row) if row else {}
    row = row or Answer(
        organisation_id=draft.organisation_id,
        assessment=draft,
        item=said.item,
        group=said.group,
        version=0,
    )
    row.state, row.note, row.reason = said.state, said.note.strip(), said.reason.strip()
    row.answered_by_id, row.answered_at = by.person_id, at
    row.seconded_by, row.seconded_at = None, None
    row.version += 1
    row.save()
    _touch(draft, said.item)
    was, now = trail.changes(before, _facts(row))
    _note("answer.recorded", said.item, draft, by=by, at=at, before=was, after=now)
    return row


@transaction.atomic
def clear(
    *, assessment: Assessment, item: str, group: AssetGroup | None, by: Actor, at: datetime
) -> None:
    """Take an answer back: the item is unanswered again."""
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    row = Answer.objects.filter(assessment=draft, item=item, group=group).first()
    if row is None:
        raise Refused(_("There is no answer to take back."))
    before = _facts(row)
    row.delete()
    _touch(draft, item)
    _note("answer.cleared", item, draft, by=by, at=at, before=before)


@transaction.atomic
def second(
    *, assessment: Assessment, item: str, group: AssetGroup | None, by: Actor, at: datetime
) -> Answer:
    """
    Confirm another person's "not applicable".

    Raises:
        Refused: *by* may not, gave the answer, or there is nothing to confirm.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, needs=Capability.SECOND, rescores=False)
    row = Answer.objects.filter(
        assessment=draft, item=item, group=group, state=Answer.State.NOT_APPLICABLE
    ).first()
    if row is None:
        raise Refused(_("There is no answer “not applicable” to confirm."))
    if row.answered_by_id == by.person_id:
        raise Refused(_("Another person than the one who answered confirms this."))
    row.seconded_by_id, row.seconded_at = by.person_id, at
    row.version += 1
    row.save(update_fields=["seconded_by", "seconded_at", "version"])
    _note("answer.seconded", item, draft, by=by, at=at, after={"reason": row.reason})
    return row


@transaction.atomic
def settle(
    *,
    assessment: Assessment,
    item: str,
    group: AssetGroup | None,
    words: str,
    by: Actor,
    at: datetime,
) -> Settlement:
    """
    Explain why an answer and a finding that contradicts it both stand.

    The credit stays halved; only the freeze is no longer blocked.

    Raises:
        Refused: *by* may not, it is no draft, or there are no words.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    scope.edition_of(draft).item(item)
    if len(words.split()) < FEWEST_WORDS:
        raise Refused(_("Explain in a sentence why both the answer and the finding stand."))
    row, _made = Settlement.objects.update_or_create(
        assessment=draft,
        item=item,
        group=group,
        defaults={
            "organisation_id": draft.organisation_id,
            "words": words.strip(),
            "by_id": by.person_id,
            "at": at,
        },
    )
    _note("contradiction.settled", item, draft, by=by, at=at, after={"words": row.words})
    return row


def _check(said: Said, draft: Assessment) -> None:
    if said.state not in Answer.State.values:
        raise Refused(_("Choose one of the five answers."))
    if said.state == Answer.State.NOT_APPLICABLE and not said.reason.strip():
        raise Refused(_("Say why this does not apply; a second person will confirm it."))
    if said.group is not None and said.group.assessment_id != draft.pk:
        raise Refused(_("Choose a group of this assessment."))


def _touch(draft: Assessment, item: str) -> None:
    """Mark the risks that *item* mitigates as changed by this edit."""
    codes = [mitigation.risk for mitigation in scope.edition_of(draft).item(item).mitigates]
    draft.risks.filter(code__in=codes).update(changed_rev=draft.input_rev)


def _facts(row: Answer) -> dict[str, Any]:
    return {"state": row.state, "note": row.note, "reason": row.reason, "group": row.group_id}


def _note(
    kind: str, item: str, draft: Assessment, *, by: Actor, at: datetime, **sides: Any
) -> None:
    trail.note(
        kind,
        object_type="answer",
        object_key=item,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        **sides,
    )
