"""What a frozen document holds, counted: what a signer checks before signing it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assessments.reports.document import Document
from assessments.reports.judgements import Risk

OPEN = ("planned", "in_progress")
APPETITE, SHARE = 2, 20  # of criteria that name none
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Accepted:
    """A risk that is accepted with the document."""

    key: str
    title: str
    level: int
    residual: int | None
    by: str
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Heavy:
    """A risk much of whose measures, by weight, is said not to apply; `share` in percent."""

    key: str
    title: str
    level: int | None
    share: int


@dataclass(frozen=True, slots=True)
class Contents:
    """
    A document in numbers.

    `levels` counts risks by the level in force (None = unset); `undecided` are above
    the appetite with neither an acceptance nor an open action. `answers` counts items
    by the answer for the whole assessment, "" = none. `not_applicable` is its share in
    percent of the items; `heavy` names the risks of whose measures, by weight, more
    than `share` percent (of the criteria) are said not to apply, the greatest share first.
    """

    scope_in: str
    scope_out: str
    assets: Mapping[str, int]
    domains: int
    as_of: str
    method: str
    method_version: str
    appetite: int
    risks: int
    levels: Mapping[int | None, int]
    above: int
    undecided: int
    overridden: int
    accepted: tuple[Accepted, ...]
    actions: int
    items: int
    answers: Mapping[str, int]
    not_applicable: int
    share: int
    heavy: tuple[Heavy, ...]
    exposures: int
    settled: int
    evidence: int


def contents(document: Document) -> Contents:
    """Count what *document* holds."""
    criteria = _mapping(document.criteria.criteria)
    method = _mapping(document.criteria.method)
    appetite = int(str(criteria.get("appetite", APPETITE)))
    share = int(str(criteria.get("not_applicable_share", SHARE)))
    kept = [risk for risk in document.risks if risk.state != "dismissed"]
    above = [risk for risk in kept if (risk.level_in_force() or 0) > appetite]
    still = [action for action in document.actions if action.status in OPEN]
    served = {key for action in still for key in action.risks}
    said = {answer.item: answer.state for answer in document.answers if answer.group is None}
    answers = Counter(said.get(item.code, "") for item in document.items)
    return Contents(
        scope_in=document.assessment.scope_in,
        scope_out=document.assessment.scope_out,
        assets=Counter(asset.kind for asset in document.assets),
        domains=len(document.domains),
        as_of=max((one.as_of for one in document.imports), default=""),
        method=str(method.get("id", "")),
        method_version=str(method.get("version", "")),
        appetite=appetite,
        risks=len(kept),
        levels=Counter(risk.level_in_force() for risk in kept),
        above=len(above),
        undecided=sum(risk.acceptance is None and risk.key not in served for risk in above),
        overridden=sum(risk.override is not None for risk in kept),
        accepted=_accepted(document),
        actions=len(still),
        items=len(document.items),
        answers=answers,
        not_applicable=_percent(answers["not_applicable"], len(document.items)),
        share=share,
        heavy=_heavy(kept, share),
        exposures=len(document.exposures),
        settled=len(document.settlements),
        evidence=len(document.evidence),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _percent(part: int, whole: int) -> int:
    return HUNDRED * part // whole if whole else 0


def _accepted(document: Document) -> tuple[Accepted, ...]:
    names = document.names()
    found = [
        Accepted(
            key=risk.key,
            title=risk.title,
            level=risk.acceptance.level,
            residual=risk.residual.level,
            by=names.get(risk.acceptance.by, ""),
            reason=risk.acceptance.reason,
            until=risk.acceptance.expires_on,
        )
        for risk in document.risks
        if risk.acceptance
    ]
    return tuple(sorted(found, key=lambda one: (-one.level, one.until, one.key)))


def _heavy(risks: list[Risk], most: int) -> tuple[Heavy, ...]:
    shares = [(risk, _share(risk) * HUNDRED) for risk in risks]
    found = [
        Heavy(risk.key, risk.title, risk.level_in_force(), ceil(share))
        for risk, share in shares
        if share > most
    ]
    return tuple(sorted(found, key=lambda one: -one.share))


def _share(risk: Risk) -> Fraction:
    """Return how much of what could treat a risk is said not to apply, by weight."""
    weights = {
        credit.item: sum(
            Fraction(effect)
            for effect in (credit.effect_l, credit.effect_c, credit.effect_i, credit.effect_a)
        )
        for credit in risk.credits
    }
    whole = sum(weights.values())
    said = sum(weights[credit.item] for credit in risk.credits if credit.state == "not_applicable")
    return Fraction(said, whole) if whole else Fraction(0)
