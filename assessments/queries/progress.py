"""How far an assessment is: phase by phase, and the figures of the side bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.catalogue import phases_view
from assessments.models import (
    Answer,
    Assessment,
    Evidence,
    PhaseClosed,
    Placement,
    Risk,
    Run,
    TreatmentAction,
)
from assessments.queries import scope


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """Answered items of one phase; `is_closed` once its gate was met and a person closed it."""

    number: int
    code: str
    name: str
    done: int
    total: int
    is_closed: bool

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts beside the links of the side bar."""

    risks: int
    unconfirmed: int
    actions: int
    evidence: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class Progress:
    phases: tuple[PhaseProgress, ...]
    figures: Figures


def of(assessment: Assessment) -> Progress:
    """Return how far *assessment* is. One query."""
    found = _load(assessment)
    edition = scope.edition_of(assessment)
    in_scope = {item.code for item in scope.items_in_scope(assessment)}
    answered, closed = set(found["answered"]), set(found["closed"])
    phases = []
    for phase in phases_view(edition, assessment.phase_view):
        items = in_scope.intersection(phase.items)
        phases.append(
            PhaseProgress(
                number=phase.number,
                code=phase.code,
                name=phase.name,
                done=len(items & answered),
                total=len(items),
                is_closed=phase.code in closed,
            )
        )
    names = ("risks", "unconfirmed", "actions", "evidence", "unassigned")
    return Progress(tuple(phases), Figures(**{name: found[f"{name}_count"] for name in names}))


def _load(assessment: Assessment) -> Mapping[str, Any]:
    mine = {"assessment": OuterRef("pk")}
    open_ones = Q(status__in=[TreatmentAction.Status.PLANNED, TreatmentAction.Status.IN_PROGRESS])
    return (
        Assessment.objects.filter(pk=assessment.pk)
        .values("pk")
        .annotate(
            answered=ArraySubquery(Answer.objects.filter(**mine, group=None).values("item")),
            closed=ArraySubquery(PhaseClosed.objects.filter(**mine).values("phase")),
            risks_count=_count(Risk.objects.filter(**mine).exclude(state="dismissed")),
            unconfirmed_count=_count(Risk.objects.filter(**mine, state="proposed")),
            actions_count=_count(TreatmentAction.objects.filter(open_ones, **mine)),
            evidence_count=_count(Evidence.objects.filter(**mine, removed_at=None)),
            unassigned_count=_count(Placement.objects.filter(**mine, domain=None)),
        )
        .get()
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("assessment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def scoring(assessment: Assessment) -> Run | None:
    """Return the run that brings the levels of an assessment up to date; None if they are."""
    if assessment.is_fresh:
        return None
    waiting = (Run.State.QUEUED, Run.State.RUNNING)
    mine = assessment.runs.filter(kind=Run.Kind.SCORE, state__in=waiting)
    return mine.defer("outcome").order_by("-pk").first()
