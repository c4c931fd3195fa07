"""Where an assessment came from that was made elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment
from assessments.models.organisation import Tenanted


class Origin(Tenanted):
    """
    The snapshot from which an assessment was made here, and what of it is only history.

    `signers` says who signed that revision, as its bundle proves; it is empty when the
    snapshot came without signatures. `accepted` says who accepted which risk there:
    nothing of it counts here.
    """

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="origin")
    organisation_name = models.CharField(max_length=160)
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    frozen_at = models.CharField(max_length=20)  # as the snapshot says it
    signers = models.JSONField(default=list)  # [{"name", "role", "signed_at", "keyid"}]
    accepted = models.JSONField(default=list)  # [{"risk", "level", "by", "reason", "expires_on"}]
    ledger_key = models.TextField(blank=True)  # that the signatures are sealed with
    file_name = models.CharField(max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="origin_has_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} r{self.revision} of {self.organisation_name}"

    @property
    def is_signed(self) -> bool:
        return bool(self.signers)
