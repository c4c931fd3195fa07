"""The methods that an organisation can choose from, and what one would make of a register."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessments.models import Assessment, MethodVersion, Risk
from assessments.permissions import Actor
from assessments.queries import score_columns
from assessments.queries.inputs import facts_of
from assessments.queries.profiles import Profiles
from assessments.scoring import Method
from assessments.scoring.columns import rank
from assessments.scoring.published import difference, published

SHOWN = 20  # moved risks that are named
OWN = "own-"


@dataclass(frozen=True, slots=True)
class Offer:
    """A method to choose: one that comes with the product, or a version of one's own."""

    key: str
    name: str
    about: str
    source: str
    method: Method
    saved_by: str = ""
    saved_at: datetime | None = None

    @property
    def is_own(self) -> bool:
        return self.key.startswith(OWN)


def offered(actor: Actor) -> list[Offer]:
    """Return every method, one's own first, the newest version first. One query."""
    own = MethodVersion.objects.filter(organisation=actor.organisation_id)
    rows = own.select_related("saved_by").order_by("name", "-number")
    return [*map(_own, rows), *_published()]


def find(actor: Actor, key: str) -> Offer | None:
    """Return one method by its key; None where the organisation has none of it."""
    return next((offer for offer in offered(actor) if offer.key == key), None)


def _published() -> Iterator[Offer]:
    for key, each in published().items():
        yield Offer(key, each.name, each.about, each.source, each.method)


def _own(row: MethodVersion) -> Offer:
    return Offer(
        key=f"{OWN}{row.pk}",
        name=row.name,
        about=row.about,
        source="",
        method=Method.from_document(row.document),
        saved_by=row.saved_by.name,
        saved_at=row.saved_at,
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose level would be another."""

    risk: Risk
    before: int
    after: int


@dataclass(frozen=True)
class Effect:
    """What a method would make of a register: counts by level (0: unset) now and then."""

    assessment: Assessment
    before: Mapping[int, int]
    after: Mapping[int, int]
    rises: int
    falls: int
    moved: tuple[Moved, ...] = field(default=())

    @cached_property
    def above(self) -> tuple[int, int]:
        """Return how many risks are above appetite, now and then."""
        appetite = int(self.assessment.criteria.get("appetite", 2))
        now, then = (
            sum(count for level, count in counts.items() if level > appetite)
            for counts in (self.before, self.after)
        )
        return now, then


def effect(assessment: Assessment, method: Method) -> Effect:
    """
    Return what the current levels of a register would be by *method*; nothing is stored.

    A level that a person set stays. Queries do not grow with the register, and no risk
    becomes an object but the few that are named: docs/method.md, rule M21.
    """
    facts, pinned = facts_of(assessment), Method.from_document(assessment.method)
    profiles = Profiles(facts, pinned)
    overridden = assessment.risks.exclude(override_level=None)
    fixed = {key: level or 0 for key, level in overridden.values_list("pk", "override_level")}
    before: Counter[int] = Counter()
    after: Counter[int] = Counter()
    moves: list[NDArray[np.int64]] = []
    for span in score_columns.spans(assessment):
        part = score_columns.part(assessment, profiles, span)
        other = Profiles(facts, method, known=profiles.known)
        now, then = (
            rank(part.placed_by(by.method), [by.tables(part.chosen).current])[0].level
            for by in (profiles, other)
        )
        for place in np.flatnonzero(np.isin(part.risk, list(fixed))).tolist():
            now[place] = then[place] = fixed[int(part.risk[place])]
        before.update(dict(enumerate(np.bincount(now).tolist())))
        after.update(dict(enumerate(np.bincount(then).tolist())))
        places = np.flatnonzero(now != then)
        moves.append(np.stack([part.risk[places], now[places], then[places]]))
    found = np.concatenate(moves, axis=1) if moves else np.zeros((3, 0), dtype=np.int64)
    return Effect(
        assessment=assessment,
        before=before,
        after=after,
        rises=int((found[2] > found[1]).sum()),
        falls=int((found[2] < found[1]).sum()),
        moved=_named(assessment, found),
    )


def _named(assessment: Assessment, found: NDArray[np.int64]) -> tuple[Moved, ...]:
    """Name the risks that move farthest, those that rise first."""
    order = np.lexsort((found[0], -np.abs(found[2] - found[1]), found[2] < found[1]))[:SHOWN]
    rows = {risk.pk: risk for risk in assessment.risks.filter(pk__in=found[0][order].tolist())}
    return tuple(
        Moved(rows[key], now, then) for key, now, then in found[:, order].T.tolist() if key in rows
    )


__all__ = ["Effect", "Moved", "Offer", "difference", "effect", "find", "offered"]
