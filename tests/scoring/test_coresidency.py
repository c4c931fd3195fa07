"""Guests of unlike trust behind the same walls."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.coresidency import gaps

PLACES = 3
guests = st.lists(st.tuples(st.integers(-1, PLACES - 1), st.integers(0, 5), st.booleans()))


@given(guests)
def test_a_gap_is_that_of_the_guests_that_are_on_and_known(found):
    place, trust, powered = (
        np.array([guest[column] for guest in found], dtype=np.int64) for column in range(3)
    )
    told = gaps(place, trust, powered.astype(bool), PLACES)

    for where in range(PLACES):
        there = [rank for at, rank, is_on in found if at == where and is_on and rank]
        assert told.lowest[where] == min(there, default=0)
        assert told.highest[where] == max(there, default=0)
        is_open = 1 in there and max(there) >= 3
        assert (told.gap[where], told.is_open[where]) == (
            max(there, default=0) - min(there, default=0),
            is_open,
        )
