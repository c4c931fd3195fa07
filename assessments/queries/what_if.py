"""What the register would be if chosen measures were done, without touching it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from assessments.catalogue import Item
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Risk, TreatmentAction
from assessments.queries import scope, score_columns
from assessments.queries.inputs import CLAIMS, OPEN, Facts, facts_of, raised_by
from assessments.queries.profiles import Profiles
from assessments.queries.rearranged import STAYS, Estate
from assessments.queries.supposed import Supposed, ranks_then, supposed
from assessments.scoring import Method
from assessments.scoring.columns import Ranked, rank

SHOWN = 50  # moved risks that a page lists


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What is supposed: items done for the whole assessment, actions for their risks, and where
    machines run.
    """

    items: frozenset[str] = frozenset()
    actions: frozenset[int] = frozenset()  # numbers
    estate: Estate = STAYS

    def __bool__(self) -> bool:
        return bool(self.items or self.actions or self.estate)


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose level moves; `items` are the chosen ones that treat it or clear its findings."""

    risk: Risk
    before: int
    after: int
    items: tuple[str, ...]

    @property
    def falls(self) -> bool:
        return 0 < self.after < self.before


@dataclass(frozen=True, slots=True)
class WhatIf:
    """
    Levels of all risks before and after.

    `before` and `after` count risks by level, 0 for unset; an override stands in both.
    `moved` holds the risks that fall, the furthest and highest first; `risen` those that rise
    or lose their level, the highest first. `supposed` is there where machines run elsewhere.
    """

    before: Mapping[int, int]
    after: Mapping[int, int]
    moved: tuple[Moved, ...]
    idle: tuple[str, ...]  # chosen items that take part in no risk that moves
    risen: tuple[Moved, ...] = ()
    supposed: Supposed | None = None

    @property
    def shown(self) -> tuple[Moved, ...]:
        return self.moved[:SHOWN]

    @property
    def rest(self) -> int:
        return max(0, len(self.moved) - SHOWN)

    @property
    def risen_shown(self) -> tuple[Moved, ...]:
        return self.risen[:SHOWN]

    @property
    def risen_rest(self) -> int:
        return max(0, len(self.risen) - SHOWN)

    def above(self, appetite: int) -> tuple[int, int]:
        """Return how many risks lie above *appetite* before and after."""
        before, after = (
            sum(count for level, count in counts.items() if level > appetite)
            for counts in (self.before, self.after)
        )
        return before, after


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that could be done, and how many risks above the appetite it takes part in."""

    item: Item
    risks: int
    state: str


def choice_of(
    assessment: Assessment, items: Iterable[str], actions: Iterable[int], estate: Estate = STAYS
) -> Choice:
    """Return the choice without what is not in scope or not open; addresses are typed by hand."""
    known = {item.code for item in scope.items_in_scope(assessment)}
    open_ones = assessment.treatmentactions.filter(status__in=OPEN, number__in=list(actions))
    return Choice(
        items=frozenset(known.intersection(items)),
        actions=frozenset(open_ones.values_list("number", flat=True)),
        estate=estate,
    )


def of(assessment: Assessment, choice: Choice) -> WhatIf:
    """
    Return what the register would be if *choice* were done in full.

    An item that is done is credited in full and the findings it clears are gone, as in a
    residual level: docs/method.md, rules M6 and M17. Queries do not grow with the register.
    """
    facts = _supposing(assessment, choice)
    method = Method.from_document(assessment.method)
    profiles = Profiles(facts, method)
    what = supposed(assessment, choice.estate) if choice.estate else None
    then = _Then(assessment, what, facts, method) if what else None
    overridden = dict(
        assessment.risks.exclude(override_level=None).values_list("pk", "override_level")
    )
    before: Counter[int] = Counter()
    after: Counter[int] = Counter()
    shifted: dict[int, tuple[int, int]] = {}
    for span in score_columns.spans(assessment):
        part = score_columns.part(assessment, profiles, span)
        tables = profiles.tables(part.chosen)
        now, later = rank(part.columns, [tables.current, tables.residual])
        if then:
            later = then.levels(span)
        rows = zip(part.risk.tolist(), now.level.tolist(), later.level.tolist(), strict=True)
        for key, level, later in rows:
            counted = (overridden.get(key, level), overridden.get(key, later))
            before[counted[0]] += 1
            after[counted[1]] += 1
            if counted[1] != counted[0]:
                shifted[key] = counted
    found = _moved(assessment, then.facts if then else facts, shifted)
    moved = tuple(each for each in found if each.falls)
    told = {code for each in moved for code in each.items}
    return WhatIf(
        before=before,
        after=after,
        moved=moved,
        idle=tuple(sorted(choice.items - told)),
        risen=tuple(sorted((each for each in found if not each.falls), key=_highest_then)),
        supposed=what,
    )


