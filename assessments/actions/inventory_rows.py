"""An inventory as rows: identities, states, edges, outcomes and findings of one import."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from assessments.checks import CheckResult, Placement
from assessments.estate import Edge, Estate, Guest, Origin, Ref
from assessments.models import Asset, AssetEdge, AssetState, CheckOutcome, Finding, Import

BATCH = 2000
SHEET = 300  # characters; of a longer path the end says more
_NOT_ATTRIBUTES = {
    "ref",
    "name",
    "origin",
    "is_placeholder",
    "disks",
    "nics",
    "media",
    "partitions",
}


def assets_for(estate: Estate, organisation_id: int) -> dict[Ref, int]:
    """
    Make sure that every thing of *estate* has an identity; return their ids.

    Identities that exist stay untouched.
    """
    keys = {thing.ref: Asset.key_of(thing.ref) for thing in things(estate)}
    Asset.objects.bulk_create(
        (
            Asset(organisation_id=organisation_id, kind=kind, source=source, native_id=native_id)
            for kind, source, native_id in keys.values()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    known = Asset.objects.filter(
        organisation_id=organisation_id, source__in={source for _, source, _ in keys.values()}
    ).values_list("kind", "source", "native_id", "pk")
    ids = {(kind, source, native_id): pk for kind, source, native_id, pk in known.iterator()}
    return {ref: ids[key] for ref, key in keys.items()}


def add_states(
    estate: Estate,
    imported: Import,
    ids: Mapping[Ref, int],
    placements: Mapping[Ref, Placement],
) -> int:
    """Add what each asset looked like; guests carry the domain that the file's rules gave them."""
    rows = (_state(thing, imported, ids, placements) for thing in things(estate))
    return len(AssetState.objects.bulk_create(rows, batch_size=BATCH))


def add_edges(edges: Iterable[Edge], imported: Import, ids: Mapping[Ref, int]) -> int:
    """Add each dependency once."""
    once = {(edge.relation, ids[edge.tail], ids[edge.head]) for edge in edges}
    rows = (
        AssetEdge(
            organisation_id=imported.organisation_id,
            imported=imported,
            relation=relation,
            tail_id=tail,
            head_id=head,
        )
        for relation, tail, head in sorted(once)
    )
    return len(AssetEdge.objects.bulk_create(rows, batch_size=BATCH))


def add_results(results: Iterable[CheckResult], imported: Import, ids: Mapping[Ref, int]) -> int:
    """Add the outcome of every check and its findings; return how many findings."""
    results = tuple(results)
    CheckOutcome.objects.bulk_create(
        CheckOutcome(
            organisation_id=imported.organisation_id,
            imported=imported,
            code=result.code,
            result=result.result,
            considered=result.considered,
            count=len(result.findings),
            reason=result.reason,
        )
        for result in results
    )
    rows = _findings(results, imported, ids)
    return len(Finding.objects.bulk_create(rows, batch_size=BATCH))


def _findings(
    results: Iterable[CheckResult], imported: Import, ids: Mapping[Ref, int]
) -> Iterator[Finding]:
    for result in results:
        for finding in result.findings:
            yield Finding(
                organisation_id=imported.organisation_id,
                imported=imported,
                code=finding.code,
                asset_id=ids.get(finding.ref) if finding.ref else None,
                label=finding.label[:400],
                severity=finding.severity,
                evidence=[
                    {
                        "sheet": proof.sheet,
                        "row": proof.row,
                        "column": proof.column,
                        "value": proof.value,
                    }
                    for proof in finding.evidence
                ],
                detail=dict(finding.detail),
            )


def things(estate: Estate) -> Iterator[Any]:
    """Yield everything of an estate that is an asset."""
    yield from estate.managers
    yield from estate.datacenters
    yield from estate.clusters
    yield from estate.hosts
    yield from estate.guests
    yield from estate.snapshots
    yield from estate.datastores
    yield from estate.switches
    yield from estate.port_groups


def _state(
    thing: Any, imported: Import, ids: Mapping[Ref, int], placements: Mapping[Ref, Placement]
) -> AssetState:
    origin: Origin | None = thing.origin
    return AssetState(
        organisation_id=imported.organisation_id,
        imported=imported,
        asset_id=ids[thing.ref],
        kind=thing.ref.kind,
        name=thing.name[:300],
        is_placeholder=getattr(thing, "is_placeholder", False),
        attributes=attributes_of(thing, placements),
        sheet=origin.sheet[-SHEET:] if origin else "",
        row=origin.row if origin else None,
    )


def attributes_of(thing: Any, placements: Mapping[Ref, Placement]) -> dict[str, Any]:
    """Return what is kept of a thing as JSON; guests carry the domain that rules gave them."""
    attributes = _attributes(thing)
    if placement := placements.get(thing.ref):
        attributes |= {
            "domain": placement.domain,
            "domain_rule": placement.rule,
            "domain_detail": placement.detail,
        }
    return attributes


def _attributes(thing: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(thing):
        if field.name in _NOT_ATTRIBUTES:
            continue
        value = _plain(getattr(thing, field.name))
        if value not in (None, (), [], {}, ""):
            found[field.name] = value
    if isinstance(thing, Guest):
        found |= _guest_parts(thing)
    return found


def _guest_parts(guest: Guest) -> dict[str, Any]:
    return {
        "disks": len(guest.disks),
        "networks": sorted({nic.network for nic in guest.nics if nic.network}),
    }


def _plain(value: Any) -> Any:
    plain = value
    match value:
        case Ref():
            plain = value.native_id
        case Origin():
            plain = None
        case datetime() | date():
            plain = value.isoformat()
        case tuple():
            plain = [_plain(item) for item in value]
        case Mapping():
            plain = {str(key): _plain(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return plain
