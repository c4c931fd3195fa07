"""What risks share that are scored alike: the same scenario, answers, findings and plan."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from assessments.models import Answer, Risk
from assessments.queries.inputs import Facts, Measure, measures_of, residual_likelihood
from assessments.scoring import Credited, Method, Register, register_of
from assessments.scoring.columns import Table, table_of

ENGINE = "levels 1"  # raise it when the same inputs shall give other levels
HIGHEST = 6
UNSET = (None, None, None)
Kind = tuple[str, int, frozenset[str], bool]  # scenario, group, planned items, is as proposed


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The measures that some risks share, and what follows from them alone.

    `most` is the highest likelihood that is left once the plan is done. `digest` names all
    that the levels of a risk follow from but its ranks.
    """

    measures: tuple[Measure, ...]
    most: int
    coverage: int | None
    not_applicable: int | None
    digest: int


@dataclass(frozen=True)
class Tables:
    """The look-up tables of some profiles, one for each state; and their measures now."""

    inherent: Table
    current: Table
    residual: Table
    counted: Register


@dataclass
class Profiles:
    """All profiles of one assessment, made as they are met, numbered from 0."""

    facts: Facts
    method: Method
    known: list[Profile] = field(default_factory=list)
    numbers: dict[tuple[str, int, frozenset[str], bool], int] = field(default_factory=dict)

    def number(self, kind: Kind) -> int:
        """Return the number of the profile of a kind of risk; alike groups share theirs."""
        code, group, planned, is_proposed = kind
        key = (code, self.alike[group], planned, is_proposed)
        if (found := self.numbers.get(key)) is None:
            found = self.numbers[key] = len(self.known)
            self.known.append(self._profile(kind))
        return found

    @cached_property
    def alike(self) -> dict[int, int]:
        """Return for each group a number that it shares with those scored alike."""
        return alike(self.facts)

    def tables(self, numbers: Iterable[int]) -> Tables:
        """Return the tables of the profiles with these numbers, in that order."""
        chosen = [self.known[number] for number in numbers]
        now = _register([each.credited for each in profile.measures] for profile in chosen)
        later = _register([each.promised for each in profile.measures] for profile in chosen)
        most = np.array([profile.most for profile in chosen], dtype=np.int64)
        return Tables(
            inherent=table_of(_register([] for _ in chosen), self.method),
            current=table_of(now, self.method),
            residual=table_of(later, self.method, most),
            counted=now,
        )

    def _profile(self, kind: Kind) -> Profile:
        code, group, planned, is_proposed = kind
        risk = Risk(code=code, group_id=group, likelihood=None if is_proposed else HIGHEST)
        measures = measures_of(risk, self.facts, planned)
        left = residual_likelihood(risk, HIGHEST, planned, self.facts) or HIGHEST
        most = self.method.placed("l", left) or HIGHEST
        said = (ENGINE, self.method.to_document(), most, [_said(each) for each in measures])
        return Profile(
            measures=measures,
            most=most,
            coverage=coverage(measures),
            not_applicable=not_applicable(measures),
            digest=int.from_bytes(hashlib.sha256(repr(said).encode()).digest()[:8], "big"),
        )


def alike(facts: Facts) -> dict[int, int]:
    """Return the same number for groups with the same answers, managers and findings."""
    own: dict[int | None, list[tuple[str, str]]] = {}
    for (item, group), state in sorted(facts.answers.items(), key=repr):
        own.setdefault(group, []).append((item, state))
    kinds: dict[object, int] = {}
    return {
        group: kinds.setdefault(
            (tuple(own.get(group, ())), managers, _seen(facts, group), group in facts.gaps),
            len(kinds),
        )
        for group, managers in facts.managers_of.items()
    }


def coverage(measures: Iterable[Measure]) -> int | None:
    """Return how much of what could be done is done, in percent of the effects."""
    measures = tuple(measures)
    whole = sum(sum(measure.credited.effect) for measure in measures)
    done = sum(sum(m.credited.effect) * m.credited.halves for m in measures)
    return 50 * done // whole if whole else None


def not_applicable(measures: Iterable[Measure]) -> int | None:
    """Return how much of what could be done is said not to apply: percent, rounded up."""
    measures = tuple(measures)
    whole = sum(sum(measure.credited.effect) for measure in measures)
    said = sum(sum(m.credited.effect) for m in measures if _is_not_applicable(m))
    return -(-100 * said // whole) if whole else None


def _is_not_applicable(measure: Measure) -> bool:
    return measure.state == Answer.State.NOT_APPLICABLE


def _seen(facts: Facts, group: int) -> frozenset[tuple[str, bool]]:
    seen = facts.seen.get(group, {})
    return frozenset((code, each.is_observed(facts.share)) for code, each in seen.items())


def _said(measure: Measure) -> tuple[object, ...]:
    return (measure.credited, measure.promised, _is_not_applicable(measure))


def _register(measures: Iterable[Iterable[Credited]]) -> Register:
    rows = [tuple(each) for each in measures]
    return register_of([None] * len(rows), [UNSET] * len(rows), rows)
