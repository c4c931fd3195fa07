"""Losses as the report shows them: what was estimated, by whom, on which grounds."""

from collections.abc import Mapping
from typing import Any

from assessments.reports.document import Document
from assessments.reports.losses import DomainEstimate, LossEstimate
from assessments.reports.view_words import day, money

FORMS = {
    "productivity": "productivity",
    "response": "response",
    "replacement": "replacement",
    "advantage": "competitive advantage",
    "judgements": "fines and judgements",
    "reputation": "reputation",
}
KINDS = {"poisson": "a year", "bernoulli": "a year, at most once"}
DIMENSIONS = {"C": "confidentiality", "I": "integrity", "A": "availability"}
TO = " to "


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
    }


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
