"""Losses as the report shows them: what was estimated, by whom, on which grounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.reports.document import Document
from assessments.reports.losses import DomainEstimate, LossEstimate, LossResult
from assessments.reports.view_words import day, money

FORMS = {
    "productivity": "productivity",
    "response": "response",
    "replacement": "replacement",
    "competitive_advantage": "competitive advantage",
    "fines_and_judgements": "fines and judgements",
    "reputation": "reputation",
}
KINDS = {"poisson": "a year", "bernoulli": "a year, at most once"}
DIMENSIONS = {"C": "confidentiality", "I": "integrity", "A": "availability"}
STATES = ("inherent", "current", "residual")
TO = " to "
P90, VAR95, VAR99 = 2, 3, 4  # places among the quantiles
SHORTFALL99 = 1


def losses(document: Document, names: Mapping[str, str]) -> dict[str, Any]:
    """Return every confirmed estimate in words, the tolerance, and how many are drafts."""
    known = [one for one in document.loss_estimates if one.confirmed_at]
    titles = {risk.key: risk.title for risk in document.risks}
    domains = [one for one in document.domain_estimates if one.confirmed_at]
    drafts = len(document.loss_estimates) + len(document.domain_estimates)
    currency = _currency(document)
    return {
        "is_there": bool(drafts),
        "drafts": drafts - len(known) - len(domains),
        "estimates": [
            {
                "key": one.risk,
                "title": titles.get(one.risk, ""),
                "frequency": _frequency(one.frequency),
                "losses": _losses(one.losses, currency),
                "takes": ", ".join(DIMENSIONS[name] for name in one.dimensions),
            }
            | _said(one, names)
            for one in known
        ],
        "domains": [
            {
                "domain": one.domain,
                "dimension": DIMENSIONS.get(one.dimension, one.dimension),
                "losses": _losses(one.losses, currency),
            }
            | _said(one, names)
            for one in domains
        ],
        "tolerance": _tolerance(document, currency),
        "result": _result(document.loss_results[0], titles, currency)
        if document.loss_results
        else None,
    }


def _result(found: LossResult, titles: Mapping[str, str], currency: str) -> dict[str, Any]:
    """Return the figures of a result as texts: all together, and each risk as it is now."""
    figures: Any = found.figures
    each = sorted(figures["each"].items(), key=lambda pair: (-pair[1]["current"]["mean"], pair[0]))
    return {
        "years": f"{found.years:,}",
        "seed": str(found.seed),
        "engine": found.engine,
        "inputs": found.input_digest,
        "digest": found.result_digest,
        "together": [
            _row(figures["together"][name], currency) | {"state": name} for name in STATES
        ],
        "each": [
            _row(three["current"], currency)
            | {"key": (risk := key.partition("/")[2]), "title": titles.get(risk, "")}
            for key, three in each
        ],
        "points": _points(figures["together"], currency),
        "chart": "",
    }


def _row(figures: Mapping[str, Any], currency: str) -> dict[str, str]:
    quantiles, years = figures["quantiles"], figures["years"]
    return {
        "mean": _whole(figures["mean"], currency),
        "error": _whole(figures["error"], currency),
        "p90": _whole(quantiles[P90], currency),
        "var95": _whole(quantiles[VAR95], currency),
        "var99": _whole(quantiles[VAR99], currency),
        "shortfall": _whole(figures["shortfall"][SHORTFALL99], currency),
        "any": _percent(figures["hit"], years),
        "above": "" if figures["above"] is None else _percent(figures["above"], years),
    }


def _points(together: Mapping[str, Any], currency: str) -> list[list[str]]:
    """Return the round amounts of the curve, and the share of years that reach each by state."""
    curves = {name: together[name]["curve"] for name in STATES}
    amounts = sorted({amount for curve in curves.values() for amount, _count in curve})
    return [
        [_whole(amount, currency)]
        + [_percent(_reaching(curves[name], amount), together[name]["years"]) for name in STATES]
        for amount in amounts
        if str(amount).rstrip("0") in ("1", "2", "5")
    ]


def _reaching(curve: Sequence[Sequence[int]], amount: int) -> int:
    return next((count for each, count in curve if each >= amount), 0)


def _whole(minor: int, currency: str) -> str:
    return f"{round(minor / 100):,} {currency}".strip()


def _percent(count: int, years: int) -> str:
    text = f"{100 * count / years:.3f}".rstrip("0").rstrip(".")
    return f"{text} %"


def _said(one: LossEstimate | DomainEstimate, names: Mapping[str, str]) -> dict[str, str]:
    by = names.get(one.confirmed_by or "", "")
    return {"reason": one.reason, "by": by, "at": day(one.confirmed_at)}


def _currency(document: Document) -> str:
    criteria = document.criteria.criteria
    return str(criteria.get("currency", "")) if isinstance(criteria, Mapping) else ""


def _frequency(stored: object) -> str:
    if not isinstance(stored, Mapping):
        return ""
    ends = [str(stored[name]) for name in ("low", "likely", "high") if name in stored]
    return f"{TO.join(ends)} {KINDS.get(str(stored.get('kind')), '')}".strip()


def _losses(stored: object, currency: str) -> str:
    if not isinstance(stored, Mapping):
        return ""
    return "; ".join(
        f"{FORMS.get(form, form)} {_amounts(ends, currency)}" for form, ends in stored.items()
    )


def _amounts(stored: Mapping[str, Any], currency: str) -> str:
    ends = [money(stored[name], "") for name in ("low", "likely", "high") if name in stored]
    return f"{TO.join(end.removesuffix('.00') for end in ends)} {currency}".strip()


def _tolerance(document: Document, currency: str) -> str:
    criteria = document.criteria.criteria
    kept = criteria.get("loss_tolerance") if isinstance(criteria, Mapping) else None
    if not isinstance(kept, Mapping):
        return ""
    share = f"{kept['millionths'] / 10_000:.4f}".rstrip("0").rstrip(".")
    return f"{money(kept['amount_minor'], currency)} in a year, exceeded in {share} % of years"
