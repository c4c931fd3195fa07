"""Which share of a domain's value falls on a layer: the best of all paths, each domain once."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.graph import Dependency, accumulate
from assessments.scoring.reach import graph_of
from assessments.scoring.shares import shares_on
from tests.scoring.test_graph import COUNT, graphs, nodes


def arrays(edges):
    columns = np.array(
        [(each.upper, each.lower, *each.degree) for each in edges], dtype=np.int64
    ).reshape(len(edges), 5)
    return graph_of(COUNT, columns[:, 0], columns[:, 1], columns[:, 2:].T)


@given(graphs, nodes, st.integers(0, 2), st.sets(nodes, min_size=1, max_size=2))
def test_a_share_is_what_a_value_of_its_own_would_carry(graph, upper, dimension, layer):
    own = [None] * COUNT
    own[upper] = 2  # so that the number is 1 and the share

    found = accumulate(own, graph, dimension)
    best = max((each.number - 1 for n in layer if (each := found[n])), default=None)

    assert shares_on(arrays(graph), dimension, layer).get(upper) == best


def test_two_paths_count_once_and_the_better_one():
    graph = [
        Dependency(0, 1, (100, 100, 100)),
        Dependency(0, 2, (100, 100, 100)),
        Dependency(1, 3, (50, 50, 60)),
        Dependency(2, 3, (50, 50, 100)),
    ]

    assert shares_on(arrays(graph), 2, [3])[0] == 1
    assert shares_on(arrays(graph), 0, [3])[0] == Fraction(1, 2)
