"""TOML tables to values, every fault noted."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from assessments.catalogue.problems import Entry
from assessments.catalogue.values import (
    AssetType,
    Cia,
    Criterion,
    Dependency,
    Effect,
    Item,
    Mappings,
    Matrix,
    Mitigation,
    Phase,
    RiskType,
    Step,
    Task,
    Threat,
    Vulnerability,
)

RANKS = range(1, 6)
HUNDREDTHS = range(101)
KINDS = ("preventive", "limiting", "detective", "corrective", "directive")
TIERS = ("essential", "standard", "enhanced")
PHASES = (
    "initial_preparation",
    "planning_design",
    "implementation",
    "operation_maintenance",
    "disposition",
)
FAMILIES = ("vm", "hypervisor", "operational", "cloud_service")
ROWS_FOR = ("domain", "cluster", "manager", "assessment")
VIA = ("", "detection", "recovery", "governance")
RULES = (
    "scope_written",
    "criteria_set",
    "signers_named",
    "inventory_pinned",
    "guests_placed",
    "domains_valued",
    "risks_confirmed",
    "risks_rated",
    "items_answered",
    "essential_implemented",
    "not_applicable_seconded",
    "contradictions_settled",
    "implemented_has_evidence",
    "risks_treated",
    "actions_planned",
    "actions_done",
    "acceptances_valid",
    "tasks_done",
    "scores_fresh",
)

Value = TypeVar("Value")


def read(entry: Entry, make: Callable[[Entry], Value]) -> Value:
    """Make one value of *entry* and note the fields that nobody asked for."""
    value = make(entry)
    entry.finish()
    return value


def asset_type(entry: Entry) -> AssetType:
    """Read an asset type."""
    return AssetType(
        code=entry.text("code"),
        name=entry.text("name"),
        component_class=entry.text("component_class"),
        scope=entry.one_of(
            "scope", ("core", "core-optional", "interface", "supporting", "primary")
        ),
        description=entry.text("description"),
        valuation=_words(entry, "valuation"),
        typical_owner=entry.text("typical_owner", ""),
        depends_on=tuple(read(each, _dependency) for each in entry.tables("depends_on")),
    )


def threat(entry: Entry) -> Threat:
    """Read a threat."""
    return Threat(
        code=entry.text("code"),
        name=entry.text("name"),
        description=entry.text("description"),
        kind=entry.one_of("kind", ("threat", "condition"), "threat"),
        origin=entry.texts("origin", needed=True),
        affects=entry.texts("affects", needed=True),
        clauses=entry.texts("clauses"),
        actors=entry.texts("actors"),
        mappings=_mappings(entry, "mappings"),
        sources=entry.texts("sources"),
    )


def vulnerability(entry: Entry) -> Vulnerability:
    """Read a vulnerability."""
    return Vulnerability(
        code=entry.text("code"),
        name=entry.text("name"),
        description=entry.text("description"),
        family=entry.text("family"),
        exposes=entry.texts("exposes", needed=True),
        exploited_by=entry.texts("exploited_by", needed=True),
        mappings=_mappings(entry, "mappings"),
    )


def risk(entry: Entry) -> RiskType:
    """Read a risk."""
    return RiskType(
        code=entry.text("code"),
        family=entry.one_of("family", FAMILIES),
        clause=entry.text("clause"),
        name=entry.text("name"),
        description=entry.text("description"),
        kind=entry.one_of("kind", ("event", "condition"), "event"),
        threats=entry.texts("threats", needed=True),
        vulnerabilities=entry.texts("vulnerabilities", needed=True),
        assets=entry.texts("assets", needed=True),
        security_impact=entry.text("security_impact"),
        rows_for=entry.one_of("rows_for", ROWS_FOR),
        takes_layer=entry.flag("takes_layer"),
        likelihood=entry.whole("likelihood", RANKS),
        consequence=_cia(entry.part("consequence"), RANKS),
        rationale=entry.text("rationale"),
        lineage=_words(entry, "lineage"),
    )


def item(entry: Entry) -> Item:
    """Read a checklist item."""
    automation = entry.part("automation")
    return Item(
        code=entry.text("code"),
        phase=entry.one_of("phase", PHASES),
        clauses=entry.texts("clauses", needed=True),
        title=entry.text("title"),
        requirement=entry.text("requirement"),
        why=entry.text("why"),
        tier=entry.one_of("tier", TIERS),
        kind=entry.one_of("kind", KINDS),
        effect=_effect(entry.part("effect")),
        mitigates=tuple(read(each, _mitigation) for each in entry.tables("mitigates")),
        exposure_if_absent=entry.texts("exposure_if_absent"),
        verify=entry.texts("verify", needed=True),
        implement=entry.texts("implement", needed=True),
        mappings=_mappings(entry, "mappings"),
        unverified=_mappings(entry, "unverified"),
        automation=automation.one_of("feasible", ("full", "partial", "no"), "no"),
        automation_rule=automation.text("rule", ""),
        sources=_words(automation, "sources"),
        applies_when=entry.texts("applies_when"),
        key_for=entry.texts("key_for"),
        realises=entry.text("realises", ""),
        is_hygiene=entry.flag("assessment_hygiene"),
    )


def phase(entry: Entry) -> Phase:
    """Read a phase, its items still to come."""
    return Phase(
        number=entry.whole("number", range(1, 6)),
        code=entry.one_of("code", PHASES),
        name=entry.text("name"),
        clauses=entry.texts("clauses"),
        purpose=entry.text("purpose"),
        entry=entry.texts("entry"),
        tasks=tuple(read(each, _task) for each in entry.tables("tasks")),
        deliverables=entry.texts("deliverables"),
        roles=entry.texts("roles"),
        gate=entry.text("gate"),
        criteria=tuple(read(each, _criterion) for each in entry.tables("criteria")),
        items=(),
    )


def step(entry: Entry) -> Step:
    """Read a rank of a scale."""
    return Step(
        rank=entry.whole("rank", RANKS),
        label=entry.text("label"),
        description=entry.text("description", ""),
        by_dimension=_words(entry, "by_dimension"),
        money=entry.text("money", ""),
        annual_rate=entry.text("annual_rate", ""),
    )


def matrix(entry: Entry) -> Matrix:
    """Read a matrix."""
    entry.taken.add("rows")
    rows = entry.table.get("rows", [])
    return Matrix(
        code=entry.text("code"),
        name=entry.text("name"),
        source=entry.text("source", ""),
        rows=tuple(tuple(row) for row in rows),
    )


def _task(entry: Entry) -> Task:
    return Task(
        code=entry.text("code"),
        text=entry.text("text"),
        role=entry.text("role"),
        step=entry.text("step"),
        output=entry.text("output", ""),
    )


def _criterion(entry: Entry) -> Criterion:
    return Criterion(
        code=entry.text("code"), text=entry.text("text"), rule=entry.one_of("rule", RULES)
    )


def _dependency(entry: Entry) -> Dependency:
    return Dependency(
        type=entry.text("type"),
        relation=entry.text("relation"),
        degree=_cia(entry.part("degree"), HUNDREDTHS),
        when=entry.text("when", ""),
    )


def _mitigation(entry: Entry) -> Mitigation:
    has_effect = "effect" in entry.table
    return Mitigation(
        risk=entry.text("risk"),
        via=entry.one_of("via", VIA, ""),
        effect=_effect(entry.part("effect")) if has_effect else None,
    )


def _cia(entry: Entry, within: range) -> Cia:
    value = Cia(entry.whole("c", within), entry.whole("i", within), entry.whole("a", within))
    entry.finish()
    return value


def _effect(entry: Entry) -> Effect:
    value = Effect(*(entry.whole(name, HUNDREDTHS) for name in ("l", "c", "i", "a")))
    entry.finish()
    return value


def _words(entry: Entry, key: str) -> Mapping[str, str]:
    return {name: _line(value) for name, value in entry.table_of(key).items()}


def _line(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _mappings(entry: Entry, key: str) -> Mappings:
    return {scheme: tuple(map(str, codes)) for scheme, codes in entry.table_of(key).items()}
