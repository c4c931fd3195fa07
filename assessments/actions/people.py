"""People of an organisation: founded, invited, joined, given roles, deactivated."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, ledger, trail, visits
from assessments.models import Invitation, Membership, Organisation, Person, Role
from assessments.permissions import Actor, Capability, Refused, require

INVITED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the secret of its link, which is not stored."""

    invitation: Invitation
    secret: str


@transaction.atomic
def found(
    *, name: str, slug: str, administrator: Person, roles: Iterable[str] = (), at: datetime
) -> Organisation:
    """Create an organisation with its first administrator (from the command line only)."""
    organisation = Organisation(name=name, slug=slug, created_at=at)
    organisation.full_clean()
    organisation.save()
    Membership.objects.create(
        organisation=organisation,
        person=administrator,
        roles=sorted({Role.ADMINISTRATOR.value, *roles}),
        since=at,
    )
    trail.note(
        "organisation.founded",
        object_type="organisation",
        object_key=slug,
        organisation_id=organisation.pk,
        at=at,
        after={"administrator": administrator.email},
    )
    return organisation


@transaction.atomic
def admit(
    *, organisation: Organisation, person: Person, roles: Iterable[str], at: datetime
) -> Membership:
    """Make somebody a member without an invitation (from the command line only)."""
    member = Membership.objects.create(
        organisation=organisation, person=person, roles=_roles(roles), since=at
    )
    trail.note(
        "person.admitted",
        object_type="person",
        object_key=person.email,
        organisation_id=organisation.pk,
        at=at,
        after={"roles": member.roles},
    )
    ledger.note_roles(member, by=None, at=at)
    return member


@transaction.atomic
def invite(
    *, email: str, roles: Iterable[str], by: Actor, at: datetime, until: date | None = None
) -> Invited:
    """
    Offer somebody to join, an auditor perhaps *until* a day; the link works once, for a week.

    Raises:
        Refused: *by* may not, roles or day do not go together, or they are a member already.
    """
    require(by, Capability.ADMINISTER)
    email = email.strip().lower()
    chosen = _roles(roles)
    visits.require_day(until, chosen, at=at)
    if "@" not in email:
        raise Refused(_("Give the e-mail address of the person."))
    if Membership.objects.filter(organisation_id=by.organisation_id, person__email=email).exists():
        raise Refused(_("%(email)s is a member already.") % {"email": email})
    Invitation.objects.filter(
        organisation_id=by.organisation_id, email=email, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation_id=by.organisation_id,
        email=email,
        roles=chosen,
        token_hash=_hash(secret),
        invited_by_id=by.person_id,
        invited_at=at,
        expires_at=at + INVITED_FOR,
        until=until,
    )
    _note("person.invited", email, by=by, at=at, after={"roles": chosen, "until": until})
    return Invited(invitation, secret)


def invitation_of(secret: str, *, at: datetime) -> Invitation | None:
    """Return the open invitation behind a link; None when there is none (any more)."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=_hash(secret), accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )


@transaction.atomic
def join(
    *, secret: str, name: str, password: str, signed_in: Person | None, at: datetime
) -> Person:
    """
    Accept an invitation: as a new person, or as who is signed in with that address.

    Raises:
        Refused: the link is used, withdrawn or late, the address belongs to an
            account that is not signed in, or the password is too weak (its words say how).
    """
    invitation = invitation_of(secret, at=at)
    if invitation is None:
        raise Refused(_("This invitation was used, withdrawn or is too old. Ask for another."))
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    person = _invited_person(invitation, name=name, password=password, signed_in=signed_in)
    member = Membership.objects.create(
        organisation_id=invitation.organisation_id,
        person=person,
        roles=invitation.roles,
        since=at,
        until=invitation.until,
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    trail.note(
        "person.joined",
        object_type="person",
        object_key=person.email,
        organisation_id=invitation.organisation_id,
        by=Actor(person.pk, person.name, invitation.organisation_id, frozenset()),
        at=at,
        after={"roles": invitation.roles},
    )
    ledger.note_roles(member, by=None, at=at)
    return person


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Withdraw an open invitation."""
    require(by, Capability.ADMINISTER)
    invitation = Invitation.objects.select_for_update().get(
        pk=invitation_id, organisation_id=by.organisation_id
    )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(_("This invitation is no longer open."))
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    _note("invitation.withdrawn", invitation.email, by=by, at=at)


@transaction.atomic
def give_roles(
    *, membership_id: int, roles: Iterable[str], version: int | None, by: Actor, at: datetime
) -> Membership:
    """
    Change what a member may do.

    Raises:
        Refused: *by* may not, the roles do not go together, or nobody would administer.
        Membership.DoesNotExist: there is no such member here.
        drafts.Stale: somebody changed them since *version* was shown.
    """
    member = _member(membership_id, version, by=by)
    before = {"roles": list(member.roles), "until": member.until}
    member.roles = _roles(roles)
    member.version += 1
    member.until = member.until if member.roles == ["auditor"] else None
    member.save(update_fields=["roles", "until", "version"])
    _require_an_administrator(by)
    _note(
        "person.roles",
        member.person.email,
        by=by,
        at=at,
        before=before,
        after={"roles": member.roles, "until": member.until},
    )
    ledger.note_roles(member, by=by, at=at)
    return member


@transaction.atomic
def set_status(
    *, membership_id: int, active: bool, version: int | None, by: Actor, at: datetime
) -> Membership:
    """
    Deactivate a member, or let them back in; their tokens end with them.

    Raises:
        Refused: *by* may not, or nobody would administer.
    """
    member = _member(membership_id, version, by=by)
    visits.change(member, active=active, by=by, at=at)
    _require_an_administrator(by)
    return member


def _invited_person(
    invitation: Invitation, *, name: str, password: str, signed_in: Person | None
) -> Person:
    known = Person.objects.filter(email=invitation.email).first()
    if known is not None:
        if signed_in is None or signed_in.pk != known.pk:
            raise Refused(
                _("There is an account for %(email)s. Sign in with it, then open the link again.")
                % {"email": invitation.email}
            )
        return known
    if not name.strip():
        raise Refused(_("Give your name, as it shall stand under what you sign."))
    person = Person(email=invitation.email, name=name.strip()[:120])
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return Person.objects.create_user(person.email, password, name=person.name)


def _roles(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    if not chosen or not set(chosen) <= set(Role.values):
        raise Refused(_("Choose at least one role."))
    if Role.AUDITOR in chosen and len(chosen) > 1:
        raise Refused(_("An auditor has no other role: who audits does not take part."))
    return chosen


def _member(membership_id: int, version: int | None, *, by: Actor) -> Membership:
    require(by, Capability.ADMINISTER)
    member = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=membership_id, organisation_id=by.organisation_id)
    )
    drafts.require_version(
        member.version, version, _("Somebody else changed this member meanwhile.")
    )
    return member


def _require_an_administrator(by: Actor) -> None:
    if not Membership.objects.filter(
        organisation_id=by.organisation_id,
        status=Membership.Status.ACTIVE,
        roles__contains=[Role.ADMINISTRATOR.value],
    ).exists():
        raise Refused(_("Somebody has to administer: give the role to another person first."))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(kind: str, email: str, *, by: Actor, at: datetime, **sides: Any) -> None:
    trail.note(
        kind,
        object_type="person",
        object_key=email,
        organisation_id=by.organisation_id,
        by=by,
        at=at,
        **sides,
    )
