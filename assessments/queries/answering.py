"""The checklist as people answer it: items with answers, evidence and what checks say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from assessments.catalogue import Item, Phase
from assessments.checks.bindings import bindings
from assessments.models import (
    Answer,
    Assessment,
    AssetGroup,
    CheckOutcome,
    Evidence,
    Finding,
    Settlement,
)
from assessments.queries import scope
from assessments.queries.sightings import Sightings, sightings

TIERS = ("essential", "standard", "enhanced")
VIEWS = ("all", "open", "gaps", "mine", "contradicted")
CLAIMS = (Answer.State.IMPLEMENTED, Answer.State.NOT_APPLICABLE)
_GROUPED = (AssetGroup.Kind.DOMAIN, AssetGroup.Kind.CLUSTER, AssetGroup.Kind.MANAGER)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check said of the pinned imports; `count` is of the objects it found."""

    code: str
    title: str
    result: str  # finding, pass or not_assessable
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """The answer for the whole assessment, or for one group of it; None while unanswered."""

    item: str
    group: AssetGroup | None
    answer: Answer | None
    against: tuple[Seen, ...]  # checks whose findings in this scope contradict the answer
    settled: Settlement | None

    @property
    def key(self) -> str:
        return f"{self.item}-{self.group.pk}" if self.group else self.item

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else ""

    @property
    def is_contradicted(self) -> bool:
        return bool(self.against)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the checklist."""

    item: Item
    whole: Said
    groups: tuple[Said, ...]
    others: tuple[AssetGroup, ...]  # groups without an answer of their own
    evidence: tuple[Evidence, ...]
    seen: tuple[Seen, ...]

    @property
    def verdict(self) -> str:
        """Return the worst that the checks bound to the item say; blank when none is bound."""
        results = {seen.result for seen in self.seen}
        return next((r for r in ("finding", "pass", "not_assessable") if r in results), "")

    @property
    def findings(self) -> int:
        return sum(seen.count for seen in self.seen)

    @property
    def is_contradicted(self) -> bool:
        return any(said.is_contradicted for said in (self.whole, *self.groups))

    @property
    def is_unsettled(self) -> bool:
        return any(s.is_contradicted and not s.settled for s in (self.whole, *self.groups))

    @property
    def is_gap(self) -> bool:
        return self.whole.state not in ("", Answer.State.IMPLEMENTED) or self.is_contradicted

    def is_by(self, person: int) -> bool:
        """Say whether this person gave one of the item's answers."""
        answers = (said.answer for said in (self.whole, *self.groups))
        return any(answer is not None and answer.answered_by_id == person for answer in answers)


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one tier, how many of all its items are answered, and those to be shown."""

    tier: str
    done: int
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The checklist of a phase as one person looks at it."""

    sections: tuple[Section, ...]
    counts: Mapping[str, int]  # view -> items
    shown: int
    done: int
    total: int


def sheet(assessment: Assessment, phase: Phase, view: str, person: int) -> Sheet:
    """Return the checklist of *phase* in one of `VIEWS`. Seven queries; more with group answers."""
    wanted = set(phase.items)
    found = _lines(assessment, [i for i in scope.items_in_scope(assessment) if i.code in wanted])
    tests: dict[str, Callable[[Line], bool]] = {
        "all": lambda line: True,
        "open": lambda line: not line.whole.answer,
        "gaps": lambda line: line.is_gap,
        "mine": lambda line: line.is_by(person),
        "contradicted": lambda line: line.is_unsettled,
    }
    shown = [line for line in found if tests.get(view, tests["all"])(line)]
    return Sheet(
        sections=tuple(_section(tier, found, shown) for tier in TIERS),
        counts={name: sum(map(test, found)) for name, test in tests.items()},
        shown=len(shown),
        done=sum(line.whole.answer is not None for line in found),
        total=len(found),
    )


def line(assessment: Assessment, item: str) -> Line:
    """
    Return one item of the checklist.

    Raises:
        catalogue.UnknownItem: the pinned edition has no such item.
    """
    return _lines(assessment, [scope.edition_of(assessment).item(item)])[0]


def said_of(line: Line, group: AssetGroup | None) -> Said:
    """Return what is said of the item for one group, or for the whole; unanswered counts too."""
    if group is None:
        return line.whole
    found = (said for said in line.groups if said.group and said.group.pk == group.pk)
    return next(found, Said(line.item.code, group, None, (), None))


