"""Auditors whose time in an organisation ends by itself."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import ledger, trail
from assessments.models import ApiToken, Membership, Role
from assessments.permissions import Actor, Refused

LONGEST = timedelta(days=366)


def require_day(until: date | None, roles: Collection[str], *, at: datetime) -> None:
    """
    Check the last day of somebody who is invited.

    Raises:
        Refused: it is past, more than a year away, or of somebody who is no auditor.
    """
    if until is None:
        return
    if list(roles) != [Role.AUDITOR.value]:
        raise Refused(_("Only an auditor is invited until a day."))
    if not at.date() <= until <= at.date() + LONGEST:
        raise Refused(_("The last day is today or later, and within a year."))


def end_expired(*, at: datetime) -> int:
    """Deactivate the auditors whose last day is over; return how many. They were out already."""
    over = Membership.objects.filter(status=Membership.Status.ACTIVE, until__lt=at.date())
    return sum(_end(pk, at=at) for pk in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end(membership_id: int, *, at: datetime) -> bool:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person")
    over = rows.filter(status=Membership.Status.ACTIVE, until__lt=at.date())
    member = over.filter(pk=membership_id).first()
    if member is None:
        return False
    change(member, active=False, by=None, at=at)
    return True


def change(member: Membership, *, active: bool, by: Actor | None, at: datetime) -> None:
    """
    Let a member in again, without an end, or out; within a transaction that holds the row.

    Tokens end with the membership. *by* is None when its last day was over.
    """
    before = {"status": member.status, "until": member.until}
    member.status = Membership.Status.ACTIVE if active else Membership.Status.DEACTIVATED
    member.until = None if active else member.until
    member.version += 1
    member.save(update_fields=["status", "until", "version"])
    if not active:
        ApiToken.objects.filter(
            organisation_id=member.organisation_id, person=member.person, revoked_at=None
        ).update(revoked_at=at)
    trail.note(
        "person.status",
        object_type="person",
        object_key=member.person.email,
        organisation_id=member.organisation_id,
        by=by,
        at=at,
        before=before,
        after={"status": member.status, "until": member.until},
    )
    ledger.note_roles(member, by=by, at=at)
