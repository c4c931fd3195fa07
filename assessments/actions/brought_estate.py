"""Make the inventory of a brought assessment again: imports, assets, domains, groups, findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.models import (
    Assessment,
    Asset,
    AssetEdge,
    AssetGroup,
    AssetState,
    CheckOutcome,
    Domain,
    Finding,
    Import,
    PinnedImport,
    Placement,
)
from assessments.permissions import Actor
from assessments.reports import parts
from assessments.reports.brought import moment
from assessments.reports.document import Document

BATCH = 2000
BY_HAND = "override"


@dataclass(frozen=True, slots=True)
class Here:
    """Into which draft a document is brought, by whom and when."""

    draft: Assessment
    by: Actor
    at: datetime

    @property
    def mine(self) -> dict[str, Any]:
        """Return the columns that every row of the draft has."""
        return {"organisation_id": self.draft.organisation_id, "assessment": self.draft}

    @property
    def who(self) -> dict[str, Any]:
        """Return who stands for what a row says, and since when: whoever brings it."""
        return {"by_id": self.by.person_id, "at": self.at}


@dataclass(frozen=True, slots=True)
class Ids:
    """What the ids and names of a document are here."""

    assets: Mapping[str, int]
    domains: Mapping[str, int]
    groups: Mapping[str, int]


def bring(document: Document, here: Here) -> Ids:
    """Store the estate of *document* in a draft that has nothing yet; return what is what."""
    imports = _imports(document, here)
    assets = _assets(document, here)
    home = _homes(document)
    fallback = min(imports, default="")
    homes = {row.id: imports[home.get(row.source, fallback)] for row in document.assets}
    _states(document, here, homes, assets)
    _findings(document, here, imports, assets)
    domains = _domains(document, here)
    Placement.objects.bulk_create(
        (
            Placement(
                asset_id=assets[row.id],
                domain_id=domains[row.domain] if row.domain is not None else None,
                rule=row.rule,
                detail=row.detail,
                placed_by_id=here.by.person_id if row.placed_by else None,
                placed_at=here.at if row.placed_at else None,
                **here.mine,
            )
            for row in document.assets
            if row.rule
        ),
        batch_size=BATCH,
    )
    return Ids(assets, domains, _groups(document, here, assets, domains))


def _imports(document: Document, here: Here) -> dict[str, Import]:
    """Store and pin the imports; they stand for the snapshot, never for a file read here."""
    organisation = here.draft.organisation_id
    rows = Import.objects.bulk_create(
        Import(
            organisation_id=organisation,
            brought=True,
            sha256=row.sha256,
            file_name=row.file_name,
            size=row.size,
            format=row.format,
            tool=row.tool,
            tool_version=row.tool_version,
            taken_at=moment(row.taken_at) if row.taken_at else None,
            as_of=moment(row.as_of),
            totals=row.totals,
            sheets=row.sheets,
            notices=row.notices,
            parameters=row.parameters,
            **here.who,
        )
        for row in document.imports
    )
    PinnedImport.objects.bulk_create(
        PinnedImport(imported=row, pinned_by_id=here.by.person_id, pinned_at=here.at, **here.mine)
        for row in rows
    )
    CheckOutcome.objects.bulk_create(
        CheckOutcome(
            organisation_id=organisation,
            imported=next(each for each in rows if each.sha256 == row.imported),
            code=row.code,
            result=row.result,
            considered=row.considered,
            count=row.count,
            reason=row.reason,
        )
        for row in document.checks
    )
    return {row.sha256: row for row in rows}


def _assets(document: Document, here: Here) -> dict[str, int]:
    """Make sure that every asset has an identity here; those that exist stay untouched."""
    organisation = here.draft.organisation_id
    Asset.objects.bulk_create(
        (
            Asset(
                organisation_id=organisation,
                kind=row.kind,
                source=row.source,
                native_id=row.native_id,
            )
            for row in document.assets
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    known = Asset.objects.filter(
        organisation_id=organisation, source__in={row.source for row in document.assets}
    ).values_list("kind", "source", "native_id", "pk")
    ids = {(kind, source, native_id): pk for kind, source, native_id, pk in known.iterator()}
    return {row.id: ids[row.kind, row.source, row.native_id] for row in document.assets}


def _homes(document: Document) -> dict[str, str]:
    """Return the import that each source was seen in, as far as findings tell."""
    sources = {row.id: row.source for row in document.assets}
    return {
        sources[each.asset]: each.imported for each in document.findings if each.asset is not None
    }


def _states(
    document: Document, here: Here, homes: Mapping[str, Import], assets: Mapping[str, int]
) -> None:
    organisation = here.draft.organisation_id
    AssetState.objects.bulk_create(
        (
            AssetState(
                organisation_id=organisation,
                imported=homes[row.id],
                asset_id=assets[row.id],
                kind=row.kind,
                name=row.name,
                is_placeholder=row.is_placeholder,
                attributes=_attributes(row),
            )
            for row in document.assets
        ),
        batch_size=BATCH,
    )
    AssetEdge.objects.bulk_create(
        (
            AssetEdge(
                organisation_id=organisation,
                imported=homes[row.tail],
                relation=row.relation,
                tail_id=assets[row.tail],
                head_id=assets[row.head],
            )
            for row in document.edges
        ),
        batch_size=BATCH,
    )


def _findings(
    document: Document, here: Here, imports: Mapping[str, Import], assets: Mapping[str, int]
) -> None:
    organisation = here.draft.organisation_id
    Finding.objects.bulk_create(
        (_finding(row, organisation, imports, assets) for row in document.findings),
        batch_size=BATCH,
    )


def _finding(
    row: parts.Finding, organisation: int, imports: Mapping[str, Import], assets: Mapping[str, int]
) -> Finding:
    return Finding(
        organisation_id=organisation,
        imported=imports[row.imported],
        code=row.code,
        asset_id=assets[row.asset] if row.asset is not None else None,
        label=row.label,
        severity=row.severity,
        evidence=row.evidence,
        detail=row.detail,
    )


def _attributes(row: parts.Asset) -> dict[str, Any]:
    """Return what is known of an asset: its traits, and the domain that a rule gave it."""
    known = dict(row.traits) if isinstance(row.traits, Mapping) else {}
    if row.rule and row.rule != BY_HAND:
        known |= {"domain": row.domain, "domain_rule": row.rule, "domain_detail": row.detail}
    return known


def _domains(document: Document, here: Here) -> dict[str, int]:
    rows = Domain.objects.bulk_create(
        Domain(
            name=row.name,
            value_c=row.value_c,
            value_i=row.value_i,
            value_a=row.value_a,
            trust=row.trust,
            reason=row.reason,
            valued_by_id=here.by.person_id if row.valued_by else None,
            valued_at=here.at if row.valued_at else None,
            **here.mine,
        )
        for row in document.domains
    )
    return {row.name: row.pk for row in rows}


def _groups(
    document: Document, here: Here, assets: Mapping[str, int], domains: Mapping[str, int]
) -> dict[str, int]:
    ordered: Iterable[parts.Group] = sorted(document.groups, key=lambda row: (len(row.id), row.id))
    olds = list(ordered)
    rows = AssetGroup.objects.bulk_create(
        (
            AssetGroup(
                kind=row.kind,
                name=row.name,
                domain_id=domains[row.domain] if row.domain is not None else None,
                asset_id=assets[row.asset] if row.asset is not None else None,
                value_c=row.value_c,
                value_i=row.value_i,
                value_a=row.value_a,
                value_paths=row.value_paths,
                members=row.members,
                **here.mine,
            )
            for row in olds
        ),
        batch_size=BATCH,
    )
    return {old.id: row.pk for old, row in zip(olds, rows, strict=True)}
