"""Methods that an organisation wrote for itself."""

from django.conf import settings
from django.db import models

from assessments.models.organisation import Tenanted


class MethodVersion(Tenanted):
    """
    One version of a method: its whole document. Versions are only ever added.

    An assessment keeps the document that it adopted, whatever is saved here later.
    """

    name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    about = models.TextField(blank=True)
    document = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "number"], name="method_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
