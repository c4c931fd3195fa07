"""Judge each condition of an assessment: what is missing, in words, and where it is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from assessments.catalogue import Phase
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Domain, Risk
from assessments.queries import scope
from assessments.queries.inputs import CLAIMS, Facts, facts_of

NAMED = 5  # of what is missing, in a sentence


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
            return _count(
                sum(i.code not in said for i in items),
                ngettext_lazy("%(n)s item without an answer", "%(n)s items without an answer", "n"),
            )
        if rule == "essential_implemented":
            poor = [
                i
                for i in items
                if i.tier == "essential" and said.get(i.code) not in ("implemented", "planned")
            ]
            return _count(
                len(poor),
                ngettext_lazy(
                    "%(n)s essential item neither implemented nor planned",
                    "%(n)s essential items neither implemented nor planned",
                    "n",
                ),
            )
        proved = set(
            self.assessment.evidences.filter(removed_at=None).values_list("item", flat=True)
        )
        bare = [i for i in items if said.get(i.code) == "implemented" and i.code not in proved]
        return _count(
            len(bare),
            ngettext_lazy(
                "%(n)s implemented item without evidence",
                "%(n)s implemented items without evidence",
                "n",
            ),
        )

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
        return _count(
            count,
            ngettext_lazy(
                "%(n)s virtual machine without a domain",
                "%(n)s virtual machines without a domain",
                "n",
            ),
        )

    def _domains_valued(self) -> str:
        unset = Q(value_c=None) | Q(value_i=None) | Q(value_a=None) | Q(trust=None)
        used = Domain.objects.filter(unset, assessment=self.assessment, placements__isnull=False)
        return _count(
            used.distinct().count(),
            ngettext_lazy(
                "%(n)s domain without a value or trust",
                "%(n)s domains without a value or trust",
                "n",
            ),
        )

    def _risks_confirmed(self) -> str:
        return _count(
            sum(r.state == "proposed" for r in self.kept),
            ngettext_lazy("%(n)s risk not yet confirmed", "%(n)s risks not yet confirmed", "n"),
        )

    def _risks_rated(self) -> str:
        unset = [r for r in self.kept if not hasattr(r, "score") or r.score.current is None]
        return _count(
            len(unset),
            ngettext_lazy("%(n)s risk without a level", "%(n)s risks without a level", "n"),
        )

    def _subjects_present(self) -> str:
        lost = self.assessment.risks.exclude(state="dismissed").filter(group__is_gone=True)
        keys = [
            f"R-{number}" for number in lost.order_by("number").values_list("number", flat=True)
        ]
        words = ngettext_lazy(
            "%(n)s risk about what is no longer in the inventory; dismiss it (%(keys)s)",
            "%(n)s risks about what is no longer in the inventory; dismiss them (%(keys)s)",
            "n",
        )
        return _count(len(keys), words, keys=", ".join(keys[:NAMED]))

    def _risks_treated(self) -> str:
        appetite = int(self.assessment.criteria["appetite"])
        bare = [r for r in self.kept if _level(r) > appetite and not hasattr(r, "treatment")]
        return _count(
            len(bare),
            ngettext_lazy(
                "%(n)s risk above the appetite without a treatment",
                "%(n)s risks above the appetite without a treatment",
                "n",
            ),
        )

    def _actions_planned(self) -> str:
        open_ones = self.assessment.treatmentactions.filter(status__in=["planned", "in_progress"])
        count = open_ones.filter(Q(owner=None) | Q(due=None)).count()
        return _count(
            count,
            ngettext_lazy(
                "%(n)s action without an owner or a date",
                "%(n)s actions without an owner or a date",
                "n",
            ),
        )

    def _actions_done(self) -> str:
        open_ones = self.assessment.treatmentactions.filter(status__in=["planned", "in_progress"])
        return _count(
            open_ones.count(),
            ngettext_lazy("%(n)s action still open", "%(n)s actions still open", "n"),
        )

    def _acceptances_valid(self) -> str:
        old = self.assessment.acceptances.filter(
            withdrawn_at=None, risk__score__current__gt=F("level")
        )
        return _count(
            old.count(),
            ngettext_lazy(
                "%(n)s acceptance of a level that has risen since",
                "%(n)s acceptances of a level that has risen since",
                "n",
            ),
        )

    def _contradictions_settled(self) -> str:
        count = sum(not each.settled for each in self.contradictions)
        return _count(
            count,
            ngettext_lazy(
                "%(n)s answer contradicted by the inventory and not explained",
                "%(n)s answers contradicted by the inventory and not explained",
                "n",
            ),
        )

    def _not_applicable_seconded(self) -> str:
        alone = self.assessment.answers.filter(state="not_applicable", seconded_by=None)
        return _count(
            alone.count(),
            ngettext_lazy(
                "%(n)s answer “not applicable” without a second person",
                "%(n)s answers “not applicable” without a second person",
                "n",
            ),
        )

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


def _level(risk: Risk) -> int:
    return int(risk.override_level or (risk.score.current if hasattr(risk, "score") else 0) or 0)


def _count(count: int, words: Any, **named: str) -> str:
    """Return how many are missing in words with `%(n)s`; blank for none."""
    return str(words % {"n": count, **named}) if count else ""
