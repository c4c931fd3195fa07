"""Findings with their proof: of one import or of all that an assessment is about, filtered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet

from assessments.checks.bindings import Binding, bindings
from assessments.models import Assessment, AssetState, Finding, Import
from assessments.queries.estate import PAGE, Page

SEVERITIES = ("high", "medium", "low", "info")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show; blank or None does not narrow."""

    code: str = ""
    severity: str = ""
    domain: str = ""
    words: str = ""
    item: str = ""
    asset: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with what its check means, and name and domain of its object where it has them."""

    finding: Finding
    name: str
    binding: Binding | None
    domain: str


@dataclass(frozen=True, slots=True)
class Found:
    page: Page
    codes: tuple[tuple[str, str, int], ...]  # code, title, findings with all else as wanted
    severities: Mapping[str, int]
    domains: tuple[str, ...]


class Source:
    """Where findings come from: one import, or the pinned imports of an assessment."""

    def __init__(self, imported: Import | None = None, assessment: Assessment | None = None):
        self.assessment = assessment
        self.imports = (
            list(assessment.pinnedimports.values_list("imported_id", flat=True))
            if assessment
            else [imported.pk]
            if imported
            else []
        )

    def domains(self) -> tuple[str, ...]:
        """Return the names of the domains that guests lie in."""
        if self.assessment:
            return tuple(self.assessment.domains.order_by("name").values_list("name", flat=True))
        names = self._states().exclude(attributes__domain=None)
        return tuple(sorted(set(names.values_list("attributes__domain", flat=True))))

    def in_domain(self, name: str) -> "QuerySet[Any]":
        """Return the ids of the guests of a domain."""
        if self.assessment:
            placed = self.assessment.placements.filter(domain__name=name)
            return placed.values_list("asset_id", flat=True)
        return self._states().filter(attributes__domain=name).values_list("asset_id", flat=True)

    def domain_of(self, assets: set[int]) -> dict[int, str]:
        """Return the domain of each of these assets that lies in one."""
        if self.assessment:
            placed = self.assessment.placements.filter(asset__in=assets).exclude(domain=None)
            return dict(placed.values_list("asset_id", "domain__name"))
        states = self._states().filter(asset__in=assets).exclude(attributes__domain=None)
        return dict(states.values_list("asset_id", "attributes__domain"))

    def _states(self) -> "QuerySet[AssetState]":
        return AssetState.objects.filter(imported__in=self.imports, kind="vm")


def found(source: Source, wanted: Wanted, number: int) -> Found:
    """Return a page of findings, worst first, with the counts that the filters show."""
    rows = _narrowed(source, wanted)
    every_code = _narrowed(source, replace(wanted, code=""))
    every_severity = _narrowed(source, replace(wanted, severity=""))
    codes = dict(every_code.values_list("code").annotate(n=Count("pk")).order_by())
    severities = dict(every_severity.values_list("severity").annotate(n=Count("pk")).order_by())
    start = PAGE * (max(1, number) - 1)
    ordered = rows.select_related("asset", "imported").order_by(*_ORDER)
    return Found(
        page=Page(_rows(source, list(ordered[start : start + PAGE])), max(1, number), rows.count()),
        codes=tuple(
            (code, known.title if (known := bindings().get(code)) else code, count)
            for code, count in sorted(codes.items())
        ),
        severities={name: severities.get(name, 0) for name in SEVERITIES},
        domains=source.domains(),
    )


_ORDER = ("code", "label", "pk")


def _narrowed(source: Source, wanted: Wanted) -> "QuerySet[Finding]":
    rows = Finding.objects.filter(imported__in=source.imports)
    if wanted.code:
        rows = rows.filter(code=wanted.code)
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.item:
        bound = [code for code, row in bindings().items() if wanted.item in row.items]
        rows = rows.filter(code__in=bound)
    if wanted.domain:
        rows = rows.filter(asset__in=source.in_domain(wanted.domain))
    if wanted.asset:
        rows = rows.filter(asset=wanted.asset)
    if wanted.words:
        named = AssetState.objects.filter(
            imported__in=source.imports, name__icontains=wanted.words
        ).values("asset_id")
        rows = rows.filter(asset__in=named) | rows.filter(label__icontains=wanted.words)
    return rows


def _rows(source: Source, findings: list[Finding]) -> list[Row]:
    assets = {finding.asset_id for finding in findings if finding.asset_id}
    domains = source.domain_of(assets) if assets else {}
    states = AssetState.objects.filter(imported__in=source.imports, asset__in=assets)
    names = dict(states.values_list("asset_id", "name"))
    return [
        Row(
            finding=finding,
            name=names.get(finding.asset_id or 0, ""),
            binding=bindings().get(finding.code),
            domain=domains.get(finding.asset_id or 0, ""),
        )
        for finding in findings
    ]
