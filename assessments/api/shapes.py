"""Rows as programs read them: the names of the register and the models, plain values."""

from collections.abc import Mapping
from typing import Any

from assessments.models import (
    Assessment,
    AssetEdge,
    AssetState,
    Finding,
    Person,
    Revision,
    Risk,
    TreatmentAction,
)
from assessments.queries import risk_details
from assessments.queries.estate import Found
from assessments.queries.names import day, instant
from assessments.queries.portfolio import Line
from assessments.queries.register import Row
from assessments.queries.supposed import Supposed
from assessments.queries.what_if import Moved, WhatIf
from assessments.reports.register_table import NAMES

RANKS = range(1, 6)


def line(row: Line) -> dict[str, Any]:
    """Show an assessment as the portfolio does. `levels` counts risks by level, 0 is unset."""
    found = row.assessment
    return {
        "number": found.number,
        "key": found.key,
        "title": found.title,
        "status": found.status,
        "revision": found.revision,
        "lead": found.lead.name,
        "is_example": found.is_example,
        "is_fresh": found.is_fresh,
        "levels": {str(level): count for level, count in sorted(row.counts.items())},
        "above_appetite": row.above,
        "without_level": row.unset,
    }


def assessment(found: Assessment) -> dict[str, Any]:
    """Show an assessment whole; `is_fresh` says whether the levels follow from all inputs."""
    return {
        "number": found.number,
        "key": found.key,
        "title": found.title,
        "status": found.status,
        "revision": found.revision,
        "revision_reason": found.revision_reason,
        "scope_in": found.scope_in,
        "scope_out": found.scope_out,
        "exclusions": found.exclusions,
        "context": found.context,
        "edition": found.edition,
        "method": found.method,
        "criteria": found.criteria,
        "lead": name(found.lead),
        "risk_owner": name(found.risk_owner),
        "approver": name(found.approver),
        "created_at": instant(found.created_at),
        "is_example": found.is_example,
        "is_fresh": found.is_fresh,
    }


def risk(row: Row) -> dict[str, Any]:
    """Show a row of the register as the screen does; levels are null while being computed."""
    found = row.risk
    return {
        "number": found.number,
        "key": found.key,
        "code": found.code,
        "title": found.title,
        "family": found.family,
        "subject_kind": found.group.kind,
        "subject": found.group.name,
        "state": found.state,
        **risk_details.ranks(found),
        **risk_details.levels(row),
        "treatment": _option(found),
        "owner": found.owner.name if found.owner else "",
        "due": day(row.due),
        "accepted_until": day(row.accepted_until),
        "is_fresh": row.is_fresh,
        "group_id": found.group_id,
        "owner_id": found.owner_id,
    }


def risk_whole(row: Row, details: dict[str, Any]) -> dict[str, Any]:
    """Show one risk: the columns of the register in their order, and what the list adds."""
    more = ("number", "due", "is_fresh", "group_id", "owner_id", "level")
    shown = risk(row)
    return {name: details[name] for name in NAMES} | {name: shown[name] for name in more}


def asset(state: AssetState) -> dict[str, Any]:
    """Show an asset as its newest import describes it, with the place it was read in."""
    return {
        "id": state.asset_id,
        "kind": state.kind,
        "name": state.name,
        "is_placeholder": state.is_placeholder,
        "attributes": state.attributes,
        "sheet": state.sheet,
        "row": state.row,
    }


def asset_whole(found: Found) -> dict[str, Any]:
    """Show an asset with the imports that held it and what the checks saw."""
    return asset(found.state) | {
        "source": found.asset.source,
        "native_id": found.asset.native_id,
        "imports": [
            {"file_name": each.imported.file_name, "as_of": instant(each.imported.as_of)}
            for each in found.history
        ],
        "findings": [finding(each) for each in found.findings],
    }


def dependency(edge: AssetEdge, asset: int, states: Mapping[int, AssetState]) -> dict[str, Any]:
    """Show a dependency of *asset* from its side: the other end, and who needs whom."""
    needs_it = edge.head_id == asset
    other = edge.tail_id if needs_it else edge.head_id
    return {
        "relation": edge.relation,
        "needs_it": needs_it,
        "id": other,
        "kind": states[other].kind,
        "name": states[other].name,
    }


def finding(row: Finding) -> dict[str, Any]:
    """Show a finding; `evidence` lists the cells it was seen in."""
    return {
        "id": row.pk,
        "code": row.code,
        "severity": row.severity,
        "asset": row.asset_id,
        "label": row.label,
        "evidence": row.evidence,
        "detail": row.detail,
    }


def action(row: TreatmentAction) -> dict[str, Any]:
    """Show a step of the treatment plan. `cost_minor` is in cents of the criteria's currency."""
    return {
        "number": row.number,
        "key": row.key,
        "title": row.title,
        "description": row.description,
        "owner": row.owner.name if row.owner else "",
        "owner_id": row.owner_id,
        "due": day(row.due),
        "cost_minor": row.cost_minor,
        "status": row.status,
        "items": row.items,
        "risks": sorted((link.risk.key for link in row.links.all()), key=_number),
    }


def revision(row: Revision) -> dict[str, Any]:
    """Show a frozen revision; `digest` is the SHA-256 that each signature repeats."""
    return {
        "revision": row.number,
        "status": row.status,
        "digest": row.snapshot_id,
        "submitted_at": instant(row.submitted_at),
        "signed_at": instant(row.signed_at),
        "return_reason": row.return_reason,
        "signatures": [
            {
                "role": each.role,
                "person": each.person_name,
                "meaning": each.meaning,
                "comment": each.comment,
                "accepted": each.accepted,
                "digest": each.digest,
                "keyid": each.keyid,
                "entry": each.entry.number if each.entry else None,
                "signed_at": instant(each.signed_at),
            }
            for each in sorted(row.signatures.all(), key=lambda each: each.pk)
        ],
    }


def name(person: Person | None) -> str | None:
    """Show a person by name."""
    return person.name if person else None


def _option(risk: Risk) -> str:
    treatment = getattr(risk, "treatment", None)
    return treatment.option if treatment else ""


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])


def what_if(found: WhatIf) -> dict[str, Any]:
    """Show which levels would move."""
    return {
        "before": {str(level): found.before[level] for level in RANKS},
        "after": {str(level): found.after[level] for level in RANKS},
        "without_level": found.before[0],
        "risks": [_moved(each) | {"items": list(each.items)} for each in found.moved],
        "risen": [_moved(each) for each in found.risen],
        "idle": list(found.idle),
        "estate": _estate(found.supposed) if found.supposed else None,
    }


def _moved(each: Moved) -> dict[str, Any]:
    return {
        "number": each.risk.number,
        "key": each.risk.key,
        "code": each.risk.code,
        "title": each.risk.title,
        "subject": each.risk.group.name,
        "before": each.before or None,
        "after": each.after or None,
    }


def _estate(what: Supposed) -> dict[str, Any]:
    """Show what a rearranged estate would be."""
    return {
        "stranded": [
            {"name": each.name, "domain": each.domain or None, "value": each.value}
            for each in what.stranded
        ],
        "gaps_opened": list(what.opened),
        "gaps_closed": list(what.closed),
        "values": [
            {"subject": each.name, "before": list(each.before) or None, "after": list(each.after)}
            for each in what.revalued
        ],
        "restarts": [
            {"cluster": each.name, "before": each.before, "after": each.after}
            for each in what.restarts
        ],
    }
