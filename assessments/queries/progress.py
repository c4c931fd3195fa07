"""How far an assessment is: phase by phase, and the figures of the side bar."""

from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.catalogue import phases_view
from assessments.models import Assessment, TreatmentAction
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
    risks: int
    unconfirmed: int
    actions: int
    evidence: int
    unassigned: int


def phases(assessment: Assessment) -> tuple[PhaseProgress, ...]:
    """Return the progress of each phase of the assessment's view. Two queries."""
    edition = scope.edition_of(assessment)
    in_scope = {item.code for item in scope.items_in_scope(assessment)}
    answered = set(assessment.answers.filter(group=None).values_list("item", flat=True))
    closed = set(assessment.phasecloseds.values_list("phase", flat=True))
    found = []
    for phase in phases_view(edition, assessment.phase_view):
        items = in_scope.intersection(phase.items)
        found.append(
            PhaseProgress(
                number=phase.number,
                code=phase.code,
                name=phase.name,
                done=len(items & answered),
                total=len(items),
                is_closed=phase.code in closed,
            )
        )
    return tuple(found)


def figures(assessment: Assessment) -> Figures:
    """Return the counts beside the links of the side bar. Four queries."""
    risks = assessment.risks.exclude(state="dismissed").aggregate(
        all=Count("pk"), proposed=Count("pk", filter=Q(state="proposed"))
    )
    open_actions = assessment.treatmentactions.exclude(
        status__in=[TreatmentAction.Status.DONE, TreatmentAction.Status.CANCELLED]
    )
    return Figures(
        risks=risks["all"],
        unconfirmed=risks["proposed"],
        actions=open_actions.count(),
        evidence=assessment.evidences.filter(removed_at=None).count(),
        unassigned=assessment.placements.filter(domain=None).count(),
    )
