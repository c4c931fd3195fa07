"""Domains and the guests in them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from assessments.models import Assessment, AssetState, Domain, Placement

PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def domains(assessment: Assessment) -> list[Domain]:
    """Return the domains with the number of their guests, as `guests`."""
    return list(
        assessment.domains.annotate(guests=Count("placements"), newest=Max("valued_at"))
        .select_related("valued_by")
        .order_by("name")
    )


def unassigned(assessment: Assessment) -> list[Any]:
    """Return the first guests that no rule placed, with `name`."""
    return list(_named(assessment).filter(domain=None)[:PAGE])


def guests(assessment: Assessment, domain: int | None, number: int) -> Page:
    """Return a page of placements with `name`, of one domain if given."""
    rows = _named(assessment)
    if domain:
        rows = rows.filter(domain=domain)
    start = PAGE * (max(1, number) - 1)
    return Page(list(rows[start : start + PAGE]), max(1, number), rows.count())


def _named(assessment: Assessment) -> "QuerySet[Placement]":
    pins = assessment.pinnedimports.values("imported")
    states = AssetState.objects.filter(asset=OuterRef("asset"), imported__in=pins)
    return (
        assessment.placements.select_related("domain", "asset")
        .annotate(name=Subquery(states.values("name")[:1]))
        .order_by("name", "pk")
    )
