"""What losses are estimated, by whom, and what followed from them in simulated years."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed, Assessment
from assessments.models.groups import Domain
from assessments.models.organisation import Tenanted
from assessments.models.risk import Risk

CONFIRMED = Q(confirmed_by=None, confirmed_at=None) | Q(
    confirmed_by__isnull=False, confirmed_at__isnull=False
)


class Estimated(Assessed):
    """
    Ranges that a person estimated: pre-filled from the scales, kept apart until confirmed.

    An estimate that nobody confirmed is never simulated. `losses` maps loss forms to the
    documents of their ranges; `proposed` is what the scales gave when it was last saved.
    """

    losses = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class LossEstimate(Estimated):
    """
    How often one risk is expected to happen in a year, and what it costs when it does.

    `dimensions` says which of C, I and A an event on a layer takes from the domains that
    depend on it ("CA"); it is empty for a risk that stands alone.
    """

    risk = models.OneToOneField(Risk, models.PROTECT, related_name="loss_estimate")
    frequency = models.JSONField(default=dict)
    dimensions = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CONFIRMED, name="estimate_confirmed_by_somebody"),
            models.CheckConstraint(
                condition=Q(dimensions__regex=r"^C?I?A?$"), name="estimate_dimensions_are_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.frequency}"


class DomainEstimate(Estimated):
    """What one information domain loses when its C, I or A is lost once."""

    class Dimension(models.TextChoices):
        CONFIDENTIALITY = "C", _("Confidentiality")
        INTEGRITY = "I", _("Integrity")
        AVAILABILITY = "A", _("Availability")

    domain = models.ForeignKey(Domain, models.PROTECT, related_name="estimates")
    dimension = models.CharField(max_length=1, choices=Dimension)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "dimension"], name="domain_estimate_once"),
            models.CheckConstraint(
                condition=CONFIRMED, name="domain_estimate_confirmed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(dimension__in=["C", "I", "A"]),
                name="domain_estimate_dimension_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id}: {self.dimension}"


class LossResult(Tenanted):
    """
    What a simulation of years gave, of one assessment or of all of an organisation.

    Written by the run alone, and never changed: other inputs make another row. The digests
    name the inputs (scenarios, tolerance, seed, years, engine) and the figures.
    """

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="lossresults"
    )
    revision = models.PositiveIntegerField(default=0)  # 0 for all of an organisation
    input_rev = models.PositiveBigIntegerField(default=0)
    seed = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=40)
    years = models.PositiveIntegerField()
    inputs = models.JSONField()  # with which the figures can be computed again
    figures = models.JSONField()
    input_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "assessment", "input_digest"],
                name="loss_result_once_for_its_inputs",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(years__gte=1), name="loss_result_has_years"),
        ]
        indexes = [models.Index(fields=["organisation", "assessment", "-id"])]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.years} years"
