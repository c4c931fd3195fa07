"""What happened, who did it, and what it said before: rows that are only ever added."""

from django.conf import settings
from django.db import models

from assessments.models.organisation import Tenanted


class AuditEvent(Tenanted):
    """
    One change, written in the transaction that made it.

    The application's database role may insert and read here, nothing else; a
    trigger refuses the owner too. `before` and `after` hold the changed fields
    only, as JSON.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, null=True, blank=True, related_name="trail"
    )
    kind = models.CharField(max_length=48)  # "answer.recorded", "risk.judged", ...
    object_type = models.CharField(max_length=32)  # "risk", "answer", ...
    object_key = models.CharField(max_length=120)  # as people name it: "R-17", "CHK-OM-05"
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person_name = models.CharField(max_length=120)  # as it was then; "vsrisk" for the machine
    at = models.DateTimeField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"]),
            models.Index(fields=["assessment", "-id"]),
            models.Index(fields=["assessment", "object_type", "object_key", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}"
