"""Many risks with shared measures are ranked like each of them alone."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import DEFAULT_METHOD, register_of, score
from assessments.scoring.columns import BLOCK, columns_of, in_millionths, rank, table_of
from tests.scoring.test_laws import measures, ranks

UNSET = (None, None, None)
unset_or_rank = st.none() | ranks
three = st.tuples(unset_or_rank, unset_or_rank, unset_or_rank)
METHODS = (
    DEFAULT_METHOD,
    replace(DEFAULT_METHOD, grid=((1, 1, 2, 3), (1, 2, 3, 4), (2, 3, 5, 5)), earned=50),
)


def profiles_of(measured):
    """Return the register that says what each profile's measures are."""
    return register_of([None] * len(measured), [UNSET] * len(measured), measured)


@given(
    measured=st.lists(measures, min_size=1, max_size=4),
    rows=st.lists(st.tuples(unset_or_rank, three, st.integers(0, 3)), max_size=8),
    method=st.sampled_from(METHODS),
)
def test_a_row_is_ranked_by_its_profile_as_if_alone(measured, rows, method):
    most = (len(method.grid), len(method.grid[0]))
    rows = [
        (
            likelihood and min(likelihood, most[0]),
            tuple(each and min(each, most[1]) for each in consequence),
            profile % len(measured),
        )
        for likelihood, consequence, profile in rows
    ]
    columns = columns_of(*(list(zip(*rows, strict=True)) or ([], [], [])))
    profiles = profiles_of(measured)

    (found,) = rank(columns, [table_of(profiles, method)])

    alone = score(
        register_of(
            [row[0] for row in rows], [row[1] for row in rows], [measured[row[2]] for row in rows]
        ),
        method,
    )
    assert found.level.tolist() == alone.level.tolist()
    assert found.likelihood.tolist() == alone.likelihood.tolist()
    assert found.consequence.tolist() == alone.consequence.tolist()
    assert found.by_dimension.T.tolist() == alone.by_dimension.tolist()
    numbers = in_millionths(columns, profiles, method)
    assert numbers.tolist() == alone.millionths.tolist()


def test_rows_in_later_blocks_are_ranked_like_those_in_the_first():
    count = BLOCK + 5
    columns = columns_of([5] * count, [(5, 4, 3)] * count, [0] * count)
    (found,) = rank(columns, [table_of(profiles_of([()]), DEFAULT_METHOD)])
    assert set(found.level.tolist()) == {5}
    assert set(found.consequence.tolist()) == {5}


@given(rows=st.lists(st.tuples(ranks, ranks), min_size=1, max_size=5), counted=measures)
def test_a_profile_may_bound_the_likelihood(rows, counted):
    most = [bound for _likelihood, bound in rows]
    columns = columns_of([row[0] for row in rows], [(3, 4, 2)] * len(rows), range(len(rows)))
    profiles = profiles_of([counted] * len(rows))

    (found,) = rank(columns, [table_of(profiles, DEFAULT_METHOD, np.array(most))])

    bounded = [min(row) for row in rows]
    alone = register_of(bounded, [(3, 4, 2)] * len(rows), [counted] * len(rows))
    assert found.level.tolist() == score(alone, DEFAULT_METHOD).level.tolist()
