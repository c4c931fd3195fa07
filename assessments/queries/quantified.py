"""Which risks and domains are estimated in money, which wait for a person, which could be."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.models import Assessment, Domain, DomainEstimate, LossEstimate, Risk
from assessments.queries import loss_events
from assessments.queries.loss_events import DIMENSIONS, Event

OFFERED = 12  # risks that are offered to be estimated at once


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain with its estimate in C, I and A; `needed` are those that an event asks for."""

    domain: Domain
    cells: tuple[tuple[str, DomainEstimate | None, bool], ...]  # dimension, estimate, needed


@dataclass(frozen=True, slots=True)
class Quantified:
    """
    Everything that is estimated in an assessment.

    `waiting` are estimates that nobody confirmed; `missing` are the domains by name and
    dimension that events on layers need and nobody confirmed.
    """

    events: tuple[Event, ...]
    waiting: tuple[LossEstimate, ...]
    domains: tuple[DomainRow, ...]
    missing: tuple[tuple[str, str], ...]
    offered: tuple[Risk, ...]

    @property
    def has_shared(self) -> bool:
        return any(loss_events.is_shared(each.risk) for each in self.events)


def of(assessment: Assessment) -> Quantified:
    """Return what is estimated in an assessment. A fixed number of queries."""
    reach = loss_events.reach_of(assessment)
    events = loss_events.events_of(assessment, reach)
    missing = loss_events.missing(events, reach)
    related = assessment.lossestimates.select_related("risk__group")
    waiting = related.filter(confirmed_at=None).exclude(risk__state=Risk.State.DISMISSED)
    return Quantified(
        events=tuple(events),
        waiting=tuple(waiting.order_by("risk__number")),
        domains=_domains(assessment, set(missing)),
        missing=tuple(missing),
        offered=_offered(assessment),
    )


def _domains(assessment: Assessment, missing: set[tuple[str, str]]) -> tuple[DomainRow, ...]:
    known: Mapping[tuple[int, str], DomainEstimate] = {
        (row.domain_id, row.dimension): row for row in assessment.domainestimates.all()
    }
    return tuple(
        DomainRow(
            domain,
            tuple(
                (name, known.get((domain.pk, name)), (domain.name, name) in missing)
                for name in DIMENSIONS
            ),
        )
        for domain in assessment.domains.order_by("name")
    )


def _offered(assessment: Assessment) -> tuple[Risk, ...]:
    """Return the highest risks that nobody has estimated, the highest first."""
    living = assessment.risks.exclude(state=Risk.State.DISMISSED).filter(loss_estimate=None)
    ranked = living.exclude(level=None).order_by("-level", "-level_likelihood", "number")
    return tuple(ranked.select_related("group")[:OFFERED])
