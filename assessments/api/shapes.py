"""Rows as programs read them: the names of the register and the models, plain values."""

from typing import Any

from assessments.models import Assessment, AssetState, Finding, Person, Revision, TreatmentAction
from assessments.queries.portfolio import Line


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
        "created_at": found.created_at.isoformat(),
        "is_example": found.is_example,
        "is_fresh": found.is_fresh,
    }


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


def finding(row: Finding) -> dict[str, Any]:
    """Show a finding; `evidence` lists the cells it was seen in."""
    return {
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
        "owner": name(row.owner),
        "due": row.due.isoformat() if row.due else None,
        "cost_minor": row.cost_minor,
        "status": row.status,
        "items": row.items,
        "risks": [link.risk.key for link in row.links.all()],
    }


def revision(row: Revision) -> dict[str, Any]:
    """Show a frozen revision; `digest` is the SHA-256 that each signature repeats."""
    return {
        "revision": row.number,
        "status": row.status,
        "digest": row.snapshot_id,
        "submitted_at": row.submitted_at.isoformat(),
        "signed_at": row.signed_at.isoformat() if row.signed_at else None,
        "return_reason": row.return_reason,
        "signatures": [
            {
                "role": each.role,
                "person": each.person_name,
                "meaning": each.meaning,
                "comment": each.comment,
                "accepted": each.accepted,
                "digest": each.digest,
                "signed_at": each.signed_at.isoformat(),
            }
            for each in row.signatures.order_by("signed_at")
        ],
    }


def name(person: Person | None) -> str | None:
    """Show a person by name."""
    return person.name if person else None
