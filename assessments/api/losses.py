"""Losses in money: what simulated years gave."""

from typing import Any

from django.http import Http404, HttpResponseBase

from assessments.api import answers
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.loss_documents import Losses, RiskLosses
from assessments.models import LossResult, Risk
from assessments.queries import consistent, loss_results, loss_view
from assessments.queries.loss_view import Line, Shown, State
from assessments.queries.names import instant

TAG = "Losses"


@operation(Losses, TAG)
def losses(asked: Asked, number: int) -> HttpResponseBase:
    """Show what a year costs by the newest simulation of an assessment; nulls without one."""
    with consistent.snapshot():
        assessment = asked.assessment(number)
        result = loss_results.newest(assessment.pk, assessment.organisation_id)
        shown = _shown(result, loss_view.risks_of([assessment]))
    return answers.json(asked, _losses(shown))


@operation(RiskLosses, TAG)
def risk_losses(asked: Asked, number: int, risk: int) -> HttpResponseBase:
    """Show what one estimated risk costs in a year; nulls where no year was simulated of it."""
    with consistent.snapshot():
        assessment = asked.assessment(number)
        found = assessment.risks.filter(number=risk).first()
        if found is None:
            raise Http404
        result = loss_results.newest(assessment.pk, assessment.organisation_id)
        shown = _shown(result, loss_view.risks_of([assessment]))
        lines = shown.lines if shown else ()
        line = next((each for each in lines if each.risk == found), None)
        earned = loss_view.return_of(assessment, line) if line else None
    document = _head(shown) | {
        "key": found.key,
        "number": found.number,
        "assessment": number,
        "title": found.title,
        "states": _states(line.states, with_curve=True) if line else [],
        "earned": earned
        and {
            "cost_minor": earned.cost,
            "saved_minor": earned.saved,
            "percent": earned.percent,
            "actions_without_cost": earned.uncosted,
        },
    }
    return answers.json(asked, document)


@operation(Losses, TAG)
def portfolio_losses(asked: Asked) -> HttpResponseBase:
    """Show what a year costs all assessments together, shared events once; nulls without."""
    with consistent.snapshot():
        organisation = asked.actor.organisation_id
        result = loss_results.newest(None, organisation)
        shown = _shown(result, loss_view.risks_of(loss_results.estimated(organisation)))
    return answers.json(asked, _losses(shown))


def _shown(result: LossResult | None, risks: dict[str, Risk]) -> Shown | None:
    if result is None:
        return None
    return loss_view.shown(result, is_current=loss_results.is_current(result), risks=risks)


def _losses(shown: Shown | None) -> dict[str, Any]:
    return _head(shown) | {
        "together": _states(shown.together, with_curve=True) if shown else None,
        "apart": _states(shown.apart) if shown else None,
        "risks": [_line(line) for line in shown.lines] if shown else [],
    }


def _head(shown: Shown | None) -> dict[str, Any]:
    result = shown.result if shown else None
    return {
        "is_current": shown.is_current if shown else None,
        "years": result.years if result else None,
        "seed": result.seed if result else None,
        "engine": result.engine if result else None,
        "input_digest": result.input_digest if result else None,
        "result_digest": result.result_digest if result else None,
        "simulated_at": instant(result.created_at) if result else None,
    }


def _line(line: Line) -> dict[str, Any]:
    risk = line.risk
    return {
        "key": line.key,
        "number": risk.number if risk else None,
        "assessment": risk.assessment.number if risk else None,
        "title": risk.title if risk else None,
        "states": _states(line.states),
    }


def _states(three: tuple[State, ...], *, with_curve: bool = False) -> list[dict[str, Any]]:
    return [_state(state, with_curve=with_curve) for state in three]


def _state(state: State, *, with_curve: bool) -> dict[str, Any]:
    amounts = {f"{name}_minor": getattr(state, name) for name, _words in loss_view.FIGURES}
    curve = [{"amount_minor": amount, "percent": share} for amount, share in state.curve]
    return {
        "state": state.name,
        **amounts,
        "any_percent": state.any,
        "above_tolerance_percent": state.above,
    } | ({"curve": curve} if with_curve else {})
