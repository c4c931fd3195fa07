"""Risks: what was proposed, what a person judged, and what follows from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessed
from assessments.models.groups import AssetGroup, rank, ranks

JUDGED = ("likelihood", "consequence_c", "consequence_i", "consequence_a")
PROPOSED = tuple(f"proposed_{name}" for name in JUDGED)
STATES = ("inherent", "current", "residual")
PARTS = ("", "_likelihood", "_consequence")  # of each state: its level, and the cell it lies in
COMPUTED = tuple(f"{state}{part}" for state in STATES for part in PARTS)  # columns of `Score`


class Risk(Assessed):
    """
    One catalogue risk, or an own one, on one group of assets.

    Proposed and judged are apart: a new import changes proposals only. The engine
    takes what was judged, else what is proposed; NULL = not judged. `level` and
    `level_likelihood` are written by the database alone (migrations/sql/levels.sql), so
    that the register is ordered by one table whatever its size: read them afresh after a
    change.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        DISMISSED = "dismissed", _("Dismissed")

    number = models.PositiveIntegerField()
    group = models.ForeignKey(AssetGroup, models.PROTECT, related_name="risks")
    code = models.CharField(max_length=24)  # of the catalogue; "OWN-n" for an own risk
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    family = models.CharField(max_length=16)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)

    proposed_likelihood = rank()
    proposed_consequence_c = rank()
    proposed_consequence_i = rank()
    proposed_consequence_a = rank()
    proposal = models.JSONField(default=dict, blank=True)  # reasons, as message ids and parameters

    likelihood = rank()
    consequence_c = rank()
    consequence_i = rank()
    consequence_a = rank()
    reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    level = rank()  # the one that counts: the override, else the computed current one
    level_likelihood = rank()  # likelihood of the current cell, the second key of the register
    override_level = rank()
    override_reason = models.TextField(blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    overridden_at = models.DateTimeField(null=True, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_rev = models.PositiveBigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="risk_number_once"),
            models.UniqueConstraint(
                fields=["assessment", "group", "code"], name="risk_once_per_group"
            ),
            models.CheckConstraint(
                condition=ranks(
                    *JUDGED, *(f"proposed_{name}" for name in JUDGED), "override_level", "level"
                ),
                name="risk_ranks_are_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(override_level=None) | ~Q(override_reason=""),
                name="risk_override_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="risk_dismissed_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["assessment", "group"]),
            models.Index(fields=["assessment", "code"]),
            models.Index(fields=["assessment", "owner"]),
            models.Index(
                "assessment",
                F("level").desc(nulls_last=True),
                F("level_likelihood").desc(nulls_last=True),
                "number",
                name="risk_by_level",
                include=["state", "owner"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        return f"R-{self.number}"


class Score(Assessed):
    """
    What follows from a risk's inputs: levels 1-5 in three states, NULL where unset.

    Written by `actions.scores` alone; safe to delete, since it can be computed
    again. `details` holds the decimals (as strings) and the levels by dimension.
    """

    risk = models.OneToOneField(Risk, models.PROTECT, related_name="score")
    inherent = rank()
    current = rank()
    residual = rank()
    inherent_likelihood = rank()
    inherent_consequence = rank()
    current_likelihood = rank()
    current_consequence = rank()
    residual_likelihood = rank()
    residual_consequence = rank()
    details = models.JSONField(default=dict)
    basis = models.BigIntegerField(null=True)  # names all that the levels follow from
    scored_rev = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(current=None) | Q(current__lte=F("inherent")))
                & (Q(residual=None) | Q(residual__lte=F("current"))),
                name="score_residual_within_current_within_inherent",
            ),
            models.CheckConstraint(
                condition=ranks("inherent", "current", "residual"), name="score_levels_are_1_to_5"
            ),
        ]
        indexes = [
            models.Index(fields=["assessment", "-current"]),
            models.Index(fields=["assessment", "-residual"]),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.inherent} {self.current} {self.residual}"
