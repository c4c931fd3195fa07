"""What the register's filters and bulk actions offer to choose from."""

from dataclasses import dataclass

from django.db.models import F, Value

from assessments.models import Assessment, Role
from assessments.permissions import Actor
from assessments.queries import access


@dataclass(frozen=True, slots=True)
class Choices:
    """Subjects and risk owners by name, as (id, name)."""

    subjects: tuple[tuple[int, str], ...]
    owners: tuple[tuple[int, str], ...]

    def subject(self, pk: int | None) -> str:
        return dict(self.subjects).get(pk or 0, "")

    def owner(self, pk: int | None) -> str:
        return dict(self.owners).get(pk or 0, "")


def of(assessment: Assessment, by: Actor) -> Choices:
    """Return the subjects that have risks, and the people who may own one. One query."""
    subjects = assessment.assetgroups.filter(risks__isnull=False).order_by()
    owners = (
        access.people(by)
        .filter(
            memberships__organisation_id=by.organisation_id,
            memberships__roles__contains=[Role.RISK_OWNER],
        )
        .order_by()
    )
    rows = (
        subjects.annotate(what=Value("subject"), label=F("name"))
        .values_list("what", "pk", "label")
        .union(
            owners.annotate(what=Value("owner"), label=F("name")).values_list("what", "pk", "label")
        )
    )
    found = sorted(rows, key=lambda row: (row[2].casefold(), row[1]))
    return Choices(
        subjects=tuple((pk, name) for what, pk, name in found if what == "subject"),
        owners=tuple((pk, name) for what, pk, name in found if what == "owner"),
    )
