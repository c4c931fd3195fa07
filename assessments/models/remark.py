"""What auditors and members say of a frozen revision to each other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.organisation import Tenanted

OPENING = ("question", "finding", "observation")


class Remark(Tenanted):
    """One remark: it opens a thread, answers in one, or closes one."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        FINDING = "finding", _("Finding")
        OBSERVATION = "observation", _("Observation")
        ANSWER = "answer", _("Answer")
        CLOSED = "closed", _("Closed")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="remarks")
    revision = models.PositiveIntegerField()  # the frozen one that it is about
    risk = models.CharField(max_length=20, blank=True)  # the key of a risk in it; or all of it
    thread = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="remark_in_words"),
            models.CheckConstraint(
                condition=Q(thread=None, kind__in=OPENING)
                | Q(thread__isnull=False, kind__in=("answer", "closed")),
                name="remark_opens_a_thread_or_stands_in_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.assessment_id} r{self.revision} {self.risk}".rstrip()
