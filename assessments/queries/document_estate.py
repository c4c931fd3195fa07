"""The estate's part of a document: imports, domains, groups, assets, checks, findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.checks.bindings import bindings
from assessments.models import Assessment, AssetEdge, AssetState, CheckOutcome, Finding
from assessments.queries.layers import TRAITS
from assessments.queries.names import Names, instant
from assessments.reports import parts


@dataclass(frozen=True, slots=True)
class Estate:
    assets: tuple[parts.Asset, ...] = ()
    edges: tuple[parts.Edge, ...] = ()
    findings: tuple[parts.Finding, ...] = ()


EMPTY = Estate()


def of(assessment: Assessment, names: Names) -> Estate:
    """Return assets with their placement, dependencies and findings of the pinned imports."""
    pins = assessment.pinnedimports.values("imported")
    placed = {row.asset_id: row for row in assessment.placements.select_related("domain").all()}
    states = AssetState.objects.filter(imported__in=pins).select_related("asset")
    assets = []
    for state in states.order_by("asset_id", "-imported_id").distinct("asset_id").iterator():
        placement = placed.get(state.asset_id)
        assets.append(
            parts.Asset(
                id=str(state.asset_id),
                kind=state.kind,
                name=state.name,
                source=state.asset.source,
                native_id=state.asset.native_id,
                is_placeholder=state.is_placeholder,
                domain=placement.domain.name if placement and placement.domain else None,
                rule=placement.rule if placement else "",
                detail=placement.detail if placement else "",
                placed_by=names.person(placement.placed_by_id) if placement else None,
                placed_at=instant(placement.placed_at) if placement else None,
                traits=_traits(state.attributes),
            )
        )
    edges = AssetEdge.objects.filter(imported__in=pins).values_list("relation", "tail", "head")
    return Estate(
        assets=tuple(assets),
        edges=tuple(
            parts.Edge(relation=relation, tail=str(tail), head=str(head))
            for relation, tail, head in sorted(set(edges.iterator()))
        ),
        findings=_findings(assessment),
    )


def _traits(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what values follow from; sizes as whole MiB, as they are counted."""
    found = {name: attributes[name] for name in TRAITS if name in attributes}
    return {name: int(each) if isinstance(each, float) else each for name, each in found.items()}


def _findings(assessment: Assessment) -> tuple[parts.Finding, ...]:
    rows = Finding.objects.filter(imported__in=assessment.pinnedimports.values("imported"))
    columns = ("pk", "imported__sha256", "code", "asset_id", "label", "severity")
    return tuple(
        parts.Finding(
            id=str(pk),
            imported=sha256,
            code=code,
            asset=str(asset) if asset else None,
            label=label,
            severity=severity,
            evidence=proof,
            detail=detail,
        )
        for pk, sha256, code, asset, label, severity, proof, detail in rows.order_by("pk")
        .values_list(*columns, "evidence", "detail")
        .iterator()
    )


def imports(assessment: Assessment, names: Names) -> tuple[parts.Import, ...]:
    """Return the pinned imports."""
    pins = assessment.pinnedimports.select_related("imported").order_by("imported__sha256")
    return tuple(
        parts.Import(
            sha256=row.sha256,
            file_name=row.file_name,
            size=row.size,
            format=row.format,
            tool=row.tool,
            tool_version=row.tool_version,
            taken_at=instant(row.taken_at),
            as_of=instant(row.as_of) or "",
            totals=row.totals,
            sheets=row.sheets,
            notices=row.notices,
            parameters=row.parameters,
            by=names.person(row.by_id) or "",
            at=instant(row.at) or "",
        )
        for row in (pin.imported for pin in pins)
    )


def domains(assessment: Assessment, names: Names) -> tuple[parts.Domain, ...]:
    """Return the information domains with the number of guests in each."""
    counts: dict[int | None, int] = {}
    for domain in assessment.placements.values_list("domain_id", flat=True):
        counts[domain] = counts.get(domain, 0) + 1
    return tuple(
        parts.Domain(
            name=row.name,
            value_c=row.value_c,
            value_i=row.value_i,
            value_a=row.value_a,
            trust=row.trust,
            reason=row.reason,
            valued_by=names.person(row.valued_by_id),
            valued_at=instant(row.valued_at),
            members=counts.get(row.pk, 0),
        )
        for row in assessment.domains.order_by("name")
    )


def groups(assessment: Assessment, names: Names) -> tuple[parts.Group, ...]:
    """Return the groups that risks are about."""
    rows = assessment.assetgroups.select_related("domain").order_by("pk")
    return tuple(
        parts.Group(
            id=str(row.pk),
            kind=row.kind,
            name=row.name,
            domain=row.domain.name if row.domain else None,
            asset=str(row.asset_id) if row.asset_id else None,
            value_c=row.value_c,
            value_i=row.value_i,
            value_a=row.value_a,
            value_paths=row.value_paths,
            members=row.members,
        )
        for row in rows
    )


def checks(assessment: Assessment) -> tuple[parts.CheckResult, ...]:
    """Return what every check said of the pinned imports."""
    known = bindings()
    rows = CheckOutcome.objects.filter(
        imported__in=assessment.pinnedimports.values("imported")
    ).select_related("imported")
    return tuple(
        parts.CheckResult(
            imported=row.imported.sha256,
            code=row.code,
            title=known[row.code].title if row.code in known else row.code,
            result=row.result,
            considered=row.considered,
            count=row.count,
            reason=row.reason,
        )
        for row in rows.order_by("imported__sha256", "code")
    )
