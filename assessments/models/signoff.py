"""Frozen revisions: the bytes that were signed, who signed them, and what was rendered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.ledger import LedgerEntry
from assessments.models.organisation import Tenanted


class Snapshot(Tenanted):
    """The canonical bytes of one frozen revision; the database checks their digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="snapshots")
    revision = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "revision"], name="snapshot_once"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Revision(Tenanted):
    """A revision that was sent to sign-off: by whom, to whom, and what became of it."""

    class Status(models.TextChoices):
        IN_SIGNOFF = "in_signoff", _("In sign-off")
        SIGNED = "signed", _("Signed")
        RETURNED = "returned", _("Returned")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.IN_SIGNOFF)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    risk_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="revision_once"),
            models.CheckConstraint(
                condition=~Q(assessor=F("risk_owner"))
                & ~Q(assessor=F("approver"))
                & ~Q(risk_owner=F("approver")),
                name="revision_signed_by_three_people",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(return_reason=""),
                name="revision_returned_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} r{self.number}: {self.status}"


class Signature(Tenanted):
    """One person signed one revision in one role; nobody signs twice."""

    class Role(models.TextChoices):
        ASSESSOR = "assessor", _("Assessor")
        RISK_OWNER = "risk_owner", _("Risk owner")
        APPROVER = "approver", _("Approver")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10, choices=Role)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    person_email = models.EmailField(max_length=254)
    meaning = models.TextField()  # the sentence as it was shown
    comment = models.TextField(blank=True)
    accepted = models.JSONField(default=list)  # keys and levels of the risks accepted with it
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    keyid = models.CharField(max_length=64, blank=True)  # the key it was made with
    nonce = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - none is unique
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, related_name="signature")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="nobody_signs_twice"),
            models.UniqueConstraint(fields=["revision", "role"], name="each_role_signs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} as {self.role}"


class IncidentNote(Tenanted):
    """Something happened that a signed revision did not foresee, or foresaw: somebody says so."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="incidents")
    revision = models.PositiveIntegerField()  # the signed one that it was noted at
    happened_on = models.DateField()
    words = models.TextField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="incident_in_words"),
        ]

    def __str__(self) -> str:
        return f"incident of {self.happened_on} at {self.assessment_id} r{self.revision}"


class ReportFile(Tenanted):
    """A rendered report: of a frozen revision, or a draft that says so on each page."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reports")
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    input_rev = models.PositiveBigIntegerField(default=0)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    is_final = models.BooleanField(default=False)  # shows all signatures, so the notary seals it
    certificate = models.CharField(max_length=64, blank=True)  # SHA-256 of what sealed it
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(certificate="", sealed_at=None)
                | (~Q(certificate="") & Q(sealed_at__isnull=False, is_final=True)),
                name="report_sealed_with_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(is_final=False) | Q(revision__isnull=False),
                name="report_final_of_a_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.assessment_id}"
