"""What must hold between the rows of a snapshot before it can become an assessment again."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields
from typing import Any, TypeGuard

from assessments.estate import Kind
from assessments.reports.document import Document
from assessments.reports.judgements import Rating, Risk
from assessments.reports.records import Json, Record

RANKS = range(1, 6)
WORTH = ("value_c", "value_i", "value_a")
WORDS: Mapping[str, Set[str]] = {
    "group": {"domain", "cluster", "manager", "assessment", "asset"},
    "risk": {"proposed", "confirmed", "dismissed"},
    "answer": {"implemented", "partly", "planned", "not_implemented", "not_applicable"},
    "option": {"modify", "retain", "avoid", "share"},
    "action": {"planned", "in_progress", "done", "cancelled"},
    "check": {"pass", "finding", "not_assessable"},
    "view": {"five", "four"},
    "dimension": {"C", "I", "A"},
    "asset": {kind.value for kind in Kind},
    "rule": {
        "",
        "override",
        "attribute",
        "tag",
        "folder",
        "pool",
        "port_group",
        "cluster",
        "unassigned",
    },
    "severity": {"high", "medium", "low", "info"},
    "authority": {"risk_owner", "approver", "nobody"},
    "level": {str(rank) for rank in RANKS},
}
SIZES: Mapping[str, Mapping[str, int]] = {  # the longest texts that are kept, in characters
    "imports": {"sha256": 64, "file_name": 255, "format": 32, "tool": 40, "tool_version": 40},
    "domains": {"name": 120},
    "groups": {"name": 300},
    "assets": {
        "kind": 20,
        "name": 300,
        "source": 120,
        "native_id": 300,
        "rule": 12,
        "detail": 300,
    },
    "edges": {"relation": 16},
    "checks": {"code": 24},
    "findings": {"code": 24, "label": 400, "severity": 8},
    "risks": {"code": 24, "title": 200, "family": 16},
    "actions": {"title": 200},
    "answers": {"item": 24},
    "settlements": {"item": 24},
}
TITLE, VIEW_FACTS = 160, 32


def broken(document: Document) -> Iterator[str]:
    """Yield each rule that a document breaks, in words with its place."""
    yield from _about(document)
    yield from _criteria(document)
    yield from _sizes(document)
    yield from _references(document)
    yield from _ranks(document)
    yield from _words(document)
    yield from _forms(document)
    yield from _reasons(document)


def _about(document: Document) -> Iterator[str]:
    about = document.assessment
    if not about.title.strip() or len(about.title) > TITLE:
        yield f"assessment: the title is empty or longer than {TITLE} characters"
    if about.phase_view not in WORDS["view"]:
        yield f"assessment: {about.phase_view[:20]!r} is no view of the phases"
    if not isinstance(about.exclusions, list):
        yield "assessment: the exclusions are not a list"
    if any(len(fact) > VIEW_FACTS for fact in about.facts):
        yield f"assessment: a fact is longer than {VIEW_FACTS} characters"
    if not isinstance(document.criteria.parameters, Mapping):
        yield "criteria: the parameters are not an object"


def _criteria(document: Document) -> Iterator[str]:
    criteria = document.criteria.criteria
    if not isinstance(criteria, Mapping):
        yield "criteria: they are not an object"
        return
    if criteria.get("appetite") not in RANKS:
        yield "criteria: the appetite is not a rank from 1 to 5"
    authority, months = (criteria.get(name) for name in ("authority", "longest_acceptance_months"))
    if not _by_level(authority) or not WORDS["authority"] >= set(authority.values()):
        yield "criteria: the authority is not one role for each level"
    if not _by_level(months) or not all(type(each) is int for each in months.values()):
        yield "criteria: the longest acceptance is not a number of months for each level"


def _by_level(value: Json) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping) and set(value) == WORDS["level"]


def _sizes(document: Document) -> Iterator[str]:
    for section, limits in SIZES.items():
        for row in getattr(document, section):
            for name, longest in limits.items():
                if len(getattr(row, name)) > longest:
                    yield f"{_place(section, row)}: {name} is longer than {longest} characters"


def _references(document: Document) -> Iterator[str]:
    known = {
        "imports": {row.sha256 for row in document.imports},
        "domains": {row.name for row in document.domains},
        "groups": {row.id for row in document.groups},
        "assets": {row.id for row in document.assets},
        "risks": {row.key for row in document.risks},
    }
    rows: tuple[tuple[str, str, str], ...] = (  # section, field, what it names
        ("groups", "domain", "domains"),
        ("groups", "asset", "assets"),
        ("assets", "domain", "domains"),
        ("edges", "tail", "assets"),
        ("edges", "head", "assets"),
        ("checks", "imported", "imports"),
        ("findings", "imported", "imports"),
        ("findings", "asset", "assets"),
        ("risks", "group", "groups"),
        ("answers", "group", "groups"),
        ("settlements", "group", "groups"),
        ("loss_estimates", "risk", "risks"),
        ("domain_estimates", "domain", "domains"),
    )
    for section, field, named in rows:
        for row in getattr(document, section):
            value = getattr(row, field)
            if value is not None and value not in known[named]:
                yield f"{_place(section, row)}: {field} {value[:40]!r} is not among the {named}"
    for action in document.actions:
        if strange := sorted(set(action.risks) - known["risks"]):
            yield f"actions {action.key}: {', '.join(strange)[:80]} are not among the risks"
    if document.assets and not document.imports:
        yield "assets: there is no import that they come from"
    yield from _once(document)


def _once(document: Document) -> Iterator[str]:
    """Yield what stands twice under another id."""
    natural: Mapping[str, list[tuple[str | None, ...]]] = {
        "assets": [(row.kind, row.source, row.native_id) for row in document.assets],
        "groups": [(row.kind, row.domain, row.asset) for row in document.groups],
        "risks": [(row.group, row.code) for row in document.risks],
    }
    for section, keys in natural.items():
        if len(set(keys)) != len(keys):
            yield f"{section}: two rows are about the same"


def _ranks(document: Document) -> Iterator[str]:
    columns: Mapping[str, tuple[str, ...]] = {"domains": (*WORTH, "trust"), "groups": WORTH}
    for section, names in columns.items():
        for row in getattr(document, section):
            yield from _off(_place(section, row), row, names)
    names = tuple(field.name for field in fields(Rating))
    for risk in document.risks:
        for rating in ("proposed", "judged"):
            yield from _off(f"risks {risk.key}: {rating}", getattr(risk, rating), names)
        if risk.override:
            yield from _off(f"risks {risk.key}: override", risk.override, ("level",))


def _off(place: str, row: Record, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        rank = getattr(row, name)
        if rank is not None and rank not in RANKS:
            yield f"{place}: {name} is {rank}, not a rank from 1 to 5"


def _words(document: Document) -> Iterator[str]:
    rows = (
        ("groups", "kind", "group"),
        ("risks", "state", "risk"),
        ("answers", "state", "answer"),
        ("actions", "status", "action"),
        ("assets", "kind", "asset"),
        ("assets", "rule", "rule"),
        ("findings", "severity", "severity"),
        ("checks", "result", "check"),
        ("domain_estimates", "dimension", "dimension"),
    )
    for section, field, kind in rows:
        for row in getattr(document, section):
            value = getattr(row, field)
            if value not in WORDS[kind]:
                yield f"{_place(section, row)}: {field} {value[:20]!r} is not known"
    for risk in document.risks:
        if risk.treatment and risk.treatment.option not in WORDS["option"]:
            yield f"risks {risk.key}: treatment {risk.treatment.option[:20]!r} is not known"
    for estimate in document.loss_estimates:
        if "".join(each for each in "CIA" if each in estimate.dimensions) != estimate.dimensions:
            yield f"loss_estimates {estimate.risk}: {estimate.dimensions[:8]!r} are no dimensions"


def _forms(document: Document) -> Iterator[str]:
    """Yield free parts that are of another form than what reads them expects."""
    rows: tuple[tuple[str, str, type], ...] = (
        ("imports", "totals", Mapping),
        ("imports", "sheets", list),
        ("imports", "notices", list),
        ("imports", "parameters", Mapping),
        ("groups", "value_paths", Mapping),
        ("findings", "evidence", list),
        ("findings", "detail", Mapping),
    )
    for section, field, form in rows:
        for row in getattr(document, section):
            if not isinstance(getattr(row, field), form):
                yield f"{_place(section, row)}: {field} is of another form"
    for asset in document.assets:
        if not (asset.traits is None or isinstance(asset.traits, Mapping)):
            yield f"{_place('assets', asset)}: traits is of another form"


def _reasons(document: Document) -> Iterator[str]:
    for risk in document.risks:
        yield from _reason(risk)
    for answer in document.answers:
        if answer.state == "not_applicable" and not answer.reason:
            yield f"answers {answer.item}: not applicable without a reason"
    for settlement in document.settlements:
        if not settlement.words:
            yield f"settlements {settlement.item}: no words"
    for action in document.actions:
        if action.cost_minor is not None and action.cost_minor < 0:
            yield f"actions {action.key}: the cost is negative"


def _reason(risk: Risk) -> Iterator[str]:
    if risk.state == "dismissed" and not risk.reason:
        yield f"risks {risk.key}: dismissed without a reason"
    if risk.override and not risk.override.reason:
        yield f"risks {risk.key}: overridden without a reason"
    if not _is_proposal(risk.proposal):
        yield f"risks {risk.key}: the proposal is not one"


def _is_proposal(value: Json) -> bool:
    """Say whether *value* is what is kept of a proposal: reasons with their parameters."""
    reasons = value.get("reasons", []) if isinstance(value, Mapping) else None
    return isinstance(reasons, list) and all(map(_is_reason, reasons))


def _is_reason(value: Json) -> bool:
    return isinstance(value, list) and [type(each) for each in value] == [str, dict]


def _place(section: str, row: Record) -> str:
    return f"{section} {'/'.join(part for part in row.sort_key() if part)[:60]}"
