"""What an actor can see: everything of the own organisation, nothing of any other."""

from django.db.models import QuerySet

from assessments.models import Assessment, Membership, Organisation, Person
from assessments.permissions import Actor


def organisation(slug: str) -> Organisation | None:
    """Return the organisation with that slug; None when there is none."""
    return Organisation.objects.filter(slug=slug).first()


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Return the organisations in which *person* is an active member, by name."""
    mine = Membership.objects.filter(Membership.living(), person=person)
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by("name")


def assessments(actor: Actor) -> QuerySet[Assessment]:
    """Return the assessments of the actor's organisation."""
    return Assessment.objects.filter(organisation_id=actor.organisation_id)


def assessment(actor: Actor, number: int) -> Assessment:
    """
    Return one assessment of the actor's organisation by its number.

    Raises:
        Assessment.DoesNotExist: there is none with that number.
    """
    return assessments(actor).select_related("lead", "risk_owner", "approver").get(number=number)


def people(actor: Actor) -> QuerySet[Person]:
    """Return the active members of the actor's organisation, by name."""
    members = Membership.objects.filter(
        organisation_id=actor.organisation_id, status=Membership.Status.ACTIVE
    )
    return Person.objects.filter(pk__in=members.values("person"), is_active=True).order_by("name")
