"""All assessments of an organisation at a glance, and search."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Min

from assessments.catalogue import phases_view
from assessments.models import (
    Answer,
    Assessment,
    AssetState,
    PhaseClosed,
    Risk,
    TreatmentAction,
)
from assessments.permissions import Actor
from assessments.queries import access, scope
from assessments.queries.words import FAMILIES

MOST = 20


@dataclass(frozen=True, slots=True)
class Way:
    """How far an assessment is: its first open phase, answered items, the next date due."""

    phase: str
    percent: int
    due: date | None


@dataclass(frozen=True, slots=True)
class Family:
    """The risks of one family by level, and those without a level."""

    name: str
    counts: tuple[tuple[int, int], ...]
    unset: int


@dataclass(frozen=True, slots=True)
class Line:
    assessment: Assessment
    counts: dict[int, int]  # level -> risks
    above: int
    unset: int
    way: Way | None = None


def rows(actor: Actor) -> list[Line]:
    """Return every assessment with its risks by level, and how far it is. Five queries."""
    found = lines(list(access.assessments(actor).select_related("lead").order_by("-pk")))
    ways = _Ways(actor)
    return [replace(line, way=ways.of(line.assessment)) for line in found]


def lines(found: Sequence[Assessment]) -> list[Line]:
    """Return these assessments with their risks by level. One query."""
    levels: dict[int, Counter[int]] = {}
    for assessment, level, count in _counted("assessment_id", assessment__in=found):
        levels.setdefault(assessment, Counter())[level or 0] += count
    return [_line(assessment, levels.get(assessment.pk, Counter())) for assessment in found]


def families(actor: Actor) -> list[Family]:
    """Return how many risks of each family lie at each level, over all assessments. One query."""
    found: dict[str, Counter[int]] = {}
    for family, level, count in _counted("family", organisation=actor.organisation_id):
        found.setdefault(family, Counter())[level or 0] += count
    return [
        Family(name, tuple((rank, found[name][rank]) for rank in range(1, 6)), found[name][0])
        for name in FAMILIES
        if name in found
    ]


def _counted(by: str, **narrowed: Any) -> list[tuple[Any, int | None, int]]:
    """Count kept risks by a field and the level that counts: an override before the engine."""
    return list(
        Risk.objects.filter(**narrowed)
        .exclude(state="dismissed")
        .values_list(by, "level")
        .annotate(n=Count("pk"))
        .order_by()
    )


class _Ways:
    """How far every assessment of an organisation is. Three queries."""

    def __init__(self, actor: Actor) -> None:
        mine = {"organisation_id": actor.organisation_id}
        self.answered: defaultdict[int, set[str]] = defaultdict(set)
        for pk, item in Answer.objects.filter(**mine, group=None).values_list("assessment", "item"):
            self.answered[pk].add(item)
        self.closed: defaultdict[int, set[str]] = defaultdict(set)
        for pk, phase in PhaseClosed.objects.filter(**mine).values_list("assessment", "phase"):
            self.closed[pk].add(phase)
        actions = TreatmentAction.objects.filter(**mine, status__in=["planned", "in_progress"])
        self.due: dict[int, date | None] = dict(
            actions.values_list("assessment").annotate(due=Min("due")).order_by()
        )

    def of(self, assessment: Assessment) -> Way:
        items = {item.code for item in scope.items_in_scope(assessment)}
        done = len(items & self.answered[assessment.pk])
        phases = phases_view(scope.edition_of(assessment), assessment.phase_view)
        closed = self.closed[assessment.pk]
        current = next((phase for phase in phases if phase.code not in closed), None)
        return Way(
            phase=f"{current.number} {current.name}" if current else "",
            percent=100 * done // len(items) if items else 100,
            due=self.due.get(assessment.pk),
        )


def _line(assessment: Assessment, counts: Counter[int]) -> Line:
    appetite = int(assessment.criteria.get("appetite", 2))
    return Line(
        assessment=assessment,
        counts={level: count for level, count in counts.items() if level},
        above=sum(count for level, count in counts.items() if level > appetite),
        unset=counts[0],
    )


def figures(lines: list[Line]) -> dict[str, int]:
    """Return the figures at the head of the portfolio."""
    return {
        "above": sum(line.above for line in lines),
        "risks": sum(sum(line.counts.values()) + line.unset for line in lines),
        "unset": sum(line.unset for line in lines),
        "signed": sum(line.assessment.status == "signed" for line in lines),
        "assessments": len(lines),
        "drafts": sum(line.assessment.status == "draft" for line in lines),
    }


def search(actor: Actor, words: str) -> dict[str, list[object]]:
    """Return assessments, risks and assets whose names hold *words*, a few of each."""
    if not words:
        return {}
    mine = {"organisation_id": actor.organisation_id}
    number = words[2:] if words[:2].upper() == "R-" and words[2:].isdecimal() else None
    risks = Risk.objects.filter(**mine).select_related("assessment", "group")
    risks = risks.filter(number=int(number)) if number else risks.filter(title__icontains=words)
    assets = AssetState.objects.filter(**mine, name__icontains=words).order_by(
        "asset_id", "-imported_id"
    )
    return {
        "assessments": list(access.assessments(actor).filter(title__icontains=words)[:MOST]),
        "risks": list(risks[:MOST]),
        "assets": list(assets.distinct("asset_id")[:MOST]),
    }
