"""The losses' part of a document: estimates, and what simulated years made of them."""

from assessments.models import Assessment
from assessments.queries.names import Names, instant
from assessments.reports import losses


def estimates(assessment: Assessment, names: Names) -> tuple[losses.LossEstimate, ...]:
    """Return every estimate of a risk, confirmed or not. One query."""
    rows = assessment.lossestimates.select_related("risk").order_by("risk__number")
    return tuple(
        losses.LossEstimate(
            risk=row.risk.key,
            frequency=row.frequency,
            losses=row.losses,
            dimensions=row.dimensions,
            proposed=row.proposed,
            reason=row.reason,
            confirmed_by=names.person(row.confirmed_by_id),
            confirmed_at=instant(row.confirmed_at),
        )
        for row in rows
    )


def domains(assessment: Assessment, names: Names) -> tuple[losses.DomainEstimate, ...]:
    """Return every estimate of what a domain loses, confirmed or not. One query."""
    rows = assessment.domainestimates.select_related("domain")
    return tuple(
        losses.DomainEstimate(
            domain=row.domain.name,
            dimension=row.dimension,
            losses=row.losses,
            proposed=row.proposed,
            reason=row.reason,
            confirmed_by=names.person(row.confirmed_by_id),
            confirmed_at=instant(row.confirmed_at),
        )
        for row in rows
    )
