"""Losses as the report shows them: what was estimated, by whom, on which grounds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
CENTS, HUNDRED, PER_PERCENT = 100, 100, 10_000  # millionths of a percent
VAR95 = 3  # a place among the quantiles
QUANTILES = (
    "1 of 10 years costs at most",
    "Every second year costs at most",
    "9 of 10 years cost at most",
    "VaR 95 %",
    "VaR 99 %",
    "VaR 99.9 %",
)
SHORTFALLS = ("Shortfall 95 %", "Shortfall 99 %")


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
        "result": _result(
            document.loss_results[0], titles, currency, tolerated(_tolerance_of(document))
        )
        if document.loss_results
        else None,
    }


def _result(
    found: LossResult, titles: Mapping[str, str], currency: str, tolerated: list[list[float]]
) -> dict[str, Any]:
    """Return the figures of a result as texts: all together, and each risk as it is now."""
    figures: Any = found.figures
    each = sorted(figures["each"].items(), key=lambda pair: (-pair[1]["current"]["mean"], pair[0]))
    return {
        "years": f"{found.years:,}",
        "seed": str(found.seed),
        "engine": found.engine,
        "inputs": found.input_digest,
        "digest": found.result_digest,
        "figures": list(_figures([figures["together"][name] for name in STATES], currency)),
        "each": [
            _row(three["current"], currency)
            | {"key": (risk := key.partition("/")[2]), "title": titles.get(risk, "")}
            for key, three in each
        ],
        "points": _points(figures["together"], currency),
        "curves": [
            {"name": name.capitalize(), "points": _shares(figures["together"][name])}
            for name in STATES
        ]
        + [{"name": "Tolerance", "points": tolerated}],
        "title": "How often a year costs that much or more",
        "about": "The table below it says the same in numbers.",
        "amount": f"Loss of a year, {currency}".removesuffix(", "),
        "chart": "",  # drawn by who shows the report
    }


def _row(figures: Mapping[str, Any], currency: str) -> dict[str, str]:
    return {
        "mean": _whole(figures["mean"], currency),
        "error": _whole(figures["error"], currency),
        "var95": _whole(figures["quantiles"][VAR95], currency),
        "any": _percent(figures["hit"], figures["years"]),
    }


def _figures(three: Sequence[Mapping[str, Any]], currency: str) -> Iterator[list[str]]:
    """Yield the figures of the three states as rows of texts, each with its words."""

    def row(words: str, amounts: Iterable[int]) -> list[str]:
        return [words, *(_whole(amount, currency) for amount in amounts)]

    yield row("Expected loss a year", (each["mean"] for each in three))
    yield row("± error of the expected loss", (each["error"] for each in three))
    for place, words in enumerate(QUANTILES):
        yield row(words, (each["quantiles"][place] for each in three))
    for place, words in enumerate(SHORTFALLS):
        yield row(words, (each["shortfall"][place] for each in three))
    yield ["Years with any loss", *(_percent(each["hit"], each["years"]) for each in three)]
    if all(each["above"] is not None for each in three):
        above = (_percent(each["above"], each["years"]) for each in three)
        yield ["Years above tolerance", *above]


def _shares(figures: Mapping[str, Any]) -> list[list[float]]:
    """Return a curve as pairs of an amount and a percentage."""
    years = figures["years"]
    return [[amount / CENTS, HUNDRED * count / years] for amount, count in figures["curve"]]


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
    kept = _tolerance_of(document)
    if not isinstance(kept, Mapping):
        return ""
    share = f"{kept['millionths'] / 10_000:.4f}".rstrip("0").rstrip(".")
    return f"{money(kept['amount_minor'], currency)} in a year, exceeded in {share} % of years"


def _tolerance_of(document: Document) -> object:
    criteria = document.criteria.criteria
    return criteria.get("loss_tolerance") if isinstance(criteria, Mapping) else None


def tolerated(kept: object) -> list[list[float]]:
    """Return the corners of what is tolerable: so much at most so often, more less often."""
    if not isinstance(kept, Mapping):
        return []
    given = kept.get("curve") or [[kept["amount_minor"], kept["millionths"]]]
    points = sorted([amount / CENTS, share / PER_PERCENT] for amount, share in given)
    return [*points, [points[-1][0], 0.0]]
