"""Write levels by columns: one statement for the changed rows of a part, one for the new ones."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from assessments.models import Assessment
from assessments.models.risk import COMPUTED
from assessments.queries.profiles import Profile, Profiles
from assessments.queries.score_columns import NO_SCORE, Part
from assessments.scoring.columns import in_millionths, kinds_of, rank
from assessments.scoring.explanation import written

Ints = NDArray[np.int64]

_GIVEN = ("risk_id", *COMPUTED, "details", "basis")
_ARRAYS = ("bigint[]", *["smallint[]"] * len(COMPUTED), "integer[]", "bigint[]")
_ROWS = (
    f"unnest({', '.join(f'%s::{kind}' for kind in _ARRAYS)}) AS given({', '.join(_GIVEN)})"
    " JOIN unnest(%s::text[]) WITH ORDINALITY AS told(document, place)"
    " ON told.place = given.details"
)
_LEVELS = ", ".join(f"NULLIF(given.{name}, 0)" for name in COMPUTED)
_UPDATE = (
    "UPDATE assessments_score"  # noqa: S608  names of columns, no value
    f" SET ({', '.join(COMPUTED)}, details, basis, scored_rev)"
    f" = ROW({_LEVELS}, told.document::jsonb, given.basis, %s) FROM {_ROWS}"
    " WHERE assessments_score.risk_id = given.risk_id"
)
_INSERT = (
    "INSERT INTO assessments_score"  # noqa: S608  names of columns, no value
    " (organisation_id, assessment_id, scored_rev, risk_id,"
    f" {', '.join(COMPUTED)}, details, basis) SELECT %s, %s, %s, given.risk_id, {_LEVELS},"
    f" told.document::jsonb, given.basis FROM {_ROWS}"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """
    The rows of a part whose levels are to be written.

    `risk`, `is_new` and `basis` have shape (k,), `levels` (9, k) in the order of COMPUTED,
    0 for unset; `details` (k,) counts from 1 into `documents`.
    """

    risk: Ints
    is_new: NDArray[np.bool_]
    basis: Ints
    levels: NDArray[np.uint8]
    details: Ints
    documents: tuple[str, ...]


def changes(part: Part, profiles: Profiles) -> Changes:
    """Score a part and return what differs from what is stored."""
    places = np.flatnonzero(part.basis != part.stored)
    columns = part.columns.at(places)
    tables = profiles.tables(part.chosen)
    states = rank(columns, [tables.inherent, tables.current, tables.residual])
    levels = np.concatenate([[each.level, each.likelihood, each.consequence] for each in states])
    first, kind = kinds_of(columns)
    numbers = in_millionths(columns.at(first), tables.counted, profiles.method)
    cells = np.concatenate([each.by_dimension[:, first] for each in states]).T
    whose = [profiles.known[part.chosen[place]] for place in columns.profile[first]]
    told = zip(whose, cells.tolist(), numbers.tolist(), strict=True)
    return Changes(
        risk=part.risk[places],
        is_new=part.stored[places] == NO_SCORE,
        basis=part.basis[places],
        levels=levels,
        details=kind + 1,
        documents=tuple(json.dumps(_details(*each)) for each in told),
    )


def write(assessment: Assessment, revision: int, found: Changes) -> int:
    """Write changed rows; return how many. The assessment is locked by the caller."""
    with connection.cursor() as cursor:
        for is_new, statement in ((False, _UPDATE), (True, _INSERT)):
            chosen = np.flatnonzero(found.is_new == is_new)
            if len(chosen):
                whose = [assessment.organisation_id, assessment.pk] if is_new else []
                cursor.execute(statement, [*whose, revision, *_given(found, chosen)])
    return len(found.risk)


def _given(found: Changes, chosen: Ints) -> Iterator[Any]:
    yield _array(found.risk[chosen])
    for column in found.levels:
        yield _array(column[chosen])
    yield _array(found.details[chosen])
    yield _array(found.basis[chosen])
    yield list(found.documents)


def _array(numbers: NDArray[Any]) -> str:
    return "{" + ",".join(map(str, numbers.tolist())) + "}"


def _details(profile: Profile, cells: list[int], numbers: list[int]) -> dict[str, Any]:
    ranks = [cell or None for cell in cells]
    likelihood, *consequence = numbers
    return {
        "by_dimension": {
            "inherent": ranks[0:3],
            "current": ranks[3:6],
            "residual": ranks[6:9],
        },
        "numbers": {
            "likelihood": written(likelihood) if likelihood else None,
            "consequence": written(max(consequence)) if any(consequence) else None,
        },
        "coverage": profile.coverage,
        "not_applicable": profile.not_applicable,
    }
