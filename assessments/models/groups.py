"""Information domains, which guest lies in which, and the groups that risks are about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed
from assessments.models.inventory import Asset

RANKS = range(1, 6)  # 1 is lowest


def ranks(*names: str) -> Q:
    """Return the condition that each named column is unset or a rank from 1 to 5."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
    return condition


def rank() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """Return a column for a rank from 1 (lowest) to 5; NULL is unset, neither zero nor high."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


class Domain(Assessed):
    """An information domain: guests that share a value and a degree of trust."""

    name = models.CharField(max_length=120)
    value_c = rank()
    value_i = rank()
    value_a = rank()
    trust = rank()
    reason = models.TextField(blank=True)
    valued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "name"], name="domain_once_per_name"),
            models.CheckConstraint(
                condition=ranks("value_c", "value_i", "value_a", "trust"),
                name="domain_ranks_are_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Assessed):
    """Which domain a guest lies in, and the rule that decided; no domain = unassigned."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="placements")
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    rule = models.CharField(max_length=12)
    detail = models.CharField(max_length=300, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "asset"], name="placement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.domain_id}"


class AssetGroup(Assessed):
    """
    What a register row is about: a domain, a cluster, a manager, one asset, or the whole.

    The value is what depends on it (best path); unset stays unset. `value_paths`
    says for each dimension which asset set it and over which path.
    """

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("Information domain")
        CLUSTER = "cluster", _("Cluster")
        MANAGER = "manager", _("Management server")
        ASSESSMENT = "assessment", _("Whole assessment")
        ASSET = "asset", _("Single asset")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=300)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="+")
    value_c = rank()
    value_i = rank()
    value_a = rank()
    value_paths = models.JSONField(default=dict, blank=True)
    members = models.PositiveIntegerField(default=0)  # guests in it or on it
    is_gone = models.BooleanField(default=False)  # no longer in the pinned imports

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "domain", "asset"],
                name="group_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=ranks("value_c", "value_i", "value_a"), name="group_values_are_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.name
