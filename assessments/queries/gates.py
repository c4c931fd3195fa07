"""What is unmet before a phase may be closed and before a revision may be frozen, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q
from django.utils.translation import gettext as _

from assessments.catalogue import Phase, phases_view
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Domain, Risk
from assessments.queries import scope
from assessments.queries.inputs import CLAIMS, Facts, facts_of

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
    "scores_fresh",
)
NAMED = 5  # of what is missing, in a sentence


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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An answer that findings speak against: item, group, checks, and whether explained."""

    item: str
    group_id: int
    checks: tuple[str, ...]
    settled: bool


class Judge:
    """Answers each rule for one assessment; loads what a rule needs once."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.assessment)

    @cached_property
    def kept(self) -> "list[Risk]":
        rows = self.assessment.risks.exclude(state="dismissed")
        return list(rows.select_related("score", "treatment"))

    def missing(self, rule: str, phase: Phase | None = None) -> tuple[str, str]:
        """Return what is missing in words (blank when met) and the route that mends it."""
        if rule in ("items_answered", "essential_implemented", "implemented_has_evidence"):
            return self._items(rule, phase), "phase"
        answer: Callable[[], str] = getattr(self, f"_{rule}")
        return answer(), ROUTES[rule]

    def _items(self, rule: str, phase: Phase | None) -> str:
        wanted = set(phase.items) if phase else set()
        items = [i for i in scope.items_in_scope(self.assessment) if i.code in wanted]
        said = {item: state for (item, group), state in self.facts.answers.items() if group is None}
        if rule == "items_answered":
            return _count(sum(i.code not in said for i in items), _("items without an answer"))
        if rule == "essential_implemented":
            poor = [
                i
                for i in items
                if i.tier == "essential" and said.get(i.code) not in ("implemented", "planned")
            ]
            return _count(len(poor), _("essential items neither implemented nor planned"))
        proved = set(
            self.assessment.evidences.filter(removed_at=None).values_list("item", flat=True)
        )
        bare = [i for i in items if said.get(i.code) == "implemented" and i.code not in proved]
        return _count(len(bare), _("implemented items without evidence"))

    def _scope_written(self) -> str:
        a = self.assessment
        return "" if a.scope_in.strip() and a.scope_out.strip() else _("Scope in or out is empty")

    def _criteria_set(self) -> str:
        return "" if self.assessment.criteria_set_at else _("The criteria are not set")

    def _signers_named(self) -> str:
        a = self.assessment
        three = {a.lead_id, a.risk_owner_id, a.approver_id}
        if a.risk_owner_id and a.approver_id and len(three) == 3:  # noqa: PLR2004  three people
            return ""
        return _("Name a risk owner and an approver who are neither each other nor the lead")

    def _inventory_pinned(self) -> str:
        return "" if self.assessment.pinnedimports.exists() else _("No inventory is pinned")

    def _guests_placed(self) -> str:
        count = self.assessment.placements.filter(domain=None).count()
        return _count(count, _("virtual machines without a domain"))

    def _domains_valued(self) -> str:
        unset = Q(value_c=None) | Q(value_i=None) | Q(value_a=None) | Q(trust=None)
        used = Domain.objects.filter(unset, assessment=self.assessment, placements__isnull=False)
        return _count(used.distinct().count(), _("domains without a value or trust"))

    def _risks_confirmed(self) -> str:
        return _count(sum(r.state == "proposed" for r in self.kept), _("risks not yet confirmed"))

    def _risks_rated(self) -> str:
        unset = [r for r in self.kept if not hasattr(r, "score") or r.score.current is None]
        return _count(len(unset), _("risks without a level"))

    def _subjects_present(self) -> str:
        lost = self.assessment.risks.exclude(state="dismissed").filter(group__is_gone=True)
        keys = [
            f"R-{number}" for number in lost.order_by("number").values_list("number", flat=True)
        ]
        words = _("risks about what is no longer in the inventory; dismiss them (%(keys)s)")
        return _count(len(keys), words % {"keys": ", ".join(keys[:NAMED])})

    def _risks_treated(self) -> str:
        appetite = int(self.assessment.criteria["appetite"])
        bare = [r for r in self.kept if _level(r) > appetite and not hasattr(r, "treatment")]
        return _count(len(bare), _("risks above the appetite without a treatment"))

    def _actions_planned(self) -> str:
        open_ones = self.assessment.treatmentactions.filter(status__in=["planned", "in_progress"])
        count = open_ones.filter(Q(owner=None) | Q(due=None)).count()
        return _count(count, _("actions without an owner or a date"))

    def _actions_done(self) -> str:
        open_ones = self.assessment.treatmentactions.filter(status__in=["planned", "in_progress"])
        return _count(open_ones.count(), _("actions still open"))

    def _acceptances_valid(self) -> str:
        old = self.assessment.acceptances.filter(
            withdrawn_at=None, risk__score__current__gt=F("level")
        )
        return _count(old.count(), _("acceptances of a level that has risen since"))

    def _contradictions_settled(self) -> str:
        count = sum(not each.settled for each in self.contradictions)
        return _count(count, _("answers contradicted by the inventory and not explained"))

    def _not_applicable_seconded(self) -> str:
        alone = self.assessment.answers.filter(state="not_applicable", seconded_by=None)
        return _count(alone.count(), _("answers “not applicable” without a second person"))

    def _scores_fresh(self) -> str:
        return "" if self.assessment.is_fresh else _("Levels are being recomputed")

    def _tasks_done(self) -> str:
        return ""

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Every answer that claims something which findings in its scope speak against."""
        settled = set(self.assessment.settlements.values_list("item", "group_id"))
        found = []
        for (item, group), state in self.facts.answers.items():
            if state not in CLAIMS:
                continue
            checks = self._against(item, group)
            if checks:
                known = (item, group) in settled
                found.append(Contradiction(item, group or 0, checks, known))
        return tuple(found)

    def _against(self, item: str, group: int | None) -> tuple[str, ...]:
        groups = [group] if group is not None else list(self.facts.seen)
        return tuple(
            sorted(
                {
                    code
                    for each in groups
                    for code in self.facts.seen.get(each, {})
                    if item in bindings()[code].items
                }
            )
        )


ROUTES: Mapping[str, str] = {
    "scope_written": "assessment-edit",
    "criteria_set": "criteria",
    "signers_named": "team",
    "inventory_pinned": "import-new",
    "guests_placed": "domains",
    "domains_valued": "domains",
    "risks_confirmed": "register",
    "risks_rated": "register",
    "subjects_present": "register",
    "risks_treated": "register",
    "actions_planned": "plan",
    "actions_done": "plan",
    "acceptances_valid": "plan",
    "contradictions_settled": "exposures",
    "not_applicable_seconded": "exposures",
    "scores_fresh": "register",
    "tasks_done": "phase",
}


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
        "scores_fresh": _("Levels are up to date"),
    }
    return own | {c.rule: c.text for phase in edition.phases for c in phase.criteria}


def _level(risk: Risk) -> int:
    return int(risk.override_level or (risk.score.current if hasattr(risk, "score") else 0) or 0)


def _count(count: int, words: str) -> str:
    return f"{count} {words}" if count else ""
