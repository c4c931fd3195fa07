"""Answers to the checklist, their evidence, and how far the phases are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed
from assessments.models.groups import AssetGroup
from assessments.models.risk import Risk


class Answer(Assessed):
    """
    What a person says of one checklist item, for the assessment or one group of it.

    A missing row means unanswered. Not applicable needs a reason, and a second
    person before the revision can be frozen.
    """

    class State(models.TextChoices):
        IMPLEMENTED = "implemented", _("Implemented")
        PARTLY = "partly", _("Partly")
        PLANNED = "planned", _("Planned")
        NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    item = models.CharField(max_length=24)
    group = models.ForeignKey(
        AssetGroup, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    state = models.CharField(max_length=16, choices=State)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "item", "group"], name="answer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~Q(state="not_applicable") | ~Q(reason=""),
                name="not_applicable_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=models.F("answered_by")),
                name="answer_seconded_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"


class Settlement(Assessed):
    """A written explanation of why an answer and a finding that contradict it both stand."""

    item = models.CharField(max_length=24)
    group = models.ForeignKey(
        AssetGroup, models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "item", "group"], name="settled_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(words=""), name="settlement_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.item} settled"


class Evidence(Assessed):
    """A file that supports an answer or a judgement; its bytes lie under a random name."""

    item = models.CharField(max_length=24, blank=True)
    risk = models.ForeignKey(Risk, models.PROTECT, null=True, blank=True, related_name="evidence")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(item="") | Q(risk__isnull=False), name="evidence_supports_something"
            ),
        ]
        indexes = [models.Index(fields=["assessment", "item"])]

    def __str__(self) -> str:
        return self.name


class TaskDone(Assessed):
    """A phase's task that a person has marked done."""

    phase = models.CharField(max_length=32)
    task = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "phase", "task"], name="task_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}/{self.task}"


class PhaseClosed(Assessed):
    """A phase whose gate was met when a person closed it."""

    phase = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "phase"], name="phase_closed_once"),
        ]

    def __str__(self) -> str:
        return self.phase
