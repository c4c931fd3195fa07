"""What auditors asked for: a line for each page and file."""

from django.conf import settings
from django.db import models

from assessments.models.organisation import Tenanted


class AuditorAccess(Tenanted):
    """An auditor asked for something of the organisation, and was let in."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    route = models.CharField(max_length=60)
    path = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "person", "-at"])]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.path}"
