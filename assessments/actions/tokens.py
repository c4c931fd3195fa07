"""Personal API tokens: made, used, revoked. The secret is shown once and never kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.actions import trail
from assessments.models import ApiToken, Membership
from assessments.permissions import Actor, Capability, Refused, require

LONGEST = timedelta(days=366)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A new token and its secret, which is not stored."""

    token: ApiToken
    secret: str


@transaction.atomic
def make(*, name: str, days: int, by: Actor, at: datetime) -> Made:
    """
    Make a token for *by* that ends after *days*.

    Raises:
        Refused: no name, or it would live for more than a year.
    """
    require(by, Capability.READ)
    if not name.strip():
        raise Refused(_("Give the token a name that says what uses it."))
    if not 0 < days <= LONGEST.days:
        raise Refused(_("A token lives for 1 to 366 days."))
    secret = f"vsr_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        name=name.strip()[:80],
        prefix=secret[:8],
        token_hash=hashlib.sha256(secret.encode()).hexdigest(),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    _note("token.made", token, by=by, at=at)
    return Made(token, secret)


@transaction.atomic
def revoke(*, token_id: int, by: Actor, at: datetime) -> None:
    """
    End a token: one's own, or as an administrator anybody's.

    Raises:
        ApiToken.DoesNotExist: there is none, or it is another person's.
    """
    mine = ApiToken.objects.select_for_update().filter(organisation_id=by.organisation_id)
    if not by.may(Capability.ADMINISTER):
        mine = mine.filter(person_id=by.person_id)
    token = mine.get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _note("token.revoked", token, by=by, at=at)


def use(*, token_hash: str, at: datetime) -> ApiToken | None:
    """
    Return the living token with that hash; None when there is none.

    A token lives no longer than its person is an active member of its organisation.
    """
    active = Membership.objects.filter(
        Membership.living(), organisation=OuterRef("organisation"), person=OuterRef("person")
    )
    token = (
        ApiToken.objects.select_related("person")
        .filter(Exists(active), token_hash=token_hash, revoked_at=None, expires_at__gt=at)
        .filter(person__is_active=True)
        .first()
    )
    if token and (token.last_used_at is None or at - token.last_used_at > _SEEN_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def _note(kind: str, token: ApiToken, *, by: Actor, at: datetime) -> None:
    trail.note(
        kind,
        object_type="token",
        object_key=token.prefix,
        organisation_id=token.organisation_id,
        by=by,
        at=at,
        after={"name": token.name, "expires_at": token.expires_at},
    )
