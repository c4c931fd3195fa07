"""Results of simulated losses: the one of the inputs as they stand, or the newest."""

from collections import Counter

from django.utils.translation import gettext as _

from assessments.models import Assessment, LossResult
from assessments.queries import loss_scenarios
from assessments.queries.loss_scenarios import SEED, YEARS, Events, Inputs


class ManyCurrencies(ValueError):
    """Losses in several currencies cannot be added; the text names them."""


def inputs_of(
    assessment_id: int | None,
    organisation_id: int,
    *,
    seed: int = SEED,
    years: int = YEARS,
    known: Events | None = None,
) -> Inputs:
    """
    Return what is simulated of one assessment, or without one of an organisation's.

    Raises:
        ManyCurrencies: several assessments with estimates have different currencies.
    """
    if assessment_id is not None:
        chosen = [Assessment.objects.get(pk=assessment_id)]
    else:
        chosen = estimated(organisation_id)
        currencies = Counter(str(each.criteria.get("currency", "EUR")) for each in chosen)
        if len(currencies) > 1:
            raise ManyCurrencies(
                _("Losses in %(names)s cannot be added: choose one currency in the criteria.")
                % {"names": ", ".join(sorted(currencies))}
            )
    return loss_scenarios.inputs_of(chosen, seed=seed, years=years, known=known)


def estimated(organisation_id: int) -> list[Assessment]:
    """Return the assessments of an organisation with a confirmed estimate; no worked example."""
    rows = Assessment.objects.filter(organisation_id=organisation_id, is_example=False)
    return list(
        rows.filter(lossestimates__confirmed_at__isnull=False).distinct().order_by("number")
    )


def known(assessment_id: int | None, organisation_id: int, input_digest: str) -> LossResult | None:
    """Return the stored result of just these inputs."""
    rows = LossResult.objects.filter(organisation_id=organisation_id, assessment=assessment_id)
    return rows.filter(input_digest=input_digest).first()


def newest(assessment_id: int | None, organisation_id: int) -> LossResult | None:
    """Return the newest result, whether or not its inputs still stand."""
    rows = LossResult.objects.filter(organisation_id=organisation_id, assessment=assessment_id)
    return rows.order_by("-pk").first()


def is_current(found: LossResult, known: Events | None = None) -> bool:
    """Return whether a result is that of the estimates, measures and criteria as they stand."""
    try:
        now = inputs_of(
            found.assessment_id,
            found.organisation_id,
            seed=found.seed,
            years=found.years,
            known=known,
        )
    except ManyCurrencies:
        return False
    return now.digest == found.input_digest
