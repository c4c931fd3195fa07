"""Who works on an assessment, and who will sign it. The only writer of `TeamMember`."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import Assessment, Person, TeamMember
from assessments.permissions import Actor, Refused
from assessments.queries import access


@transaction.atomic
def name_signers(
    *,
    assessment: Assessment,
    risk_owner: Person | None,
    approver: Person | None,
    by: Actor,
    at: datetime,
) -> Assessment:
    """
    Name who will sign as risk owner and as approver.

    Raises:
        Refused: *by* may not, it is no draft, or the people or roles do not fit.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    if risk_owner is not None and risk_owner == approver:
        raise Refused(_("Risk owner and approver are two different people."))
    _require_role(risk_owner, "risk_owner", _("a risk owner"), by)
    _require_role(approver, "approver", _("an approver"), by)
    columns = {"risk_owner": risk_owner, "approver": approver}
    before = {name: str(getattr(draft, name) or "") for name in columns}
    drafts.save(draft, columns)
    after = {name: str(person or "") for name, person in columns.items()}
    trail.note_of("signers.named", draft, by=by, at=at, before=before, after=after)
    return draft


@transaction.atomic
def add_to_team(
    *, assessment: Assessment, person: Person, part: str, by: Actor, at: datetime
) -> TeamMember:
    """
    Put a member on the assessment's team, or change what they do there.

    Raises:
        Refused: *by* may not, or *person* is no active member here.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    if not access.people(by).filter(pk=person.pk).exists():
        raise Refused(_("Choose an active member of this organisation."))
    member, _made = TeamMember.objects.update_or_create(
        assessment=draft,
        person=person,
        defaults={
            "organisation_id": draft.organisation_id,
            "part": part.strip()[:80],
            "added_at": at,
        },
    )
    trail.note_of(
        "team.added", draft, by=by, at=at, after={"person": person.name, "part": member.part}
    )
    return member


@transaction.atomic
def remove_from_team(
    *, assessment: Assessment, people: Iterable[int], by: Actor, at: datetime
) -> None:
    """Take people off the team; what they did stays theirs."""
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    leaving = draft.teammembers.filter(person_id__in=list(people)).select_related("person")
    names = [member.person.name for member in leaving]
    leaving.delete()
    trail.note_of("team.removed", draft, by=by, at=at, before={"people": names})


def _require_role(person: Person | None, role: str, words: str, by: Actor) -> None:
    if person is None:
        return
    if not person.memberships.filter(
        organisation_id=by.organisation_id, status="active", roles__contains=[role]
    ).exists():
        raise Refused(
            _("%(name)s is not %(role)s in this organisation.")
            % {"name": person.name, "role": words}
        )
