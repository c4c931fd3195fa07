"""Domains and the guests in them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

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


@dataclass(frozen=True, slots=True)
class Placed:
    """A domain, how many guests lie in it, and the rules that put them there with their counts."""

    domain: Domain
    guests: int
    rules: tuple[tuple[str, int], ...]


def domains(assessment: Assessment) -> list[Placed]:
    """Return the domains with their guests by rule. Two queries."""
    rules: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    counted = assessment.placements.exclude(domain=None).values_list("domain_id", "rule")
    for domain, rule, count in counted.annotate(n=Count("pk")).order_by("-n", "rule"):
        rules[domain].append((rule, count))
    found = assessment.domains.select_related("valued_by").order_by("name")
    return [
        Placed(each, sum(n for _, n in rules[each.pk]), tuple(rules[each.pk])) for each in found
    ]


def domain(assessment: Assessment, pk: int) -> Placed | None:
    """Return one domain as `domains` does; None when there is none."""
    return next((each for each in domains(assessment) if each.domain.pk == pk), None)


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
