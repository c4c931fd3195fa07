"""Why a risk has its levels, as programs read it: every input, step and way to change it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from assessments.models import Assessment, AssetGroup, Import, Person, Risk
from assessments.models.risk import JUDGED
from assessments.queries import explanations, grounds
from assessments.queries.document_risks import HALVES
from assessments.queries.explanations import State, sentence
from assessments.queries.grounds import Basis, Reason
from assessments.queries.inputs import Measure, facts_of
from assessments.queries.origins import Origin, origins
from assessments.scoring.explanation import decimal
from assessments.scoring.method import FACTORS


def document(assessment: Assessment, risk: Risk) -> dict[str, Any]:
    """
    Return the explanation of one risk: what goes in, where it came from, what follows.

    The levels are computed from the inputs as they are now, so they are never older
    than what stands beside them.
    """
    facts = facts_of(assessment)
    why = explanations.of(assessment, risk, facts)
    bases = grounds.bases(assessment, why, facts)
    current = why.states[1].level
    return {
        "risk": risk.key,
        "level": current if risk.override_level is None else risk.override_level,
        "override": _override(risk),
        "inputs": [_input(risk, name) for name in JUDGED],
        "judgement": _said(risk.reason, risk.judged_by, risk.judged_at),
        "proposal": list(why.reasons),
        "reasons": [_reason(each) for each in grounds.reasons(assessment, risk, facts)],
        "imports": [_import(each) for each in grounds.files(assessment)],
        "subject": _subject(assessment, risk.group),
        "states": [_state(state) for state in why.states],
        "measures": [_measure(each, bases[each.item.code]) for each in why.inputs.measures],
        "changes": explanations.changes_of(why),
    }


def _input(risk: Risk, name: str) -> dict[str, Any]:
    judged, proposed = getattr(risk, name), getattr(risk, f"proposed_{name}")
    source = "unset" if proposed is None else "proposed"
    return {
        "name": name,
        "rank": proposed if judged is None else judged,
        "source": source if judged is None else "judged",
        "proposed": proposed,
        "judged": judged,
    }


def _override(risk: Risk) -> dict[str, Any] | None:
    if risk.override_level is None:
        return None
    said = _said(risk.override_reason, risk.overridden_by, risk.overridden_at)
    return {"level": risk.override_level} | said


def _said(reason: str, by: Person | None, at: datetime | None) -> dict[str, Any]:
    return {
        "reason": reason,
        "by": by.name if by else None,
        "at": at.isoformat() if at else None,
    }


def _reason(found: Reason) -> dict[str, Any]:
    """Return a reason with what it rests on: what checks saw, or who accepted a gap of trust."""
    gap = found.decision
    return {
        "message": found.message,
        "parameters": dict(found.parameters),
        "text": found.text,
        "sightings": [
            {
                "check": seen.code,
                "title": title,
                "assets": seen.assets,
                "of": seen.total,
                "is_severe": seen.has_high,
            }
            for title, seen in found.sightings
        ],
        "decision": None if gap is None else _said(gap.reason, gap.by, gap.at),
    }


def _import(row: Import) -> dict[str, Any]:
    return {
        "file": row.file_name,
        "sha256": row.sha256,
        "as_of": row.as_of.isoformat(),
        "by": row.by.name,
        "at": row.at.isoformat(),
    }


def _subject(assessment: Assessment, group: AssetGroup) -> dict[str, Any]:
    """Return what the risk is about and what it is worth, with the way each value came."""
    return {
        "kind": group.kind,
        "name": group.name,
        "members": group.members,
        "value": [_origin(each) for each in origins(assessment, group)],
    }


def _origin(found: Origin) -> dict[str, Any]:
    domain = found.domain
    return {
        "dimension": found.dimension,
        "rank": found.rank,
        "number": found.number,
        "path": list(found.path),
        "together": found.together,
        "steps": [
            {
                "name": stop.name,
                "share": stop.share,
                "number": decimal(stop.number),
                "restarts": stop.restarts,
                "is_assumed": stop.is_assumed,
            }
            for stop in found.stops
        ],
        "set": None
        if domain is None
        else {"domain": domain.name, "rank": getattr(domain, f"value_{found.dimension}")}
        | _said(domain.reason, domain.valued_by, domain.valued_at),
        "sentences": list(found.sentences),
    }


def _state(state: State) -> dict[str, Any]:
    last = state.steps[-1]
    cell = {name: last.parameters.get(name) for name in ("likelihood", "consequence", "level")}
    return {
        "state": state.name,
        "level": state.level,
        "numbers": state.numbers,
        "cell": cell if last.message == "cell" else None,
        "steps": [asdict(step) | {"text": sentence(step)} for step in state.steps],
    }


def _measure(measure: Measure, basis: Basis) -> dict[str, Any]:
    credited = measure.credited
    return {
        "item": measure.item.code,
        "kind": credited.kind,
        "answer": measure.state or None,
        "credit": HALVES[credited.halves],
        "is_counted": bool(credited.halves),
        "effect": dict(zip(FACTORS, credited.effect, strict=True)),
        "key": credited.key or None,
        "is_paper": measure.is_paper,
        "contradicted_by": list(measure.contradicted),
        "is_planned": measure.planned,
    } | _basis(basis)


def _basis(basis: Basis) -> dict[str, Any]:
    """Return who answered, who explained a contradiction, and the files that support it."""
    answer, settled = basis.answer, basis.settlement
    return {
        "answered": None
        if answer is None
        else _said(answer.reason or answer.note, answer.answered_by, answer.answered_at),
        "seconded": None
        if answer is None or answer.seconded_by is None
        else _said("", answer.seconded_by, answer.seconded_at),
        "settled": None if settled is None else _said(settled.words, settled.by, settled.at),
        "evidence": [
            {
                "name": row.name,
                "sha256": row.sha256,
                "size": row.size,
                "by": row.by.name,
                "at": row.at.isoformat(),
            }
            for row in basis.evidence
        ],
    }
