"""What is to be done about risks, by whom, until when, and who accepts what remains."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed
from assessments.models.risk import Risk


class Treatment(Assessed):
    """The option chosen for one risk."""

    class Option(models.TextChoices):
        MODIFY = "modify", _("Modify")
        RETAIN = "retain", _("Retain")
        AVOID = "avoid", _("Avoid")
        SHARE = "share", _("Share")

    risk = models.OneToOneField(Risk, models.PROTECT, related_name="treatment")
    option = models.CharField(max_length=6, choices=Option)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.option}"


class TreatmentAction(Assessed):
    """A step of the treatment plan; it may serve several risks and realise several items."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    cost_minor = models.BigIntegerField(null=True, blank=True)  # cents of the criteria's currency
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    items = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="action_number_once"),
            models.CheckConstraint(
                condition=Q(cost_minor=None) | Q(cost_minor__gte=0), name="action_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        return f"T-{self.number}"


class ActionRisk(Assessed):
    """An action of the plan serves a risk."""

    action = models.ForeignKey(TreatmentAction, models.PROTECT, related_name="links")
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "risk"], name="action_serves_risk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} serves {self.risk_id}"


class Acceptance(Assessed):
    """A named person with the authority for it accepts one risk at one level, until a day."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="acceptances")
    level = models.PositiveSmallIntegerField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    reason = models.TextField()
    expires_on = models.DateField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["risk"], condition=Q(withdrawn_at=None), name="accepted_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acceptance_has_a_reason"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="acceptance_level_is_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} accepted at {self.level}"
