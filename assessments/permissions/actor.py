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


def actor_of(person: Person, organisation: Organisation) -> Actor | None:
    """Return the actor that *person* is in *organisation*; None unless both are active."""
    if not person.is_active:
        return None
    membership = Membership.objects.filter(
        organisation=organisation, person=person, status=Membership.Status.ACTIVE
    ).first()
    if membership is None:
        return None
    return Actor(person.pk, person.name, organisation.pk, frozenset(membership.roles))
