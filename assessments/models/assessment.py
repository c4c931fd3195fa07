"""Assessments: scope, criteria, state, and the two counters that keep scores honest."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.inventory import Import
from assessments.models.organisation import Tenanted


class Assessment(Tenanted):
    """
    One assessment of virtualised servers; its live rows are those of its newest revision.

    `input_rev` counts edits that matter to scores and is raised first in each such
    transaction; `score_rev` says up to which of them scores are computed. Only a
    draft may change: triggers refuse every other write, whoever asks.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_SIGNOFF = "in_signoff", _("In sign-off")
        SIGNED = "signed", _("Signed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    revision_reason = models.TextField(blank=True)  # why this revision was opened

    scope_in = models.TextField(blank=True)
    scope_out = models.TextField(blank=True)
    exclusions = models.JSONField(default=list, blank=True)  # standard's exclusions, confirmed
    context = models.TextField(blank=True)
    facts = ArrayField(models.CharField(max_length=32), default=list, blank=True)

    edition = models.CharField(max_length=20)  # catalogue edition, pinned
    method = models.JSONField()  # the complete method document, pinned
    criteria = models.JSONField()  # thresholds, authority by level, currency
    criteria_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    criteria_set_at = models.DateTimeField(null=True, blank=True)
    parameters = models.JSONField(default=dict, blank=True)  # shares and thresholds of proposals
    phase_view = models.CharField(
        max_length=4, choices=[("five", "Five phases"), ("four", "Four phases")], default="five"
    )

    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    risk_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_example = models.BooleanField(default=False)

    input_rev = models.PositiveBigIntegerField(default=0)
    score_rev = models.PositiveBigIntegerField(default=0)
    dirty_at = models.DateTimeField(null=True, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    frozen_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="assessment_number_once"
            ),
            models.CheckConstraint(
                condition=Q(score_rev__lte=F("input_rev")), name="scores_never_ahead_of_inputs"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(score_rev=F("input_rev")),
                name="nothing_frozen_with_stale_scores",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(frozen_digest=""), name="frozen_has_a_digest"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_signoff", "signed"]),
                name="assessment_status_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dirty_at"], condition=Q(score_rev__lt=F("input_rev")), name="scores_stale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        return f"A-{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_fresh(self) -> bool:
        return self.score_rev == self.input_rev


class Assessed(Tenanted):
    """A row of one assessment: writable only while that is a draft."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class PinnedImport(Assessed):
    """The import whose assets and findings this assessment is about."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="pins")
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "imported"], name="pinned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} pins {self.imported_id}"


class TeamMember(Assessed):
    """Who works on an assessment, and as what."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(max_length=80)  # free words: "platform owner", "network"
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="team_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.assessment_id}"
