"""As whom a command acts."""

from django.core.management.base import CommandError

from assessments.models import Organisation, Person
from assessments.permissions import Actor, actor_of


def acting(slug: str, email: str) -> Actor:
    """
    Return the actor that *email* is in the organisation *slug*.

    Raises:
        CommandError: there is no such organisation, or no such active member.
    """
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(f"There is no organisation {slug!r}.")
    person = Person.objects.filter(email__iexact=email).first()
    actor = actor_of(person, organisation) if person else None
    if actor is None:
        raise CommandError(f"{email} is no active member of {slug}.")
    return actor
