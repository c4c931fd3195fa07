"""Evidence that outlives the application: keys of persons, the ledger, its checkpoints."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.organisation import Tenanted
from assessments.verifier.entries import Kind
from assessments.verifier.keys import Method, PublicKey
from assessments.verifier.note import LedgerKey
from assessments.verifier.passkeys import Site


class SigningKey(Tenanted):
    """
    The key that a person signs with in one organisation.

    What counts of it is its entry in the ledger; this row is where it waits for those who
    vouch, and where its private part lies encrypted when the person did not keep it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waits to be vouched for")
        ENROLLED = "enrolled", _("Enrolled")
        REVOKED = "revoked", _("Revoked")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="keys")
    method = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Method])
    keyid = models.CharField(max_length=64)
    public = models.BinaryField()  # 32 bytes, of a passkey the 65 of its point
    rp = models.CharField(max_length=253, blank=True)  # of a passkey: its domain,
    origin = models.CharField(max_length=300, blank=True)  # where its pages are,
    credential = models.CharField(max_length=1400, blank=True)  # and its name, base64url
    sealed = models.JSONField(null=True, blank=True)  # the private part; null in own custody
    statement = models.BinaryField()  # of the enrolment, as signed
    signatures = models.JSONField(default=list)  # [{keyid, sig}], its own first
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    made_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of the revocation
    compromised_since = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "keyid"], name="key_once"),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(state__in=["pending", "enrolled"]),
                name="one_key_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(method="webauthn", sealed__isnull=True)
                & ~(Q(rp="") | Q(origin="") | Q(credential=""))
                | ~Q(method="webauthn") & Q(rp="", origin="", credential=""),
                name="a_passkey_says_where_it_signs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.keyid[:16]} of {self.person_id}: {self.state}"

    @property
    def public_key(self) -> PublicKey:
        """Return the key as a verifier knows it."""
        site = Site(self.rp, self.origin) if self.rp else None
        return PublicKey(Method(self.method), bytes(self.public), site)


class LedgerEntry(Tenanted):
    """One line of an organisation's ledger; the database numbers it and keeps it."""

    number = models.PositiveBigIntegerField(default=0)  # set by the database, from 0
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Kind])
    body = models.BinaryField()
    leaf = models.BinaryField()  # SHA-256 of a zero byte and the body
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="ledger_number_once"),
            models.CheckConstraint(
                condition=Q(number=0, kind="genesis") | (Q(number__gt=0) & ~Q(kind="genesis")),
                name="ledger_begins_with_its_genesis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class NotaryKey(models.Model):
    """The public part of the key that seals ledgers; only the notary holds the other."""

    public = models.BinaryField()  # 32 bytes
    host = models.CharField(max_length=120)  # the first part of every ledger's origin
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}, since {self.made_at:%Y-%m-%d}"

    def key_of(self, organisation_uuid: object) -> LedgerKey:
        """Return the key under the name of an organisation's ledger."""
        return LedgerKey(f"{self.host}/org/{organisation_uuid}", bytes(self.public))


class Checkpoint(Tenanted):
    """The size and root of a ledger, signed by the notary."""

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "size"], name="checkpoint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} entries, {self.root[:12]}"


class Receipt(Tenanted):
    """
    A letter: to whom, and whether it went.

    About an entry of the ledger it carries a checkpoint out of the system; about an
    acceptance it says that its time is over.
    """

    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    acceptance = models.ForeignKey(
        "assessments.Acceptance", models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.EmailField(max_length=254)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "address"], name="receipt_once"),
            models.UniqueConstraint(fields=["acceptance", "address"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(entry__isnull=False, acceptance=None)
                | Q(entry=None, acceptance__isnull=False),
                name="letter_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        subject = f"entry {self.entry_id}" if self.entry_id else f"acceptance {self.acceptance_id}"
        return f"{self.address} about {subject}"
