"""What a proposed likelihood and each credit rest on: sightings, decisions, answers, evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.checks.bindings import bindings
from assessments.models import Answer, Assessment, Evidence, Import, Risk, Settlement, TrustGap
from assessments.queries.explanations import Explanation, reason
from assessments.queries.inputs import Facts, source_of
from assessments.queries.sightings import Sighting


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a proposal: its message, parameters and words, and what it rests on."""

    message: str
    parameters: Mapping[str, Any]
    sightings: tuple[tuple[str, Sighting], ...]  # title of the check, and what it saw
    decision: TrustGap | None  # who accepted that a gap of trust counts

    @property
    def text(self) -> str:
        return reason(self.message, dict(self.parameters))


@dataclass(frozen=True, slots=True)
class Basis:
    """What the credit of one item rests on."""

    answer: Answer | None
    settlement: Settlement | None
    evidence: tuple[Evidence, ...]

    @property
    def told(self) -> str:
        """Return who answered and what supports it, in words; "" where nobody answered."""
        if self.answer is None:
            return ""
        day = date_format(timezone.localtime(self.answer.answered_at), "j M Y")
        parts = [_("%(who)s, %(day)s") % {"who": self.answer.answered_by.name, "day": day}]
        if self.evidence:
            files = len(self.evidence)
            parts.append(ngettext("%(n)d file", "%(n)d files", files) % {"n": files})
        return "; ".join(parts)


def reasons(assessment: Assessment, risk: Risk, facts: Facts) -> list[Reason]:
    """Return why the ranks of a risk were proposed, as stored with it. At most one query."""
    found = risk.proposal.get("reasons", [])
    is_beside = any(message == "likelihood.beside" for message, _given in found)
    gaps = assessment.trustgaps.select_related("by")
    counts = {"decision": TrustGap.Decision.ACCEPTED, "stands": True}
    gap = gaps.filter(group=risk.group_id, **counts).first() if is_beside else None
    return [
        Reason(
            message=message,
            parameters=given,
            sightings=tuple(_seen(given.get("checks", ""), risk, facts)),
            decision=gap if message == "likelihood.beside" else None,
        )
        for message, given in found
    ]


def _seen(codes: str, risk: Risk, facts: Facts) -> Iterable[tuple[str, Sighting]]:
    here = facts.seen.get(risk.group_id, {})
    for code in filter(None, codes.split(", ")):
        if code in here:
            yield bindings()[code].title, here[code]


def files(assessment: Assessment) -> list[Import]:
    """Return the imports that everything observed comes from. One query."""
    pins = assessment.pinnedimports.values("imported")
    return list(Import.objects.filter(pk__in=pins).select_related("by").order_by("pk"))


def bases(assessment: Assessment, why: Explanation, facts: Facts) -> dict[str, Basis]:
    """Return by item what the credit of each measure of a risk rests on. Three queries."""
    group = why.inputs.risk.group_id
    items = [each.item.code for each in why.inputs.measures]
    wanted = {item: source_of(item, group, facts) for item in items}
    answers = {
        (row.item, row.group_id): row
        for row in assessment.answers.filter(item__in=items).select_related(
            "answered_by", "seconded_by"
        )
    }
    settled = {
        (row.item, row.group_id): row
        for row in assessment.settlements.filter(item__in=items).select_related("by")
    }
    evidence: defaultdict[str, list[Evidence]] = defaultdict(list)
    rows = assessment.evidences.filter(item__in=items, removed_at=None)
    for row in rows.select_related("by").order_by("pk"):
        evidence[row.item].append(row)
    return {
        item: Basis(
            answer=answers.get(source),
            settlement=settled.get((item, group)) or settled.get(source),
            evidence=tuple(evidence[item]),
        )
        for item, source in wanted.items()
    }
