"""Judge each condition of an assessment: what is missing, in words, and where it is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from assessments.catalogue import Phase
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Domain, Risk
from assessments.queries import coresident
from assessments.queries.inputs import CLAIMS, Facts, facts_of
from assessments.queries.item_rules import ITEM_RULES, About, counted

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
        if rule in ITEM_RULES:
            about = About(self.assessment, self.facts, self.kept, phase)
            return ITEM_RULES[rule](about), "phase"
        answer: Callable[[], str] = getattr(self, f"_{rule}")
        return answer(), ROUTES[rule]

    def _scope_written(self) -> str:
        a = self.assessment
        if not a.scope_in.strip() or not a.scope_out.strip():
            return _("Scope in or out is empty")
        return "" if a.exclusions else _("No exclusion of the standard is confirmed")

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
        return counted(
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
        return counted(
            used.distinct().count(),
            ngettext_lazy(
                "%(n)s domain without a value or trust",
                "%(n)s domains without a value or trust",
                "n",
            ),
        )

    def _risks_confirmed(self) -> str:
        return counted(
            sum(r.state == "proposed" for r in self.kept),
            ngettext_lazy("%(n)s risk not yet confirmed", "%(n)s risks not yet confirmed", "n"),
        )

    def _risks_rated(self) -> str:
        unset = [r for r in self.kept if not hasattr(r, "score") or r.score.current is None]
        return counted(
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
        return counted(len(keys), words, keys=", ".join(keys[:NAMED]))

    def _risks_treated(self) -> str:
        appetite = int(self.assessment.criteria["appetite"])
        bare = [r for r in self.kept if _level(r) > appetite and not hasattr(r, "treatment")]
        return counted(
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
        return counted(
            count,
            ngettext_lazy(
                "%(n)s action without an owner or a date",
                "%(n)s actions without an owner or a date",
                "n",
            ),
        )

    def _actions_done(self) -> str:
        open_ones = self.assessment.treatmentactions.filter(status__in=["planned", "in_progress"])
        return counted(
            open_ones.count(),
            ngettext_lazy("%(n)s action still open", "%(n)s actions still open", "n"),
        )

    def _acceptances_valid(self) -> str:
        living = self.assessment.acceptances.filter(withdrawn_at=None)
        risen = living.filter(risk__level__gt=F("level")).count()
        late = living.filter(expires_on__lt=TruncDate(Now())).count()
        found = (
            counted(
                late,
                ngettext_lazy(
                    "%(n)s acceptance has expired", "%(n)s acceptances have expired", "n"
                ),
            ),
            counted(
                risen,
                ngettext_lazy(
                    "%(n)s acceptance of a level that has risen since",
                    "%(n)s acceptances of a level that has risen since",
                    "n",
                ),
            ),
        )
        return ", ".join(words for words in found if words)

    def _contradictions_settled(self) -> str:
        count = sum(not each.settled for each in self.contradictions)
        return counted(
            count,
            ngettext_lazy(
                "%(n)s answer contradicted by the inventory and not explained",
                "%(n)s answers contradicted by the inventory and not explained",
                "n",
            ),
        )

    def _not_applicable_seconded(self) -> str:
        alone = self.assessment.answers.filter(state="not_applicable", seconded_by=None)
        return counted(
            alone.count(),
            ngettext_lazy(
                "%(n)s answer “not applicable” without a second person",
                "%(n)s answers “not applicable” without a second person",
                "n",
            ),
        )

    def _gaps_decided(self) -> str:
        return counted(
            sum(each.is_open for each in coresident.proposals(self.assessment)),
            ngettext_lazy(
                "%(n)s cluster where trust is far apart, and nobody decided about it",
                "%(n)s clusters where trust is far apart, and nobody decided about it",
                "n",
            ),
        )

    def _scores_fresh(self) -> str:
        return "" if self.assessment.is_fresh else _("Levels are being recomputed")

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
    "gaps_decided": "leaders",
    "scores_fresh": "register",
}


def _level(risk: Risk) -> int:
    return risk.level or 0
