"""The checklist of a phase, the exposures that answers leave open, and what answers changed."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.catalogue import Item, Phase, Vulnerability, phases_view
from assessments.checks.bindings import bindings
from assessments.models import Answer, Assessment, Evidence, Score
from assessments.queries import scope
from assessments.queries.sightings import sightings

STATES = ("implemented", "partly", "planned", "not_implemented", "not_applicable")
MOST = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the checklist with its answer, evidence and what the machine saw."""

    item: Item
    answer: Answer | None
    evidence: list[Evidence]
    seen: tuple[str, ...]  # checks bound to it that have findings
    risks: tuple[str, ...]

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else ""

    @property
    def is_gap(self) -> bool:
        return self.state not in ("", "implemented") or self.is_contradicted

    @property
    def is_contradicted(self) -> bool:
        return bool(self.seen) and self.state in ("implemented", "not_applicable")


@dataclass(frozen=True, slots=True)
class Exposure:
    """A vulnerability that is open: seen by checks, or left open by answers."""

    vulnerability: Vulnerability
    seen_by: tuple[str, ...]
    left_by: tuple[str, ...]
    risks: tuple[str, ...]


def phase_number(assessment: Assessment, number: int) -> Phase | None:
    """Return a phase of the assessment's view by its number; None when there is none."""
    view = phases_view(scope.edition_of(assessment), assessment.phase_view)
    return next((phase for phase in view if phase.number == number), None)


def number_of(assessment: Assessment, code: str) -> int:
    """Return the number of a phase in the assessment's view; operation may be merged away."""
    view = phases_view(scope.edition_of(assessment), assessment.phase_view)
    numbers = {phase.code: phase.number for phase in view}
    return numbers.get(code, numbers["implementation"])


def phase_of_item(assessment: Assessment, item: str) -> int:
    """Return the number of the phase that an item stands in."""
    return number_of(assessment, scope.edition_of(assessment).item(item).phase)


def lines(assessment: Assessment, phase: Phase, show: str) -> list[Line]:
    """Return the items of a phase that take part here: all, open ones, or gaps."""
    answers = {
        a.item: a for a in assessment.answers.filter(group=None).select_related("answered_by")
    }
    files: defaultdict[str, list[Evidence]] = defaultdict(list)
    for evidence in assessment.evidences.filter(removed_at=None).select_related("by"):
        files[evidence.item].append(evidence)
    seen = seen_by_item(assessment)
    wanted = set(phase.items)
    found = [
        Line(
            item=item,
            answer=answers.get(item.code),
            evidence=files.get(item.code, []),
            seen=seen.get(item.code, ()),
            risks=tuple(link.risk for link in item.mitigates),
        )
        for item in scope.items_in_scope(assessment)
        if item.code in wanted
    ]
    if show == "open":
        return [line for line in found if not line.answer]
    if show == "gaps":
        return [
            line for line in found if line.state not in ("", "implemented") or line.is_contradicted
        ]
    return found


def exposures(assessment: Assessment) -> list[Exposure]:
    """Return the vulnerabilities that are open, those that checks see first."""
    edition = scope.edition_of(assessment)
    said = dict(assessment.answers.filter(group=None).values_list("item", "state"))
    seen_codes = {code for group in sightings(assessment).values() for code in group}
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for code in seen_codes:
        for vulnerability in bindings()[code].vulnerabilities:
            seen[vulnerability].add(code)
    left: defaultdict[str, list[str]] = defaultdict(list)
    for item in scope.items_in_scope(assessment):
        if said.get(item.code) in ("partly", "planned", "not_implemented"):
            for vulnerability in item.exposure_if_absent:
                left[vulnerability].append(item.code)
    found = [
        Exposure(
            vulnerability=vulnerability,
            seen_by=tuple(sorted(seen[code])),
            left_by=tuple(left[code]),
            risks=tuple(risk.code for risk in edition.fed_by[code]),
        )
        for code, vulnerability in edition.vulnerabilities.items()
        if seen[code] or left[code]
    ]
    return sorted(found, key=lambda each: (not each.seen_by, each.vulnerability.code))


def effects(assessment: Assessment) -> list[Score]:
    """Return risks whose level the answers lowered, the largest steps first."""
    moved = assessment.scores.select_related("risk").exclude(risk__state="dismissed")
    lowered = [row for row in moved if row.inherent and row.current and row.current < row.inherent]
    return sorted(lowered, key=lambda row: (row.current or 0) - (row.inherent or 0))[:MOST]


def seen_by_item(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Return for each item the checks bound to it that have findings here."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in sightings(assessment).values():
        for code in group:
            for item in bindings()[code].items:
                found[item].add(code)
    return {item: tuple(sorted(codes)) for item, codes in found.items()}
