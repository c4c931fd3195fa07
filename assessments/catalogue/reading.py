"""TOML tables to values, every fault noted."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from assessments.catalogue import choices
from assessments.catalogue.problems import Entry
from assessments.catalogue.values import (
    AssetType,
    Cia,
    Criterion,
    Dependency,
    Effect,
    Item,
    Matrix,
    Mitigation,
    Phase,
    RiskType,
    Scheme,
    Source,
    Step,
    Task,
    Threat,
    Vulnerability,
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
        valuation=entry.words_of("valuation"),
        typical_owner=entry.text("typical_owner", ""),
        hosts=entry.texts("hosts"),
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
        mappings=entry.lists_of("mappings"),
        unverified=entry.lists_of("unverified"),
        sources=entry.texts("sources"),
    )


def vulnerability(entry: Entry) -> Vulnerability:
    """Read a vulnerability."""
    return Vulnerability(
        code=entry.text("code"),
        name=entry.text("name"),
        description=entry.text("description"),
        family=entry.one_of("family", choices.LAYERS),
        exposes=entry.texts("exposes", needed=True),
        exploited_by=entry.texts("exploited_by", needed=True),
        mappings=entry.lists_of("mappings"),
    )


def risk(entry: Entry) -> RiskType:
    """Read a risk."""
    return RiskType(
        code=entry.text("code"),
        family=entry.one_of("family", choices.FAMILIES),
        clause=entry.text("clause"),
        name=entry.text("name"),
        description=entry.text("description"),
        kind=entry.one_of("kind", ("event", "condition"), "event"),
        threats=entry.texts("threats", needed=True),
        vulnerabilities=entry.texts("vulnerabilities", needed=True),
        assets=entry.texts("assets", needed=True),
        security_impact=entry.text("security_impact"),
        rows_for=entry.one_of("rows_for", choices.ROWS_FOR),
        takes_layer=entry.flag("takes_layer"),
        likelihood=entry.whole("likelihood", choices.RANKS),
        consequence=_cia(entry.part("consequence", needed=True), choices.RANKS),
        rationale=entry.text("rationale"),
        lineage=entry.lists_of("lineage"),
    )


def item(entry: Entry) -> Item:
    """Read a checklist item."""
    rule, sources = _automation(entry)
    return Item(
        code=entry.text("code"),
        phase=entry.one_of("phase", choices.PHASES),
        clauses=entry.texts("clauses", needed=True),
        title=entry.text("title"),
        requirement=entry.text("requirement"),
        why=entry.text("why"),
        tier=entry.one_of("tier", choices.TIERS),
        kind=entry.one_of("kind", choices.CONTROLS),
        effect=_effect(entry.part("effect", needed=True)),
        mitigates=tuple(read(each, _mitigation) for each in entry.tables("mitigates")),
        exposure_if_absent=entry.texts("exposure_if_absent"),
        verify=entry.texts("verify", needed=True),
        implement=entry.texts("implement", needed=True),
        mappings=entry.lists_of("mappings"),
        supports=entry.lists_of("supports"),
        unverified=entry.lists_of("unverified"),
        no_counterpart=entry.texts("no_counterpart"),
        automation_rule=rule,
        sources=sources,
        applies_when=_among(entry, "applies_when", choices.FACTS),
        realises=entry.text("realises", ""),
        is_hygiene=entry.flag("assessment_hygiene"),
    )


def phase(entry: Entry) -> Phase:
    """Read a phase, its items still to come."""
    return Phase(
        number=entry.whole("number", range(1, 6)),
        code=entry.one_of("code", choices.PHASES),
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
        rank=entry.whole("rank", choices.RANKS),
        label=entry.text("label"),
        description=entry.text("description", ""),
        by_dimension=entry.words_of("by_dimension"),
        money=entry.text("money", ""),
        annual_rate=entry.text("annual_rate", ""),
    )


def matrix(entry: Entry) -> Matrix:
    """Read a matrix."""
    return Matrix(
        code=entry.text("code"),
        name=entry.text("name"),
        source=entry.text("source", ""),
        rows=entry.rows("rows", choices.RANKS),
    )


def scheme(entry: Entry) -> Scheme:
    """Read a published list that entries are mapped to."""
    return Scheme(
        code=entry.text("code"),
        name=entry.text("name"),
        version=entry.text("version"),
        publisher=entry.text("publisher"),
        checked=entry.one_of("checked", ("script", "secondary", "memory")),
        verification=entry.text("verification"),
        discouraged=entry.texts("discouraged"),
        by_analogy=entry.texts("by_analogy"),
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
        code=entry.text("code"), text=entry.text("text"), rule=entry.one_of("rule", choices.RULES)
    )


def _dependency(entry: Entry) -> Dependency:
    return Dependency(
        type=entry.text("type"),
        relation=entry.text("relation"),
        degree=_cia(entry.part("degree", needed=True), choices.HUNDREDTHS),
        when=entry.text("when", ""),
        note=entry.text("note", ""),
    )


def _mitigation(entry: Entry) -> Mitigation:
    has_effect = "effect" in entry.table
    return Mitigation(
        risk=entry.text("risk"),
        via=entry.one_of("via", choices.VIA, ""),
        key=entry.one_of("key", choices.KEYS, ""),
        effect=_effect(entry.part("effect")) if has_effect else None,
    )


def _cia(entry: Entry, within: range) -> Cia:
    value = Cia(entry.whole("c", within), entry.whole("i", within), entry.whole("a", within))
    entry.finish()
    return value


def _effect(entry: Entry) -> Effect:
    value = Effect(*(entry.whole(name, choices.HUNDREDTHS) for name in ("l", "c", "i", "a")))
    entry.finish()
    return value


def _automation(entry: Entry) -> tuple[str, Mapping[str, Source]]:
    part = entry.part("automation")
    rule = part.text("rule", "")
    sources = {
        name: read(part.part(name), _source) for name in choices.SOURCES if name in part.table
    }
    part.finish()
    return rule, sources


def _source(entry: Entry) -> Source:
    return Source(feasible=entry.one_of("feasible", choices.FEASIBLE), reads=entry.text("reads"))


def _among(entry: Entry, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of texts, each of which is one of *known*."""
    found = entry.texts(key)
    for name in found:
        if name not in known:
            entry.fault(key, f"{name!r} is none of {', '.join(known)}")
    return found
