"""The parts of a document that say what is assessed: people, criteria, inventory, groups."""

from dataclasses import dataclass
from typing import ClassVar

from assessments.reports.records import Json, Record

# Levels, values and ranks are 1..5 or None (unset). Times are "2026-11-01T09:00:00Z", days
# "2026-11-01", people their uuid, decimals strings. `Json` is kept as it was given.


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Somebody who is named in the document, as shown when it was frozen."""

    KEY: ClassVar[tuple[str, ...]] = ("uuid",)
    uuid: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """The organisation that assesses."""

    uuid: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember(Record):
    """Who works on the assessment, and as what."""

    KEY: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed(Record):
    """The assessment: its scope, its people, its revision and what that follows."""

    uuid: str
    key: str
    title: str
    revision: int
    revision_reason: str
    previous_digest: str | None
    scope_in: str
    scope_out: str
    exclusions: Json
    context: str
    facts: tuple[str, ...]
    phase_view: str
    lead: str
    risk_owner: str | None
    approver: str | None
    team: tuple[TeamMember, ...]
    is_example: bool
    created_at: str
    frozen_at: str
    input_rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria(Record):
    """The complete method, the thresholds and who may accept which level."""

    method: Json
    criteria: Json
    parameters: Json
    set_by: str | None
    set_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Record):
    """The edition of the catalogue, and the digest of its content."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Record):
    """An inventory file that the assessment rests on."""

    KEY: ClassVar[tuple[str, ...]] = ("sha256",)
    sha256: str
    file_name: str
    size: int
    format: str
    tool: str
    tool_version: str
    taken_at: str | None
    as_of: str
    totals: Json
    sheets: Json
    notices: Json
    parameters: Json
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Record):
    """An information domain with its value and trust, set by a person or unset."""

    KEY: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    value_c: int | None
    value_i: int | None
    value_a: int | None
    trust: int | None
    reason: str
    valued_by: str | None
    valued_at: str | None
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """What register rows are about; `id` is stable within the assessment."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    id: str
    kind: str
    name: str
    domain: str | None
    asset: str | None
    value_c: int | None
    value_i: int | None
    value_a: int | None
    value_paths: Json
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(Record):
    """
    An asset of the pinned inventories, and the domain it was placed in (guests only).

    `traits` is what values and gaps of trust follow from beyond the dependencies, such as
    memory and power; it is left out where nothing is known.
    """

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    OPTIONAL: ClassVar[frozenset[str]] = frozenset({"traits"})  # older documents have none
    id: str
    kind: str
    name: str
    source: str
    native_id: str
    is_placeholder: bool
    domain: str | None
    rule: str
    detail: str
    placed_by: str | None
    placed_at: str | None
    traits: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Record):
    """A dependency between two assets, by their ids."""

    KEY: ClassVar[tuple[str, ...]] = ("relation", "tail", "head")
    relation: str
    tail: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(Record):
    """What one check said of one import: pass, finding or not_assessable."""

    KEY: ClassVar[tuple[str, ...]] = ("imported", "code")
    imported: str
    code: str
    title: str
    result: str
    considered: int
    count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """One thing a check saw, with the cells that prove it."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    id: str
    imported: str
    code: str
    asset: str | None
    label: str
    severity: str
    evidence: Json
    detail: Json
