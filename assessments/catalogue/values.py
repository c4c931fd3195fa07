"""What a catalogue edition is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Mappings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Cia:
    """Three ranks or degrees: confidentiality, integrity, availability."""

    c: int
    i: int
    a: int

    def as_tuple(self) -> tuple[int, int, int]:
        return self.c, self.i, self.a


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure takes off when done, in hundredths: likelihood, C, I, A."""

    l: int  # noqa: E741  the letter of the formula
    c: int
    i: int
    a: int

    def as_tuple(self) -> tuple[int, int, int, int]:
        return self.l, self.c, self.i, self.a


@dataclass(frozen=True, slots=True)
class Dependency:
    """The type depends on `type`: degree in hundredths of its value that falls on it."""

    type: str
    relation: str
    degree: Cia
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssetType:
    code: str
    name: str
    component_class: str
    scope: str
    description: str
    valuation: Mapping[str, str]
    typical_owner: str
    hosts: tuple[str, ...]
    depends_on: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class Threat:
    code: str
    name: str
    description: str
    kind: str  # threat or condition
    origin: tuple[str, ...]
    affects: tuple[str, ...]
    clauses: tuple[str, ...]
    actors: tuple[str, ...]
    mappings: Mappings
    unverified: Mappings
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vulnerability:
    code: str
    name: str
    description: str
    family: str
    exposes: tuple[str, ...]
    exploited_by: tuple[str, ...]
    mappings: Mappings


@dataclass(frozen=True, slots=True)
class RiskType:
    """
    A risk scenario of the catalogue.

    `rows_for` says what a register row of it is about: domain, cluster, manager or
    assessment. `takes_layer`: its consequence is the value of the whole layer.
    """

    code: str
    family: str
    clause: str
    name: str
    description: str
    kind: str  # event or condition
    threats: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    assets: tuple[str, ...]
    security_impact: str
    rows_for: str
    takes_layer: bool
    likelihood: int
    consequence: Cia
    rationale: str
    lineage: Mappings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mitigation:
    """
    An item treats a risk; `via` says how when it closes none of its vulnerabilities.

    `key` names a factor of the risk (l, c, i, a) that stays at one half or more
    while the item is not fully implemented.
    """

    risk: str
    via: str = ""
    key: str = ""
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How far a kind of inventory can answer an item, and what of it is read."""

    feasible: str  # full, partial or no
    reads: str


@dataclass(frozen=True, slots=True)
class Item:
    """
    A checklist item.

    `supports` are rules of a published list that it helps to keep without being
    their answer; `no_counterpart` are lists that were searched in vain.
    """

    code: str
    phase: str
    clauses: tuple[str, ...]
    title: str
    requirement: str
    why: str
    tier: str  # essential, standard, enhanced
    kind: str  # of the control
    effect: Effect
    mitigates: tuple[Mitigation, ...]
    exposure_if_absent: tuple[str, ...]
    verify: tuple[str, ...]
    implement: tuple[str, ...]
    mappings: Mappings
    supports: Mappings
    unverified: Mappings
    no_counterpart: tuple[str, ...]
    automation_rule: str
    sources: Mapping[str, Source]
    applies_when: tuple[str, ...] = ()
    realises: str = ""
    is_hygiene: bool = False

    @property
    def name(self) -> str:
        """The title, as the other entries call it."""
        return self.title

    @property
    def automation(self) -> str:
        """How far any source answers the item: full, partial or no."""
        found = {source.feasible for source in self.sources.values()}
        return next((each for each in ("full", "partial") if each in found), "no")

    def key_on(self, risk: str) -> str:
        """Return the factor of *risk* (l, c, i, a) that the item is key for, or nothing."""
        return next((link.key for link in self.mitigates if link.risk == risk), "")

    def effect_on(self, risk: str) -> Effect:
        """Return the effect on one risk: its own where the link names one."""
        for mitigation in self.mitigates:
            if mitigation.risk == risk and mitigation.effect is not None:
                return mitigation.effect
        return self.effect


@dataclass(frozen=True, slots=True)
class Task:
    code: str
    text: str
    role: str
    step: str
    output: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a gate; `rule` names how a later floor finds out whether it is met."""

    code: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Phase:
    number: int
    code: str
    name: str
    clauses: tuple[str, ...]
    purpose: str
    entry: tuple[str, ...]
    tasks: tuple[Task, ...]
    deliverables: tuple[str, ...]
    roles: tuple[str, ...]
    gate: str
    criteria: tuple[Criterion, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One rank of a scale."""

    rank: int
    label: str
    description: str
    by_dimension: Mapping[str, str] = field(default_factory=dict)
    money: str = ""
    annual_rate: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A grid: `rows[L - 1][I - 1]` is the level (1-5) at likelihood L and consequence I."""

    code: str
    name: str
    source: str
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """
    A published list that entries are mapped to, by number only.

    `checked` says how the numbers were found right: by script against a copy of
    the list, in secondary sources, or from memory.
    """

    code: str
    name: str
    version: str
    publisher: str
    checked: str  # script, secondary, memory
    verification: str
    discouraged: tuple[str, ...]
    by_analogy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scales:
    likelihood: tuple[Step, ...]
    consequence: tuple[Step, ...]
    value: tuple[Step, ...]
    trust: tuple[Step, ...]
    level: tuple[Step, ...]
