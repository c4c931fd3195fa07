"""The person who acts, in the organisation they act in; loaded once for each request."""

from dataclasses import dataclass

from assessments.models import Membership, Organisation, Person, Role
from assessments.permissions.capabilities import ROLE_CAPABILITIES, Capability


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone signed in, with the roles of one active membership."""

    person_id: int
    name: str
    organisation_id: int
    roles: frozenset[str]

    def may(self, capability: Capability) -> bool:
        return any(capability in ROLE_CAPABILITIES[Role(role)] for role in self.roles)

    def has(self, role: Role) -> bool:
        return role in self.roles


def enter(person: Person, slug: str) -> tuple[Organisation, Actor] | None:
    """
    Return the organisation with that slug and the actor *person* is in it. One query.

    None when there is no such organisation, or either is not active in it.
    """
    membership = (
        Membership.objects.select_related("organisation")
        .filter(Membership.living(), organisation__slug=slug, person=person)
        .first()
    )
    if membership is None or not person.is_active:
        return None
    return membership.organisation, _actor(person, membership)


def actor_of(person: Person, organisation: Organisation) -> Actor | None:
    """Return the actor that *person* is in *organisation*; None unless both are active."""
    membership = Membership.objects.filter(
        Membership.living(), organisation=organisation, person=person
    ).first()
    if membership is None or not person.is_active:
        return None
    return _actor(person, membership)


def _actor(person: Person, membership: Membership) -> Actor:
    return Actor(person.pk, person.name, membership.organisation_id, frozenset(membership.roles))
