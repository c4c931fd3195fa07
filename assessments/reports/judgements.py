"""The parts of a document that people decide and that follow from it: risks, answers, plans."""

from dataclasses import dataclass
from typing import ClassVar

from assessments.reports.records import Json, Record


def number_of(key: str) -> int:
    """Return the number in a key such as R-7."""
    return int(key.rpartition("-")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Record):
    """A likelihood and a consequence per dimension, each 1..5 or unset."""

    likelihood: int | None
    consequence_c: int | None
    consequence_i: int | None
    consequence_a: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Record):
    """
    A risk's level in one state.

    The numbers are the decimals before they become levels, as exact decimal strings.
    """

    level: int | None
    likelihood: int | None
    consequence: int | None
    likelihood_number: str | None
    consequence_c_number: str | None
    consequence_i_number: str | None
    consequence_a_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Record):
    """
    A checklist item that mitigates a risk, as it was counted.

    `credit` and `planned_credit` are m now and m once the open actions are done, as
    fractions ("1/2"); the effects are decimal strings; `key` names the factor that it is
    key for, or is empty. With `paper` each effect counts
    at most 0.10 now, since nothing builds this design; with `planned_paper` also then.
    """

    KEY: ClassVar[tuple[str, ...]] = ("item",)
    item: str
    kind: str
    state: str
    contradicted: bool
    key: str
    credit: str
    planned_credit: str
    paper: bool
    planned_paper: bool
    effect_l: str
    effect_c: str
    effect_i: str
    effect_a: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Record):
    """A level that a person put in place of the computed one."""

    level: int
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment(Record):
    """The option chosen for a risk: modify, retain, avoid or share."""

    option: str
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(Record):
    """A named person accepts the risk at a level, until a day."""

    level: int
    by: str
    role: str
    reason: str
    expires_on: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """One row of the register, with everything that its level follows from."""

    KEY: ClassVar[tuple[str, ...]] = ("key",)
    key: str
    code: str
    title: str
    description: str
    family: str
    clause: str
    group: str
    state: str
    threats: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    proposed: Rating
    proposal: Json
    judged: Rating
    reason: str
    judged_by: str | None
    judged_at: str | None
    residual_likelihood_input: int | None  # the proposal without the findings to be mended
    credits: tuple[Credit, ...]
    inherent: State
    current: State
    residual: State
    explanation: Json
    override: Override | None
    treatment: Treatment | None
    owner: str | None
    acceptance: Acceptance | None

    def level_in_force(self) -> int | None:
        """Return the current level that counts: the override's, else the computed one."""
        return self.override.level if self.override else self.current.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """A step of the treatment plan; it may serve several risks and realise several items."""

    KEY: ClassVar[tuple[str, ...]] = ("key",)
    key: str
    title: str
    description: str
    owner: str | None
    due: str | None
    cost_minor: int | None
    status: str
    items: tuple[str, ...]
    risks: tuple[str, ...]
    created_by: str
    created_at: str
    done_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """A checklist item of the edition that applies here, answered or not."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    code: str
    title: str
    phase: str
    kind: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """What a person says of an item, for the assessment (group None) or one group."""

    KEY: ClassVar[tuple[str, ...]] = ("item", "group")
    item: str
    group: str | None
    state: str
    note: str
    reason: str
    by: str
    at: str
    seconded_by: str | None
    seconded_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """A file that supports an answer or a risk; its bytes are known by their digest."""

    KEY: ClassVar[tuple[str, ...]] = ("sha256", "name", "item", "risk", "at")
    name: str
    sha256: str
    size: int
    content_type: str
    item: str | None
    risk: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement(Record):
    """Why an answer and the findings that contradict it both stand."""

    KEY: ClassVar[tuple[str, ...]] = ("item", "group")
    item: str
    group: str | None
    findings: tuple[str, ...]
    words: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Record):
    """An open vulnerability, by which items and findings, and the risks it feeds."""

    KEY: ClassVar[tuple[str, ...]] = ("vulnerability", "group")
    vulnerability: str
    title: str
    group: str | None
    items: tuple[str, ...]
    findings: tuple[str, ...]
    assets: int
    risks: tuple[str, ...]
    since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Record):
    """A task of a phase that a person marked done."""

    KEY: ClassVar[tuple[str, ...]] = ("task",)
    task: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Record):
    """A lifecycle phase, how far its checklist is, and its gate."""

    KEY: ClassVar[tuple[str, ...]] = ("order", "id")
    id: str
    order: int
    title: str
    items: int
    answered: int
    tasks_done: tuple[TaskDone, ...]
    unmet: tuple[str, ...]
    closed_by: str | None
    closed_at: str | None
