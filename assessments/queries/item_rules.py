"""Conditions of a phase about its checklist items: answered, essential, with evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext_lazy

from assessments.catalogue import Item, Phase
from assessments.models import Assessment, Risk
from assessments.queries import scope
from assessments.queries.inputs import OPEN, Facts

IMPLEMENTED = "implemented"


@dataclass(frozen=True, slots=True)
class About:
    """What the conditions of one phase are judged by."""

    assessment: Assessment
    facts: Facts
    kept: Sequence[Risk]
    phase: Phase | None

    def items(self) -> list[Item]:
        """Return the items of the phase whose facts hold."""
        wanted = set(self.phase.items) if self.phase else set()
        return [item for item in scope.items_in_scope(self.assessment) if item.code in wanted]

    def state(self, item: Item) -> str:
        """Return the answer for the whole assessment; blank when there is none."""
        return self.facts.answers.get((item.code, None), "")


def counted(count: int, words: Any, **named: str) -> str:
    """Return how many are missing in words with `%(n)s`; blank for none."""
    return str(words % {"n": count, **named}) if count else ""


def items_answered(about: About) -> str:
    """Say how many items of the phase nobody answered."""
    return counted(
        sum(not about.state(item) for item in about.items()),
        ngettext_lazy("%(n)s item without an answer", "%(n)s items without an answer", "n"),
    )


def essential_implemented(about: About) -> str:
    """Say how many essential items are neither there, nor in the plan, nor accepted to lack."""
    plan = about.assessment.treatmentactions.filter(status__in=OPEN)
    promised = {code for codes in plan.values_list("items", flat=True) for code in codes}
    lacking = [
        item
        for item in about.items()
        if item.tier == "essential"
        and about.state(item) != IMPLEMENTED
        and item.code not in promised
        and not _lack_is_accepted(item, about)
    ]
    return counted(
        len(lacking),
        ngettext_lazy(
            "%(n)s essential item neither implemented, nor planned with an action, nor accepted",
            "%(n)s essential items neither implemented, nor planned with an action, nor accepted",
            "n",
        ),
    )


def implemented_has_evidence(about: About) -> str:
    """Say how many items are called implemented without a file that shows it."""
    files = about.assessment.evidences.filter(removed_at=None)
    proved = set(files.values_list("item", flat=True))
    bare = [i for i in about.items() if about.state(i) == IMPLEMENTED and i.code not in proved]
    return counted(
        len(bare),
        ngettext_lazy(
            "%(n)s implemented item without evidence",
            "%(n)s implemented items without evidence",
            "n",
        ),
    )


def _lack_is_accepted(item: Item, about: About) -> bool:
    """Say whether every risk that *item* treats, and that needs a decision, was accepted."""
    appetite = int(about.assessment.criteria["appetite"])
    codes = {link.risk for link in item.mitigates}
    concerned = {
        risk.pk
        for risk in about.kept
        if risk.code in codes and hasattr(risk, "score") and (risk.score.current or 0) > appetite
    }
    living = about.assessment.acceptances.filter(withdrawn_at=None, risk__in=concerned)
    return bool(concerned) and concerned <= set(living.values_list("risk", flat=True))


ITEM_RULES: Mapping[str, Callable[[About], str]] = {
    "items_answered": items_answered,
    "essential_implemented": essential_implemented,
    "implemented_has_evidence": implemented_has_evidence,
}
