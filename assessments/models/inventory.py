"""Inventories: what was brought in, what it held, and what the checks saw in it."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.estate import Ref
from assessments.models.organisation import Tenanted


def _fitting(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"{text[: most - len(digest) - 1]}~{digest}"


class Upload(Tenanted):
    """
    One attempt to bring a file in: read, reported, then applied, refused or dropped.

    The file itself lies under a random name, mode 0600, only between the dry run
    and its end; `stored_as` is blank once it is gone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Ready to apply")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNCHANGED = "unchanged", _("Already known")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, null=True, blank=True, related_name="uploads"
    )
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=8, default="browser")  # browser, command, api
    as_of = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    report = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    applied_import = models.ForeignKey(
        "assessments.Import", models.PROTECT, null=True, blank=True, related_name="uploads"
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"])]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"


class Import(Tenanted):
    """
    An inventory as applied: immutable, and known by the digest of its file.

    One that was `brought` with an assessment from elsewhere rests on that snapshot alone:
    nobody here has read the file, so it never stands for it.
    """

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    format = models.CharField(max_length=32)
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)  # when the export was made
    as_of = models.DateTimeField()  # the "now" of every age rule
    totals = models.JSONField()
    sheets = models.JSONField()
    notices = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)  # thresholds the checks ran with
    brought = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(brought=False),
                name="import_once_per_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Asset(Tenanted):
    """The identity of an asset across imports; what it looked like is in `AssetState`."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=120)
    native_id = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "source", "native_id"], name="asset_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.native_id}"

    @classmethod
    def key_of(cls, ref: Ref) -> tuple[str, str, str]:
        """Return kind, source and id as a row holds them: of a very long one a digest's end."""
        return ref.kind.value, _fitting(ref.source, 120), _fitting(ref.native_id, 300)


class AssetState(Tenanted):
    """An asset as one import described it."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="states")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="states")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    is_placeholder = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    sheet = models.CharField(max_length=300, blank=True)  # or the file within an archive
    row = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "asset"], name="state_once_per_import"),
        ]
        indexes = [models.Index(fields=["imported", "kind", "name"])]

    def __str__(self) -> str:
        return self.name


class AssetEdge(Tenanted):
    """A dependency between two assets, as one import described it: tail -> head."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="edges")
    relation = models.CharField(max_length=16)
    tail = models.ForeignKey(Asset, models.PROTECT, related_name="edges_out")
    head = models.ForeignKey(Asset, models.PROTECT, related_name="edges_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "relation", "tail", "head"], name="edge_once_per_import"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tail_id} {self.relation} {self.head_id}"


class CheckOutcome(Tenanted):
    """What one check said about one import: pass, finding or not assessable, never silence."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=24)
    result = models.CharField(max_length=16)
    considered = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "code"], name="outcome_once_per_check"),
            models.CheckConstraint(
                condition=Q(result__in=["pass", "finding", "not_assessable"]),
                name="outcome_is_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.result}"


class Finding(Tenanted):
    """One thing a check saw, with the cells that prove it."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="findings")
    code = models.CharField(max_length=24)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="findings")
    label = models.CharField(max_length=400)
    severity = models.CharField(max_length=8)
    evidence = models.JSONField()  # [{"sheet", "row", "column", "value"}]
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["imported", "code"]),
            models.Index(fields=["imported", "asset"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
