"""Remarks on frozen revisions, and answers to them. The only writer of `Remark`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import trail
from assessments.models import Assessment, Remark, Revision
from assessments.models.remark import OPENING
from assessments.permissions import Actor, Capability, Refused, require
from assessments.reports.document import Document

LONGEST = 4_000  # characters


@transaction.atomic
def begin(
    *, revision: Revision, kind: str, risk: str, words: str, by: Actor, at: datetime
) -> Remark:
    """
    Begin a thread about a frozen revision, or about one risk in it.

    Raises:
        Refused: the kind or the risk is unknown, or there are no words; says all of it.
    """
    require(by, Capability.READ)
    problems = _problems(words)
    if kind not in OPENING:
        problems.append(_("Choose whether it is a question, a finding or an observation."))
    if risk and risk not in _keys(revision):
        problems.append(_("No risk in this revision has the key %(key)s.") % {"key": risk[:20]})
    if problems:
        raise Refused(" ".join(problems))
    made = Remark.objects.create(
        organisation_id=revision.organisation_id,
        assessment=revision.assessment,
        revision=revision.number,
        risk=risk,
        kind=kind,
        words=words.strip(),
        by_id=by.person_id,
        at=at,
    )
    _note("remark.made", made, by=by, at=at)
    return made


@transaction.atomic
def answer(*, thread: Remark, words: str, closes: bool, by: Actor, at: datetime) -> Remark:
    """
    Answer in a thread; with *closes* whoever began it ends it.

    Raises:
        Refused: it is closed, somebody else began it, or there are no words.
    """
    require(by, Capability.READ)
    Assessment.objects.select_for_update().get(
        pk=thread.assessment_id, organisation_id=by.organisation_id
    )
    first = Remark.objects.select_related("assessment").get(pk=thread.pk, thread=None)
    problems = _problems(words)
    if first.replies.filter(kind=Remark.Kind.CLOSED).exists():
        problems.append(_("This thread is closed. Begin another one."))
    if closes and first.by_id != by.person_id:
        problems.append(_("Only who began a thread closes it."))
    if problems:
        raise Refused(" ".join(problems))
    made = Remark.objects.create(
        organisation_id=first.organisation_id,
        assessment=first.assessment,
        revision=first.revision,
        risk=first.risk,
        thread=first,
        kind=Remark.Kind.CLOSED if closes else Remark.Kind.ANSWER,
        words=words.strip(),
        by_id=by.person_id,
        at=at,
    )
    _note("remark.closed" if closes else "remark.answered", made, by=by, at=at)
    return made


def _problems(words: str) -> list[str]:
    if not words.strip():
        return [_("Say it in words.")]
    if len(words) > LONGEST:
        return [_("Say it in %(n)d characters or fewer.") % {"n": LONGEST}]
    return []


def _keys(revision: Revision) -> set[str]:
    return {risk.key for risk in Document.from_json(bytes(revision.snapshot.content)).risks}


def _note(kind: str, made: Remark, *, by: Actor, at: datetime) -> None:
    after = {"risk": made.risk, "words": made.words}
    trail.note_of_revision(kind, made.assessment, made.revision, by=by, at=at, after=after)
