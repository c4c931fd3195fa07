"""Organisations, who belongs to them in which roles, and what lets a program in."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

slug_like = RegexValidator(r"^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$", "Use a-z, 0-9 and hyphens.")


class Role(models.TextChoices):
    ANALYST = "analyst", _("Analyst")
    RISK_OWNER = "risk_owner", _("Risk owner")
    APPROVER = "approver", _("Approver")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Organisation(models.Model):
    """A tenant. Every other row but a person belongs to exactly one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(max_length=50, unique=True, validators=[slug_like])
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    check_parameters = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Tenanted(models.Model):
    """A row of one organisation; composite foreign keys keep its relatives in the same one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def _until_of_auditors(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until=None) | Q(roles=["auditor"]), name=name)


def _known_roles(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(roles__contained_by=list(Role.values)) & Q(roles__len__gte=1), name=name
    )


class Membership(Tenanted):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        DEACTIVATED = "deactivated", _("Deactivated")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=16, choices=Role))
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    since = models.DateTimeField()
    until = models.DateField(null=True, blank=True)  # the last day; of auditors alone
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], name="membership_once_per_person"
            ),
            _known_roles("membership_roles_are_known"),
            models.CheckConstraint(
                condition=~Q(roles__contains=["auditor"]) | Q(roles__len=1),
                name="membership_auditor_has_no_other_role",
            ),
            _until_of_auditors("membership_until_is_of_auditors"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.organisation}"

    @classmethod
    def living(cls) -> Q:
        """Return what holds of members who may come in now: active, and their time not over."""
        is_in_time = Q(until=None) | Q(until__gte=TruncDate(Now()))
        return Q(status=cls.Status.ACTIVE) & is_in_time


class Invitation(Tenanted):
    """An offer to join; the token is shown once and kept as a hash."""

    email = models.EmailField(max_length=254)
    roles = ArrayField(models.CharField(max_length=16, choices=Role))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True)  # the last day as a member; of auditors alone
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            _known_roles("invitation_roles_are_known"),
            _until_of_auditors("invitation_until_is_of_auditors"),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once_per_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"


class ApiToken(Tenanted):
    """A personal, expiring, read-only key to the REST door; only its hash is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=[("read", "Read")], default="read")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "person"])]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
