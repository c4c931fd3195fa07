"""Why a risk has its levels, as programs read it: every input, step and way to change it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from assessments.models import Assessment, AssetGroup, Person, Risk
from assessments.models.risk import JUDGED
from assessments.queries import explanations
from assessments.queries.document_risks import HALVES
from assessments.queries.explanations import State, sentence
from assessments.queries.inputs import Measure
from assessments.scoring.method import DIMENSIONS, FACTORS


def document(assessment: Assessment, risk: Risk) -> dict[str, Any]:
    """
    Return the explanation of one risk: what goes in, where it came from, what follows.

    The levels are computed from the inputs as they are now, so they are never older
    than what stands beside them.
    """
    why = explanations.of(assessment, risk)
    current = why.states[1].level
    return {
        "risk": risk.key,
        "level": current if risk.override_level is None else risk.override_level,
        "override": _override(risk),
        "inputs": [_input(risk, name) for name in JUDGED],
        "judgement": _said(risk.reason, risk.judged_by, risk.judged_at),
        "proposal": list(why.reasons),
        "subject": _subject(risk.group),
        "states": [_state(state) for state in why.states],
        "measures": [_measure(measure) for measure in why.inputs.measures],
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


def _subject(group: AssetGroup) -> dict[str, Any]:
    """Return what the risk is about and what it is worth, with the path each value came by."""
    return {
        "kind": group.kind,
        "name": group.name,
        "members": group.members,
        "value": [
            {
                "dimension": name,
                "rank": getattr(group, f"value_{name}"),
                "number": found.get("number"),
                "path": found.get("path", []),
                "together": found.get("together"),
            }
            for name in DIMENSIONS
            for found in (group.value_paths.get(name, {}),)
        ],
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


def _measure(measure: Measure) -> dict[str, Any]:
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
    }