class _Then:
    """The register of a rearranged estate, part by part."""

    def __init__(
        self, assessment: Assessment, what: Supposed, facts: Facts, method: Method
    ) -> None:
        self.assessment = assessment
        moved = facts_of(assessment, what.found.layers)
        self.facts = replace(
            moved, promised=facts.promised, supposed=facts.supposed, gaps=what.beside
        )
        self.profiles = Profiles(self.facts, method)
        self.ranks = ranks_then(assessment, what, moved.seen)

    def levels(self, span: score_columns.Span) -> Ranked:
        """Return what is left of the risks of a part, once all is done there."""
        part = score_columns.part(self.assessment, self.profiles, span)
        judged = part.judged.copy()
        for place in np.flatnonzero(np.isin(part.risk, list(self.ranks))).tolist():
            judged[:, place] = self.ranks[int(part.risk[place])]
        columns = replace(part, judged=judged).placed_by(self.profiles.method)
        (found,) = rank(columns, [self.profiles.tables(part.chosen).residual])
        return found


def _highest_then(each: Moved) -> tuple[int, int, int]:
    return (-each.after, each.before - each.after, each.risk.number)


def offers(assessment: Assessment) -> list[Offer]:
    """Return the items that are not done, or that findings contradict; most helpful first."""
    appetite = int(assessment.criteria.get("appetite", 2))
    rows = assessment.risks.exclude(state="dismissed").filter(level__gt=appetite)
    codes = Counter(rows.values_list("code", flat=True))
    facts = facts_of(assessment)
    seen = {code for found in facts.seen.values() for code in found}
    against = {item for code in seen for item in bindings()[code].items}
    found = (
        Offer(
            item=item,
            risks=sum(codes[each.risk] for each in item.mitigates),
            state=facts.answers.get((item.code, None), ""),
        )
        for item in scope.items_in_scope(assessment)
    )
    kept = (each for each in found if each.state not in CLAIMS or each.item.code in against)
    return sorted(
        (each for each in kept if each.risks), key=lambda each: (-each.risks, each.item.code)
    )


def open_actions(assessment: Assessment) -> list[TreatmentAction]:
    """Return the actions of the plan that could be finished."""
    return list(assessment.treatmentactions.filter(status__in=OPEN).order_by("number"))


def _supposing(assessment: Assessment, choice: Choice) -> Facts:
    """Return the facts with nothing planned but the choice."""
    links = assessment.actionrisks.filter(action__number__in=choice.actions)
    promised: defaultdict[int, frozenset[str]] = defaultdict(lambda: choice.items)
    for risk, items in links.values_list("risk_id", "action__items"):
        promised[risk] |= frozenset(items)
    return replace(facts_of(assessment), promised=dict(promised), supposed=choice.items)


def _moved(
    assessment: Assessment, facts: Facts, shifted: Mapping[int, tuple[int, int]]
) -> tuple[Moved, ...]:
    risks = assessment.risks.filter(pk__in=shifted).select_related("group")
    found = [Moved(risk, *shifted[risk.pk], _part_taken(risk, facts)) for risk in risks]
    return tuple(
        sorted(found, key=lambda each: (each.after - each.before, -each.before, each.risk.number))
    )


def _part_taken(risk: Risk, facts: Facts) -> tuple[str, ...]:
    """Return what is done of the items that treat a risk, or clear what raised its likelihood."""
    done = facts.promised.get(risk.pk, facts.supposed)
    items = {item.code for item in facts.edition.treated_by.get(risk.code, ())}
    return tuple(sorted(done & items.union(*raised_by(risk, facts))))
