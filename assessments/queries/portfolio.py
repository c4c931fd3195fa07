"""All assessments of an organisation at a glance, and what waits for whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from assessments.models import (
    Answer,
    Assessment,
    AssetState,
    Revision,
    Risk,
    Score,
    TreatmentAction,
    Upload,
)
from assessments.permissions import Actor, Capability
from assessments.queries import access

SOON = timedelta(days=14)
MOST = 20


@dataclass(frozen=True, slots=True)
class Line:
    assessment: Assessment
    counts: dict[int, int]  # level -> risks
    above: int
    unset: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor: what, where, and the route to it."""

    what: str
    where: str
    route: str
    number: int
    due: str = ""
    is_late: bool = False


def rows(actor: Actor) -> list[Line]:
    """Return every assessment with its risks by level. Two queries."""
    return lines(list(access.assessments(actor).select_related("lead").order_by("-pk")))


def lines(found: Sequence[Assessment]) -> list[Line]:
    """Return these assessments with their risks by level. One query."""
    levels: dict[int, Counter[int]] = {}
    counted = (
        Score.objects.filter(assessment__in=found)
        .exclude(risk__state="dismissed")
        .values_list("assessment_id", "current")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for assessment, level, count in counted:
        levels.setdefault(assessment, Counter())[level or 0] += count
    return [_line(assessment, levels.get(assessment.pk, Counter())) for assessment in found]


def _line(assessment: Assessment, counts: Counter[int]) -> Line:
    appetite = int(assessment.criteria.get("appetite", 2))
    return Line(
        assessment=assessment,
        counts={level: count for level, count in counts.items() if level},
        above=sum(count for level, count in counts.items() if level > appetite),
        unset=counts[0],
    )


def figures(lines: list[Line]) -> dict[str, int]:
    """Return the figures at the head of the portfolio."""
    return {
        "above": sum(line.above for line in lines),
        "risks": sum(sum(line.counts.values()) + line.unset for line in lines),
        "unset": sum(line.unset for line in lines),
        "signed": sum(line.assessment.status == "signed" for line in lines),
        "assessments": len(lines),
    }


def example(actor: Actor) -> Assessment | None:
    """Return the worked example of the organisation, if it has one."""
    return access.assessments(actor).filter(is_example=True).first()


def waiting(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return what waits for the actor: signatures, actions, seconds, checked uploads."""
    mine = {"organisation_id": actor.organisation_id}
    found = [*_signatures(actor, mine)]
    actions = TreatmentAction.objects.filter(
        **mine, owner=actor.person_id, status__in=["planned", "in_progress"]
    ).select_related("assessment")
    for action in actions.order_by("due")[:MOST]:
        late = action.due is not None and action.due < at.date()
        due = action.due.isoformat() if action.due else ""
        where = f"{action.assessment.key} {action.assessment.title}"
        found.append(Waiting(action.title, where, "plan", action.assessment.number, due, late))
    if actor.may(Capability.SECOND):
        seconds = Answer.objects.filter(
            **mine, state="not_applicable", seconded_by=None, assessment__status="draft"
        ).exclude(answered_by=actor.person_id)
        for answer in seconds.select_related("assessment")[:MOST]:
            what = f"Confirm “not applicable” for {answer.item}"
            found.append(Waiting(what, str(answer.assessment), "history", answer.assessment.number))
    if actor.may(Capability.ASSESS):
        ready = Upload.objects.filter(**mine, state="checked", by=actor.person_id)
        found += [
            Waiting(f"Apply {upload.file_name}", "Inventory", "upload", upload.pk)
            for upload in ready[:MOST]
        ]
    return found


def _signatures(actor: Actor, mine: dict[str, int]) -> list[Waiting]:
    person = actor.person_id
    named = Q(assessor=person) | Q(risk_owner=person) | Q(approver=person)
    open_ones = Revision.objects.filter(named, **mine, status="in_signoff")
    return [
        Waiting(
            f"Sign revision {revision.number}",
            str(revision.assessment),
            "sign-off",
            revision.assessment.number,
        )
        for revision in open_ones.exclude(signatures__person=person).select_related("assessment")
    ]


def search(actor: Actor, words: str) -> dict[str, list[object]]:
    """Return assessments, risks and assets whose names hold *words*, a few of each."""
    if not words:
        return {}
    mine = {"organisation_id": actor.organisation_id}
    number = words[2:] if words[:2].upper() == "R-" and words[2:].isdecimal() else None
    risks = Risk.objects.filter(**mine).select_related("assessment", "group")
    risks = risks.filter(number=int(number)) if number else risks.filter(title__icontains=words)
    assets = AssetState.objects.filter(**mine, name__icontains=words).order_by(
        "asset_id", "-imported_id"
    )
    return {
        "assessments": list(access.assessments(actor).filter(title__icontains=words)[:MOST]),
        "risks": list(risks[:MOST]),
        "assets": list(assets.distinct("asset_id")[:MOST]),
    }
