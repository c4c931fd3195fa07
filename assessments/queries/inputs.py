"""Everything that the levels of an assessment follow from, risk by risk."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.catalogue import Edition, Item
from assessments.checks.bindings import bindings
from assessments.models import Answer, Assessment, Risk
from assessments.models.risk import JUDGED
from assessments.queries import observation, scope
from assessments.queries.coresident import CONCERNED
from assessments.queries.grouping import grouping_of, managers_of
from assessments.queries.layers import Layers, layers_of
from assessments.queries.register import effective
from assessments.queries.sightings import Sightings, sightings
from assessments.scoring import DEFAULT_METHOD, Credited, Method
from assessments.scoring.reference import FULL

PAPER = 10  # hundredths that a design counts for until it is built
HALVES: Mapping[str, int] = {Answer.State.IMPLEMENTED: 2, Answer.State.PARTLY: 1}
CLAIMS = (Answer.State.IMPLEMENTED, Answer.State.NOT_APPLICABLE)
OPEN = ("planned", "in_progress")


@dataclass(frozen=True, slots=True)
class Measure:
    """One item as it counts for one risk, and why."""

    item: Item
    state: str  # of the answer; "" when unanswered
    contradicted: tuple[str, ...]  # checks whose findings contradict the answer
    credited: Credited  # as it counts now
    promised: Credited  # as it will count once the plan is done
    planned: bool  # an open action of a modify treatment will do it
    is_paper: bool = False  # a design that nothing builds now
    stays_paper: bool = False  # a design that nothing will build


@dataclass(frozen=True, slots=True)
class Inputs:
    """
    What one risk's levels follow from.

    `likelihood` and `consequence` are what counts now, where it stands in the grid of the
    method; `residual_likelihood` is without the findings that the plan removes. None where
    unset.
    """

    risk: Risk
    likelihood: int | None
    consequence: tuple[int | None, int | None, int | None]
    residual_likelihood: int | None
    measures: tuple[Measure, ...]
    option: str

    def counted(self) -> tuple[Credited, ...]:
        """Return the measures as they count now."""
        return tuple(measure.credited for measure in self.measures)

    def planned(self) -> tuple[Credited, ...]:
        """Return the measures as they will count once the plan is done."""
        return tuple(measure.promised for measure in self.measures)


@dataclass(frozen=True, slots=True)
class Facts:
    """What all risks of an assessment share, loaded once."""

    edition: Edition
    facts: frozenset[str]
    answers: Mapping[tuple[str, int | None], str]
    seen: Sightings
    managers_of: Mapping[int, tuple[int, ...]]  # group -> manager groups
    promised: Mapping[int, frozenset[str]]  # risk -> items of open actions
    share: int
    method: Method = DEFAULT_METHOD
    gaps: frozenset[int] = frozenset()  # groups on which a gap of trust was accepted
    supposed: frozenset[str] = frozenset()  # items promised to each risk that has no promise


def facts_of(assessment: Assessment, layers: Layers | None = None) -> Facts:
    """Load what all risks share. Eight queries, whatever the number of risks."""
    layers, grouping = layers or layers_of(assessment), grouping_of(assessment)
    promised: defaultdict[int, set[str]] = defaultdict(set)
    links = assessment.actionrisks.filter(action__status__in=OPEN, risk__treatment__option="modify")
    for risk, items in links.values_list("risk_id", "action__items"):
        promised[risk].update(items)
    return Facts(
        edition=scope.edition_of(assessment),
        facts=frozenset(assessment.facts),
        answers=answers_of(assessment),
        seen=sightings(assessment, layers, grouping),
        managers_of=managers_of(grouping, layers),
        promised={risk: frozenset(items) for risk, items in promised.items()},
        share=int(assessment.parameters.get("observed_share", 25)),
        method=Method.from_document(assessment.method),
        gaps=frozenset(
            assessment.trustgaps.filter(decision="accepted", stands=True).values_list(
                "group_id", flat=True
            )
        ),
    )


def answers_of(assessment: Assessment) -> dict[tuple[str, int | None], str]:
    """Return what was answered, by item and group; no group is the whole assessment. One query."""
    rows = assessment.answers.values_list("item", "group_id", "state")
    return {(item, group): state for item, group, state in rows}


def inputs_of(risk: Risk, facts: Facts) -> Inputs:
    """Return the inputs of one risk, loaded with its group and treatment."""
    ranks, method = effective(risk), facts.method
    likelihood = ranks["likelihood"]
    c, i, a = (method.placed("c", ranks[name]) for name in JUDGED[1:])
    promised = facts.promised.get(risk.pk, facts.supposed)
    treatment = getattr(risk, "treatment", None)
    return Inputs(
        risk=risk,
        likelihood=method.placed("l", likelihood),
        consequence=(c, i, a),
        residual_likelihood=method.placed(
            "l", residual_likelihood(risk, likelihood, promised, facts)
        ),
        measures=measures_of(risk, facts, promised),
        option=treatment.option if treatment else "",
    )


def measures_of(risk: Risk, facts: Facts, promised: frozenset[str]) -> tuple[Measure, ...]:
    """Return the items that take part for one risk, by fact, each with its credit."""
    items = [
        item
        for item in facts.edition.treated_by.get(risk.code, ())
        if scope.applies(item, facts.facts)
    ]
    found = {item.code: _measure(item, risk, facts, promised) for item in items}
    return tuple(_unless_paper(measure, found) for measure in found.values())


def state_of(item: str, group: int, facts: Facts) -> str:
    """Return the answer that counts for a group; "" where none does."""
    return facts.answers.get(source_of(item, group, facts), "")


def source_of(item: str, group: int, facts: Facts) -> tuple[str, int | None]:
    """
    Return whose answer counts for a group: its own, else its managers', else the whole's.

    Over several managers the one with the least credit counts.
    """
    if (item, group) in facts.answers:
        return item, group
    said: list[tuple[str, int | None]] = [
        (item, manager) if (item, manager) in facts.answers else (item, None)
        for manager in facts.managers_of[group]
    ]
    whole = (item, None)
    return min(said, key=lambda who: HALVES.get(facts.answers.get(who, ""), 0), default=whole)


def contradictions(item: str, group: int, facts: Facts) -> tuple[str, ...]:
    """Return the checks bound to *item* that have findings in *group*."""
    return tuple(
        sorted(code for code in facts.seen.get(group, {}) if item in bindings()[code].items)
    )


def raised_by(risk: Risk, facts: Facts) -> tuple[frozenset[str], ...]:
    """
    Return, for each check that raises a risk's likelihood, the items that clear it.

    Nothing when a person judged the likelihood otherwise than proposed: that stands.
    """
    kind = facts.edition.risks.get(risk.code)
    if kind is None or risk.likelihood not in (None, risk.proposed_likelihood):
        return ()
    seen = facts.seen.get(risk.group_id, {})
    raising = observation.observed_in(kind, seen, facts.share)
    return tuple(frozenset(bindings()[code].items) for code in raising)


def _measure(item: Item, risk: Risk, facts: Facts, promised: frozenset[str]) -> Measure:
    state = state_of(item.code, risk.group_id, facts)
    against = contradictions(item.code, risk.group_id, facts) if state in CLAIMS else ()
    halves = HALVES.get(state, 0)
    credited = Credited(
        code=item.code,
        kind=item.kind,
        effect=item.effect_on(risk.code).as_tuple(),
        halves=min(halves, 1) if against else halves,
        key=item.key_on(risk.code),
    )
    planned = item.code in promised
    return Measure(
        item=item,
        state=state,
        contradicted=against,
        credited=credited,
        promised=replace(credited, halves=FULL) if planned else credited,
        planned=planned,
    )


def _unless_paper(measure: Measure, found: Mapping[str, Measure]) -> Measure:
    """Cap a design that nothing builds: now, and once the plan is done."""
    builders = [each for each in found.values() if each.item.realises == measure.item.code]
    if not builders or any(each.credited.halves for each in builders):
        return measure
    stays = not any(each.promised.halves for each in builders)
    return replace(
        measure,
        credited=_capped(measure.credited),
        promised=_capped(measure.promised) if stays else measure.promised,
        is_paper=True,
        stays_paper=stays,
    )


def _capped(credited: Credited) -> Credited:
    likelihood, c, i, a = (min(PAPER, share) for share in credited.effect)
    return replace(credited, effect=(likelihood, c, i, a))


def residual_likelihood(
    risk: Risk, likelihood: int | None, promised: frozenset[str], facts: Facts
) -> int | None:
    """Return what is left: a proposed likelihood falls when the plan removes what raised it."""
    raising = raised_by(risk, facts)
    if likelihood is None or not raising or not all(items & promised for items in raising):
        return likelihood
    return min(likelihood, unraised_of(risk, facts))


def unraised_of(risk: Risk, facts: Facts) -> int:
    """Return the likelihood that a catalogue risk has while no finding raises it."""
    is_beside = risk.group_id in facts.gaps and risk.code in CONCERNED
    return facts.edition.risks[risk.code].likelihood + is_beside
