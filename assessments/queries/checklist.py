"""Phases by number, the exposures that answers leave open, and what answers changed."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.catalogue import Phase, Vulnerability, phases_view
from assessments.checks.bindings import bindings
from assessments.models import Answer, Assessment, Score
from assessments.queries import scope
from assessments.queries.sightings import sightings

STATES = ("implemented", "partly", "planned", "not_implemented", "not_applicable")
COUNTED = (Answer.State.IMPLEMENTED, Answer.State.PARTLY)
MOST = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """A risk that answers lowered, and the items with their answers that did it."""

    score: Score
    items: tuple[tuple[str, str], ...]


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


def effects(assessment: Assessment) -> list[Effect]:
    """Return risks whose level the answers lowered, the largest steps first, with the items."""
    edition = scope.edition_of(assessment)
    counted = dict(
        assessment.answers.filter(group=None, state__in=COUNTED).values_list("item", "state")
    )
    moved = assessment.scores.select_related("risk", "risk__group")
    lowered = [
        score
        for score in moved.exclude(risk__state="dismissed")
        if score.inherent and score.current and score.current < score.inherent
    ]
    lowered.sort(key=lambda score: ((score.current or 0) - (score.inherent or 0), score.pk))
    return [
        Effect(
            score=score,
            items=tuple(
                (item.code, counted[item.code])
                for item in edition.treated_by.get(score.risk.code, ())
                if item.code in counted
            ),
        )
        for score in lowered[:MOST]
    ]


def seen_by_item(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Return for each item the checks bound to it that have findings here."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in sightings(assessment).values():
        for code in group:
            for item in bindings()[code].items:
                found[item].add(code)
    return {item: tuple(sorted(codes)) for item, codes in found.items()}
