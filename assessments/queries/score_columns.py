"""A part of a register as columns of numbers: what is scored, and what is stored of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from assessments.models import Assessment, Risk
from assessments.models.risk import JUDGED
from assessments.queries.profiles import Profiles
from assessments.scoring import Method
from assessments.scoring.columns import Columns

Ints = NDArray[np.int64]

NO_SCORE = -1
_SPANS = """
SELECT max(id), count(*) FROM (
  SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part
  FROM assessments_risk WHERE assessment_id = %s AND state <> 'dismissed') AS numbered
GROUP BY part ORDER BY part
"""
_BASE = 7  # ranks are 0-6
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Part:
    """
    Risks of one register in order of their keys: what goes in, and what was stored.

    `risk` (n,) holds keys; `basis` (n,) names what their levels follow from now and
    `stored` (n,) what the stored ones followed from, `NO_SCORE` where none are. `chosen`
    lists the profiles that occur; `columns.profile` points into it. `judged` (4, n) holds
    the ranks of likelihood, C, I and A before a method gives them their places; 0: unset.
    """

    risk: Ints
    judged: NDArray[np.uint8]
    columns: Columns
    chosen: tuple[int, ...]
    basis: Ints
    stored: Ints

    def placed_by(self, method: Method) -> Columns:
        """Return the columns as another method places the ranks in its grid."""
        return _columns(self.judged, self.columns.profile, method)


def statement(assessment: Assessment) -> QuerySet[Risk, tuple[Any, ...]]:
    """Return the statement that reads a register: what its levels follow from, by key."""
    ranks = [Coalesce(name, f"proposed_{name}", Value(0)) for name in JUDGED]
    as_proposed = Q(likelihood=None) | Q(likelihood=F("proposed_likelihood"))
    flag = Case(When(as_proposed, then=1), default=0, output_field=SmallIntegerField())
    stored = Case(
        When(score=None, then=NO_SCORE),
        default=Coalesce("score__basis", Value(0)),
        output_field=BigIntegerField(),
    )
    found: QuerySet[Risk, tuple[Any, ...]] = (
        assessment.risks.exclude(state="dismissed")
        .order_by("pk")
        .values_list("pk", "code", "group_id", *ranks, flag, stored)
    )
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """The risks of a register with keys above `after`, up to `upto`: `count` of them."""

    after: int
    upto: int
    count: int


def spans(assessment: Assessment) -> list[Span]:
    """Return a register cut into parts that one worker holds at a time. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, [settings.SCORE_PART_ROWS, assessment.pk])
        ends = cursor.fetchall()
    starts = [0, *(upto for upto, _count in ends)]
    return [Span(after, upto, count) for after, (upto, count) in zip(starts, ends, strict=False)]


def part(assessment: Assessment, profiles: Profiles, span: Span) -> Part:
    """Return one of the parts that `spans` told, of the same inputs. One query."""
    rows = list(statement(assessment).filter(pk__gt=span.after, pk__lte=span.upto))
    keys, codes, groups, *ranks, flags, stored = zip(*rows, strict=True)
    facts = profiles.facts
    planned = (facts.promised.get(key, facts.supposed) for key in keys)
    kinds = zip(codes, groups, planned, flags, strict=True)
    numbers = np.array(list(_numbered(kinds, profiles)), dtype=np.int64)
    chosen, profile = np.unique(numbers, return_inverse=True)
    judged = np.array(ranks, dtype=np.uint8)
    columns = _columns(judged, profile.astype(np.int64), profiles.method)
    digests = np.array([profiles.known[number].digest for number in chosen], dtype=np.uint64)
    return Part(
        risk=np.array(keys, dtype=np.int64),
        judged=judged,
        columns=columns,
        chosen=tuple(chosen.tolist()),
        basis=_basis(columns, digests),
        stored=np.array(stored, dtype=np.int64),
    )


def _columns(judged: NDArray[np.uint8], profile: Ints, method: Method) -> Columns:
    """Return ranks where they stand in the grid of a method; 0 (unset) stays 0."""
    low, high = (
        np.array([0, *(method.placed(name, rank) or 0 for rank in range(1, _BASE))], dtype=np.uint8)
        for name in ("l", "c")
    )
    return Columns(likelihood=low[judged[0]], consequence=high[judged[1:]], profile=profile)


def _numbered(kinds: Iterable[tuple[Any, ...]], profiles: Profiles) -> Iterable[int]:
    known: dict[tuple[Any, ...], int] = {}
    for kind in kinds:
        if (number := known.get(kind)) is None:
            code, group, planned, is_proposed = kind
            number = known[kind] = profiles.number((code, group, planned, bool(is_proposed)))
        yield number


def _basis(columns: Columns, digests: NDArray[np.uint64]) -> Ints:
    """
    Return a number for each risk that changes with anything its levels follow from.

    The digest of its profile and its ranks, mixed by the finisher of splitmix64, without
    the sign. Two different bases of one risk are the same number once in 2^63.
    """
    ranks = columns.likelihood.astype(np.uint64)
    for dimension in columns.consequence:
        ranks = ranks * np.uint64(_BASE) + dimension
    mixed = digests[columns.profile] ^ (ranks * _SPREAD)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed ^= mixed >> np.uint64(31)
    found: Ints = (mixed >> np.uint64(1)).astype(np.int64)
    return found
