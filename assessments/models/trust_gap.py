"""What people decided about machines of unlike trust behind the same walls."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed
from assessments.models.groups import AssetGroup


class TrustGap(Assessed):
    """
    Whether a gap of trust on a cluster raises the likelihood of the risks it concerns.

    `facts` names the places and the trust that were decided about, `told` says them in
    words; `stands` while the inventory and the domains still say the same.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    group = models.ForeignKey(AssetGroup, models.PROTECT, related_name="gaps")
    decision = models.CharField(max_length=8, choices=Decision)
    reason = models.TextField(blank=True)
    facts = models.CharField(max_length=64)
    told = models.TextField()
    stands = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "group"], name="trust_gap_once"),
            models.CheckConstraint(
                condition=~Q(decision="rejected") | ~Q(reason=""),
                name="trust_gap_rejected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.decision}"
