"""One risk with every field of the register, without reading the others."""

from typing import Any

from assessments.models import Acceptance, Assessment, Person, Risk
from assessments.models.risk import COMPUTED, JUDGED
from assessments.queries import explanations, scope
from assessments.queries.document import composed
from assessments.queries.document_risks import HALVES
from assessments.queries.names import day, instant
from assessments.queries.register import Row
from assessments.reports.register_rows import highest_of


def details(assessment: Assessment, row: Row) -> dict[str, Any]:
    """
    Return a risk under the names of the register's columns.

    A fixed number of queries. The levels come from the row: they are those of the screen.
    """
    risk = row.risk
    found = {
        "key": risk.key,
        "title": risk.title,
        "description": risk.description,
        "family": risk.family,
        "state": risk.state,
        **_catalogue(assessment, risk),
        **_subject(risk),
        **_judged(risk),
        **levels(row),
        **_explained(assessment, row),
        **_decided(assessment, risk),
    }
    made: dict[str, Any] = composed(found)
    return made


def levels(row: Row) -> dict[str, int | None]:
    """
    Return the levels of a row in its three states, and the one that counts.

    None while they are being computed: an older level is never given as the current one.
    """
    score = getattr(row.risk, "score", None) if row.is_fresh else None
    return {name: getattr(score, name, None) for name in COMPUTED} | {
        "override_level": row.risk.override_level,
        "level": row.level if row.is_fresh else None,
    }


def ranks(risk: Risk) -> dict[str, int | None]:
    """Return what was proposed and what a person judged."""
    return {
        f"{prefix}{name}": getattr(risk, f"{prefix}{name}")
        for prefix in ("proposed_", "")
        for name in JUDGED
    }


def _catalogue(assessment: Assessment, risk: Risk) -> dict[str, Any]:
    kind = scope.edition_of(assessment).risks.get(risk.code)
    return {
        "code": risk.code,
        "clause": kind.clause if kind else "",
        "threats": ", ".join(sorted(kind.threats)) if kind else "",
        "vulnerabilities": ", ".join(sorted(kind.vulnerabilities)) if kind else "",
    }


def _subject(risk: Risk) -> dict[str, Any]:
    group = risk.group
    return {
        "subject_kind": group.kind,
        "subject": group.name,
        "domain": group.domain.name if group.domain else None,
        "members": group.members,
        "value_c": group.value_c,
        "value_i": group.value_i,
        "value_a": group.value_a,
    }


def _judged(risk: Risk) -> dict[str, Any]:
    return ranks(risk) | {
        "reason": risk.reason,
        "judged_by": _name(risk.judged_by),
        "judged_at": instant(risk.judged_at),
        "override_reason": risk.override_reason if risk.override_level else "",
        "overridden_by": _name(risk.overridden_by) if risk.override_level else "",
    }


def _explained(assessment: Assessment, row: Row) -> dict[str, Any]:
    why = explanations.of(assessment, row.risk)
    numbers = why.states[1].numbers if row.is_fresh else {}
    measures = sorted(why.inputs.measures, key=lambda each: each.item.code)
    return {
        "current_likelihood_number": numbers.get("likelihood"),
        "current_consequence_number": highest_of(numbers.get(name) for name in ("c", "i", "a")),
        "controls": ", ".join(
            f"{m.item.code} {m.state} ({HALVES[m.credited.halves]})" for m in measures
        ),
    }


def _decided(assessment: Assessment, risk: Risk) -> dict[str, Any]:
    treatment = getattr(risk, "treatment", None)
    steps = [link.action for link in risk.links.select_related("action")]
    accepted = risk.acceptances.select_related("accepted_by").filter(withdrawn_at=None).first()
    evidence = assessment.evidences.filter(risk=risk, removed_at=None)
    return {
        "treatment": treatment.option if treatment else "",
        "treatment_note": treatment.note if treatment else "",
        "actions": ", ".join(
            f"{step.key} {step.status}" for step in sorted(steps, key=lambda each: each.key)
        ),
        "owner": _name(risk.owner),
        **_acceptance(accepted),
        "evidence": evidence.count(),
    }


def _acceptance(row: Acceptance | None) -> dict[str, Any]:
    return {
        "accepted_level": row.level if row else None,
        "accepted_by": _name(row.accepted_by) if row else "",
        "accepted_reason": row.reason if row else "",
        "accepted_until": day(row.expires_on) if row else None,
    }


def _name(person: Person | None) -> str:
    return person.name if person else ""
