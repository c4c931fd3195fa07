"""The losses' part of a document: estimates, and what simulated years made of them."""

from assessments.models import Assessment
from assessments.queries import loss_results
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


def results(assessment: Assessment) -> tuple[losses.LossResult, ...]:
    """Return the newest result if it is that of the inputs as they stand; else none."""
    found = loss_results.newest(assessment.pk, assessment.organisation_id)
    if found is None or not loss_results.is_current(found):
        return ()
    return (
        losses.LossResult(
            input_digest=found.input_digest,
            result_digest=found.result_digest,
            seed=found.seed,
            years=found.years,
            engine=found.engine,
            input_rev=found.input_rev,
            inputs=found.inputs,
            figures=found.figures,
            created_at=instant(found.created_at) or "",
        ),
    )
