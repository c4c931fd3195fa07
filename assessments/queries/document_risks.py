"""The risks' part of a document: each with its inputs, levels and decisions."""

from dataclasses import asdict
from typing import Any

from assessments.models import Acceptance, Assessment, Risk
from assessments.models.risk import JUDGED
from assessments.queries.inputs import Facts, Inputs, Measure, facts_of, inputs_of
from assessments.queries.names import Names, day, instant
from assessments.reports import judgements
from assessments.scoring import Credited, Method, score_one
from assessments.scoring.explanation import decimal, steps

HALVES = {0: "0", 1: "1/2", 2: "1"}


def risks(assessment: Assessment, names: Names) -> tuple[judgements.Risk, ...]:
    """Return every risk of the register, dismissed ones too. A fixed number of queries."""
    facts, method = facts_of(assessment), Method.from_document(assessment.method)
    living = {row.risk_id: row for row in assessment.acceptances.filter(withdrawn_at=None)}
    rows = assessment.risks.select_related("treatment", "group").order_by("number")
    return tuple(
        _risk(row, inputs_of(row, facts), facts, method, living.get(row.pk), names) for row in rows
    )


def actions(assessment: Assessment, names: Names) -> tuple[judgements.Action, ...]:
    """Return the treatment plan."""
    rows = assessment.treatmentactions.prefetch_related("links__risk").order_by("number")
    return tuple(
        judgements.Action(
            key=row.key,
            title=row.title,
            description=row.description,
            owner=names.person(row.owner_id),
            due=day(row.due),
            cost_minor=row.cost_minor,
            status=row.status,
            items=tuple(sorted(row.items)),
            risks=tuple(sorted(link.risk.key for link in row.links.all())),
            created_by=names.person(row.created_by_id) or "",
            created_at=instant(row.created_at) or "",
            done_at=instant(row.done_at),
        )
        for row in rows
    )


def _risk(
    row: Risk,
    inputs: Inputs,
    facts: Facts,
    method: Method,
    accepted: Acceptance | None,
    names: Names,
) -> judgements.Risk:
    kind = facts.edition.risks.get(row.code)
    return judgements.Risk(
        key=row.key,
        code=row.code,
        title=row.title,
        description=row.description,
        family=row.family,
        clause=kind.clause if kind else "",
        group=str(row.group_id),
        state=row.state,
        threats=tuple(sorted(kind.threats)) if kind else (),
        vulnerabilities=tuple(sorted(kind.vulnerabilities)) if kind else (),
        proposed=_rating(row, "proposed_"),
        proposal=row.proposal,
        judged=_rating(row, ""),
        reason=row.reason,
        judged_by=names.person(row.judged_by_id),
        judged_at=instant(row.judged_at),
        residual_likelihood_input=inputs.residual_likelihood,
        credits=tuple(_credit(measure, row.code) for measure in inputs.measures),
        inherent=_state(inputs.likelihood, inputs, (), method),
        current=_state(inputs.likelihood, inputs, inputs.counted(), method),
        residual=_state(inputs.residual_likelihood, inputs, inputs.planned(), method),
        explanation=_explanation(inputs, method),
        override=_override(row, names),
        treatment=_treatment(row, names),
        owner=names.person(row.owner_id),
        acceptance=_acceptance(accepted, names),
    )


def _explanation(inputs: Inputs, method: Method) -> list[dict[str, Any]]:
    found = steps(inputs.likelihood, inputs.consequence, inputs.counted(), method)
    return [asdict(step) for step in found]


def _rating(row: Risk, prefix: str) -> judgements.Rating:
    return judgements.Rating(**{name: getattr(row, f"{prefix}{name}") for name in JUDGED})


def _state(
    likelihood: int | None, inputs: Inputs, measures: tuple[Credited, ...], method: Method
) -> judgements.State:
    levels = score_one(likelihood, inputs.consequence, measures, method)
    numbers = levels.numbers
    written = {
        "likelihood_number": numbers.likelihood,
        "consequence_c_number": numbers.c,
        "consequence_i_number": numbers.i,
        "consequence_a_number": numbers.a,
    }
    return judgements.State(
        level=levels.level,
        likelihood=levels.likelihood,
        consequence=levels.consequence,
        **{name: None if n is None else decimal(n) for name, n in written.items()},
    )


def _credit(measure: Measure, code: str) -> judgements.Credit:
    credited, shares = measure.credited, measure.item.effect_on(code).as_tuple()
    names = ("effect_l", "effect_c", "effect_i", "effect_a")
    effects = {name: f"{share / 100:.2f}" for name, share in zip(names, shares, strict=True)}
    return judgements.Credit(
        item=credited.code,
        kind=credited.kind,
        state=measure.state,
        contradicted=bool(measure.contradicted),
        key=credited.key,
        credit=HALVES[credited.halves],
        planned_credit=HALVES[measure.promised.halves],
        paper=measure.is_paper,
        planned_paper=measure.stays_paper,
        **effects,
    )


def _override(row: Risk, names: Names) -> judgements.Override | None:
    if row.override_level is None:
        return None
    return judgements.Override(
        level=row.override_level,
        reason=row.override_reason,
        by=names.person(row.overridden_by_id) or "",
        at=instant(row.overridden_at) or "",
    )


def _treatment(row: Risk, names: Names) -> judgements.Treatment | None:
    treatment = getattr(row, "treatment", None)
    if treatment is None:
        return None
    return judgements.Treatment(
        option=treatment.option,
        note=treatment.note,
        by=names.person(treatment.by_id) or "",
        at=instant(treatment.at) or "",
    )


def _acceptance(row: Acceptance | None, names: Names) -> judgements.Acceptance | None:
    if row is None:
        return None
    return judgements.Acceptance(
        level=row.level,
        by=names.person(row.accepted_by_id) or "",
        role=row.role,
        reason=row.reason,
        expires_on=day(row.expires_on) or "",
        at=instant(row.at) or "",
    )