def _section(tier: str, found: Iterable[Line], shown: Iterable[Line]) -> Section:
    mine = [line for line in found if line.item.tier == tier]
    return Section(
        tier=tier,
        done=sum(line.whole.answer is not None for line in mine),
        total=len(mine),
        lines=tuple(line for line in shown if line.item.tier == tier),
    )


def _lines(assessment: Assessment, items: Iterable[Item]) -> list[Line]:
    known = _Known(assessment)
    return [known.line(item) for item in items]


class _Known:
    """What all items of an assessment share, loaded once and only when asked for."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    def line(self, item: Item) -> Line:
        answers = self.answers.get(item.code, {})
        groups = [group for group in self.groups if group.pk in answers]
        return Line(
            item=item,
            whole=self._said(item.code, None),
            groups=tuple(self._said(item.code, group) for group in groups),
            others=tuple(group for group in self.groups if group.pk not in answers),
            evidence=tuple(self.evidence.get(item.code, ())),
            seen=self.seen.get(item.code, ()),
        )

    def _said(self, item: str, group: AssetGroup | None) -> Said:
        pk = group.pk if group else None
        answer = self.answers.get(item, {}).get(pk)
        claims = answer is not None and answer.state in CLAIMS
        return Said(
            item=item,
            group=group,
            answer=answer,
            against=self._against(item, pk) if claims else (),
            settled=self.settlements.get((item, pk)),
        )

    def _against(self, item: str, group: int | None) -> tuple[Seen, ...]:
        here = self.found if group is None else self.sightings.get(group, {})
        return tuple(seen for seen in self.seen.get(item, ()) if seen.code in here)

    @cached_property
    def answers(self) -> Mapping[str, Mapping[int | None, Answer]]:
        found: defaultdict[str, dict[int | None, Answer]] = defaultdict(dict)
        for answer in self.assessment.answers.select_related("answered_by", "seconded_by"):
            found[answer.item][answer.group_id] = answer
        return found

    @cached_property
    def groups(self) -> list[AssetGroup]:
        rows = self.assessment.assetgroups.filter(is_gone=False, kind__in=_GROUPED)
        order = {kind: place for place, kind in enumerate(_GROUPED)}
        return sorted(rows, key=lambda group: (order[AssetGroup.Kind(group.kind)], group.name))

    @cached_property
    def settlements(self) -> Mapping[tuple[str, int | None], Settlement]:
        rows = self.assessment.settlements.select_related("by")
        return {(row.item, row.group_id): row for row in rows}

    @cached_property
    def evidence(self) -> Mapping[str, list[Evidence]]:
        found: defaultdict[str, list[Evidence]] = defaultdict(list)
        for file in self.assessment.evidences.filter(removed_at=None).select_related("by"):
            found[file.item].append(file)
        return found

    @cached_property
    def found(self) -> Mapping[str, int]:
        """Return the number of findings about an asset by check."""
        rows = Finding.objects.filter(imported__in=self._pins, asset__isnull=False)
        return dict(rows.values_list("code").annotate(n=Count("pk")).order_by())

    @cached_property
    def sightings(self) -> Sightings:
        return sightings(self.assessment)

    @cached_property
    def seen(self) -> Mapping[str, tuple[Seen, ...]]:
        """Return for each item what the checks bound to it say of all pinned imports together."""
        results: dict[str, tuple[str, int]] = {}
        worse = ("not_assessable", "pass", "finding")
        rows = CheckOutcome.objects.filter(imported__in=self._pins)
        for code, result, count in rows.values_list("code", "result", "count"):
            known, total = results.get(code, ("not_assessable", 0))
            results[code] = (max(known, result, key=worse.index), total + count)
        found: defaultdict[str, list[Seen]] = defaultdict(list)
        for code, (result, count) in sorted(results.items()):
            binding = bindings().get(code)
            for item in binding.items if binding else ():
                found[item].append(Seen(code, binding.title if binding else code, result, count))
        return {item: tuple(seen) for item, seen in found.items()}

    @cached_property
    def _pins(self) -> list[int]:
        return list(self.assessment.pinnedimports.values_list("imported_id", flat=True))
