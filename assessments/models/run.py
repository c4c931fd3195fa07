"""Background work: one row for each thing to be done, whatever becomes of its message."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.organisation import Tenanted


class Run(Tenanted):
    """
    A unit of background work that survives lost messages and killed workers.

    The row is written with the change that needs it; the broker only rings. A
    worker claims the row (state, pid, attempts) in a transaction of its own
    before it works; the sweep rings again for what nobody works on.

    Work that several workers share is a run with parts, each a run of its own:
    `subject` is its number, `outcome` what it found, until all of it is stored.
    """

    class Kind(models.TextChoices):
        SCORE = "score", _("Scoring")
        PART = "part", _("Scoring a part")
        READ = "read", _("Reading an inventory")
        APPLY = "apply", _("Applying an inventory")
        FREEZE = "freeze", _("Freezing a revision")
        REPORT = "report", _("Rendering a report")
        FINAL = "final", _("Rendering the report of a signed revision")
        EXAMPLE = "example", _("Making the worked example")
        SIMULATE = "simulate", _("Simulating losses")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=8, choices=Kind)
    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, null=True, blank=True, related_name="runs"
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    subject = models.BigIntegerField(default=0)  # id of the upload, report or revision
    input_rev = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    pid = models.PositiveIntegerField(null=True, blank=True)
    host = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    wanted = models.JSONField(default=dict, blank=True)  # what was asked for, beyond the subject
    result = models.JSONField(default=dict, blank=True)
    outcome = models.BinaryField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "assessment", "subject", "input_rev"],
                condition=Q(kind="score"),
                name="run_scores_a_revision_of_inputs_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=["queued", "running"]) & ~Q(kind__in=["score", "part"]),
                name="run_open_once_per_subject",
            ),
            models.UniqueConstraint(fields=["parent", "subject"], name="run_part_once"),
            models.CheckConstraint(
                condition=Q(kind="part") ^ Q(parent=None), name="run_part_has_a_whole"
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(state__in=["queued", "running"]), name="run_open"
            ),
            models.Index(fields=["organisation", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}: {self.state}"
