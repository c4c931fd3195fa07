"""What is unmet before a phase may be closed and before a revision may be frozen, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.catalogue import Phase, phases_view
from assessments.models import Assessment
from assessments.queries import scope
from assessments.queries.judge import Judge

FREEZE = (
    "scope_written",
    "criteria_set",
    "signers_named",
    "inventory_pinned",
    "guests_placed",
    "domains_valued",
    "risks_confirmed",
    "risks_rated",
    "subjects_present",
    "contradictions_settled",
    "not_applicable_seconded",
    "gaps_decided",
    "scores_fresh",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: met, or what is missing in words and the route where it is mended."""

    rule: str
    text: str
    missing: str
    route: str

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Gate:
    phase: Phase
    conditions: tuple[Condition, ...]

    @property
    def unmet(self) -> int:
        return sum(not condition.is_met for condition in self.conditions)


def all_of(assessment: Assessment) -> tuple[Gate, ...]:
    """Return the gate of each phase of the assessment's view."""
    judge = Judge(assessment)
    view = phases_view(scope.edition_of(assessment), assessment.phase_view)
    return tuple(Gate(phase, _conditions(phase, judge)) for phase in view)


def gate_of(assessment: Assessment, phase: Phase) -> Gate:
    """Return the gate of one phase."""
    return Gate(phase, _conditions(phase, Judge(assessment)))


def freeze_conditions(assessment: Assessment) -> tuple[Condition, ...]:
    """Return what must hold before a revision is frozen, whatever its phases say."""
    judge, texts = Judge(assessment), _texts(assessment)
    found = []
    for rule in FREEZE:
        missing, route = judge.missing(rule)
        found.append(Condition(rule, texts[rule], missing, route))
    return tuple(found)


def _conditions(phase: Phase, judge: Judge) -> tuple[Condition, ...]:
    found = []
    for criterion in phase.criteria:
        missing, route = judge.missing(criterion.rule, phase)
        found.append(Condition(criterion.rule, criterion.text, missing, route))
    return tuple(found)


def _texts(assessment: Assessment) -> dict[str, str]:
    edition = scope.edition_of(assessment)
    own = {
        "subjects_present": _("Each risk is about something in the inventory"),
        "gaps_decided": _("Somebody decided where machines of unlike trust share hosts"),
        "scores_fresh": _("Levels are up to date"),
    }
    return own | {c.rule: c.text for phase in edition.phases for c in phase.criteria}


def following(gates: Iterable[Gate]) -> tuple[Phase, Condition] | None:
    """Return the first unmet condition on the way, which is the next thing to do."""
    unmet = ((gate.phase, each) for gate in gates for each in gate.conditions if not each.is_met)
    return next(unmet, None)
