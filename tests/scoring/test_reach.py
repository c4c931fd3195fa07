"""Values, sets and shares over a whole estate: the arrays say what trying all paths says."""

from fractions import Fraction
from itertools import pairwise
from math import log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.graph import Dependency, cumulate
from assessments.scoring.graph import accumulate as plainly
from assessments.scoring.reach import (
    Guests,
    accumulate,
    blast,
    graph_of,
    lifted,
    ordered,
    path_to,
    restart_shares,
    together,
)
from assessments.scoring.reach.graph import places_by
from assessments.scoring.reach.magerit import Circular, accumulated, degrees
from assessments.scoring.reach.worth import UNIT

COUNT = 7
nodes = st.integers(0, COUNT - 1)
shares = st.tuples(*[st.sampled_from([0, 30, 50, 60, 80, 100])] * 3)
edges = st.lists(st.builds(Dependency, nodes, nodes, shares), max_size=14)
values = st.lists(st.none() | st.integers(1, 6), min_size=COUNT, max_size=COUNT)


def arrays(dependencies, count=COUNT):
    table = [(each.upper, each.lower, *each.degree) for each in dependencies]
    columns = np.array(table, dtype=np.int64).reshape(len(table), 5).T
    graph = graph_of(count, columns[0], columns[1], columns[2:])
    return graph, ordered(graph)


def as_array(own):
    return np.array([value or 0 for value in own], dtype=np.int64)


@given(values, edges, st.integers(0, 2))
def test_values_are_those_of_the_plain_walk_circles_or_not(own, dependencies, dimension):
    graph, order = arrays(dependencies)
    found = accumulate(as_array(own), graph, order, dimension)

    for node, worth in enumerate(plainly(own, dependencies, dimension)):
        claim = int(found.claim[node])
        assert (worth is None) == (claim < 0)
        assert int(found.rank[node]) == (worth.rank if worth else 0)
        if worth:
            assert Fraction(claim, UNIT) + 1 == worth.number


@given(values, edges, st.integers(0, 2))
def test_the_path_leads_from_who_set_a_value_and_explains_it(own, dependencies, dimension):
    graph, order = arrays(dependencies)
    found = accumulate(as_array(own), graph, order, dimension)
    best = {}
    for each in dependencies:
        step = (each.upper, each.lower)
        best[step] = max(best.get(step, 0), each.degree[dimension])
    for node in np.flatnonzero(found.claim >= 0).tolist():
        path = path_to(node, found, graph, dimension)
        claim = Fraction(own[path[0]] - 1)
        for step in pairwise(path):
            claim *= Fraction(best[step], 100)
        assert path[-1] == node
        assert all(graph.strongest(*step, dimension) == best[step] for step in pairwise(path))
        assert Fraction(int(found.claim[node]), UNIT) == claim


@given(edges)
def test_what_depends_comes_first_and_circles_are_named(dependencies):
    _graph, order = arrays(dependencies)
    below = {node: {e.lower for e in dependencies if e.upper == node} for node in range(COUNT)}
    for _ in range(COUNT):
        below = {n: found.union(*(below[m] for m in found)) for n, found in below.items()}
    on_circles = {member for circle in order.circles for member in circle}

    assert on_circles == {node for node in range(COUNT) if node in below[node]}
    for each in dependencies:
        same = each.lower in below and each.upper in below[each.lower]
        levels = order.level[[each.upper, each.lower]]
        assert (levels[0] == levels[1]) if same else (levels[0] < levels[1])
    for circle in order.circles:
        assert all(other in below[one] for one in circle for other in circle)


@given(values, edges, st.integers(0, 2))
def test_what_values_come_to_together_is_that_of_the_plain_sum(own, dependencies, dimension):
    graph, order = arrays(dependencies)
    found = together(as_array(own), graph, order, dimension)

    for node in range(COUNT):
        plain = cumulate(own, dependencies, dimension, node)
        assert found[node] == pytest.approx(float(plain.number) if plain else 0, abs=0.0051)


@given(edges, st.sets(nodes), st.lists(st.integers(0, 3), min_size=COUNT, max_size=COUNT))
def test_a_guest_is_reached_where_half_of_its_value_falls(dependencies, guests, labels):
    graph, order = arrays(dependencies)
    label = np.array(labels, dtype=np.int64)
    chosen = np.array(sorted(guests), dtype=np.int64)
    weight = 10**label
    found = blast(graph, order, Guests(chosen, label, 3 - label, weight))
    reached = {
        node: {g for g in guests if share(g, node, dependencies) >= Fraction(1, 2)}
        for node in range(COUNT)
    }

    for node, mine in reached.items():
        assert set(found.guest[found.starts[node] : found.starts[node + 1]].tolist()) == mine
        assert found.guests[node] == len(mine)
        assert found.domains[node] == len({labels[g] for g in mine} - {0})
        assert found.trusts[node] == len({3 - labels[g] for g in mine} - {0})
        assert found.weight[node] == sum(10 ** labels[g] for g in mine)


def share(guest, node, dependencies):
    """Return the best share, over the dimensions, of the guest's value that falls on the node."""
    own = [2 if place == guest else None for place in range(COUNT)]
    found = [plainly(own, dependencies, dimension)[node] for dimension in range(3)]
    return max((worth.number - 1 for worth in found if worth), default=Fraction(0))


@given(values, edges)
def test_a_value_is_lifted_by_what_comes_together_and_never_lowered(own, dependencies):
    graph, order = arrays(dependencies)
    best = accumulate(as_array(own), graph, order, 2).rank
    sums = together(as_array(own), graph, order, 2)
    found = lifted(best, sums)

    for rank, number, then in zip(best.tolist(), sums.tolist(), found.tolist(), strict=True):
        expected = max(rank, min(5, int(number + 0.5))) if rank else 0
        assert then == expected


def test_a_deep_chain_is_walked_without_recursion():
    depth = 3_000
    chain = [Dependency(n, n + 1, (100, 100, 100)) for n in range(depth - 1)]
    ring = [*chain, Dependency(depth - 1, 0, (100, 100, 100))]
    graph, order = arrays(chain, depth)
    assert accumulate(as_array([5, *[None] * (depth - 1)]), graph, order, 0).rank[-1] == 5
    _graph, order = arrays(ring, depth)
    assert [len(circle) for circle in order.circles] == [depth]


def test_the_graph_keeps_the_edges_that_it_is_told_to():
    graph, _order = arrays([Dependency(0, 2, (1, 2, 3)), Dependency(1, 2, (4, 5, 6))])
    kept = graph.only(np.array([False, True]))
    assert (kept.upper.tolist(), kept.lower.tolist()) == ([1], [2])
    assert kept.degree.tolist() == [[4], [5], [6]]
    assert kept.starts.tolist() == [0, 0, 0, 1, 1, 1, 1, 1]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 9), st.integers(-1, 9), st.booleans()))
)
def test_what_can_start_again_elsewhere_is_never_told_too_large(hosts):
    cluster, capacity, demand, takes = (
        (np.array(column, dtype=np.int64) for column in zip(*hosts, strict=True))
        if hosts
        else [np.zeros(0, dtype=np.int64)] * 4
    )
    has_ha = np.array([True, True, False])
    found = restart_shares(cluster, capacity, demand, takes.astype(bool), has_ha).tolist()

    for place, (mine, _capacity, load, _takes) in enumerate(hosts):
        beside = [
            (c, d, t) for other, (k, c, d, t) in enumerate(hosts) if k == mine and other != place
        ]
        known = load >= 0 and _capacity >= 0 and all(c >= 0 and d >= 0 for c, d, _t in beside)
        free = sum(max(0, c - d) for c, d, t in beside if t)
        if mine == 2:
            assert found[place] == 0
        elif not known:
            assert found[place] == -1
        else:
            exact = Fraction(free, load) if load else Fraction(1)
            assert found[place] == min(exact, Fraction(4, 5)) * 100 // 1


def test_the_published_degrees_of_magerit():
    def degree_of(dependencies, count):
        graph, order = arrays(dependencies, count)
        return degrees(0, graph, order, 0)[count - 1]

    two_paths = [(0, 1, 80), (0, 2, 60), (1, 3, 100), (2, 3, 100)]
    shared_head = [(0, 1, 50), (1, 2, 100), (1, 3, 100), (2, 4, 100), (3, 4, 100)]
    chain = [(0, 1, 100), (1, 2, 50)]

    def as_edges(rows):
        return [Dependency(upper, lower, (share,) * 3) for upper, lower, share in rows]

    assert degree_of(as_edges(two_paths), 4) == pytest.approx(0.92)  # D-01
    assert degree_of(as_edges(chain), 3) == pytest.approx(0.5)  # D-02
    assert degree_of(as_edges(shared_head), 5) == pytest.approx(0.75)  # D-06, by the last hop
    assert accumulated([8_000, 100_000, 40_000, 10_000], [1, 1, 0.5, 0.92]) == 137_200  # D-07


def test_a_circle_is_refused_by_name_where_a_rule_needs_none():
    there_and_back = [(0, 1, 100), (1, 2, 100), (2, 1, 100)]
    graph, order = arrays(
        [Dependency(upper, lower, (s,) * 3) for upper, lower, s in there_and_back], 3
    )
    with pytest.raises(Circular, match="1, 2"):
        degrees(0, graph, order, 0)


def test_four_machines_on_one_host_come_to_more_than_the_best_of_them():
    own = np.array([[5, 4, 3, 0], [2, 2, 5, 0], [3, 3, 3, 0], [1, 1, 2, 0]], dtype=np.int64)  # D-08
    graph, order = arrays([Dependency(n, 4, (100,) * 3) for n in range(4)], 5)
    for dimension, (best, sum_) in enumerate([(5, 5.0048), (4, 4.0457), (5, 5.009)]):
        values = np.append(own[:, dimension], 0)
        assert accumulate(values, graph, order, dimension).rank[4] == best
        assert together(values, graph, order, dimension)[4] == pytest.approx(sum_, abs=0.0005)
    assert log10(10**4 + 2) > 4


@given(st.lists(st.integers(0, 2**40) | st.integers(0, 2**62)))
def test_places_sort_and_keep_equals_in_order(keys):
    found = places_by(np.array(keys, dtype=np.int64)).tolist()
    assert found == sorted(range(len(keys)), key=keys.__getitem__)


def test_a_path_that_a_circle_leads_back_on_is_found_all_the_same():
    graph, order = arrays(
        [Dependency(u, low, (100,) * 3) for u, low in [(2, 1), (1, 2), (0, 1)]], 3
    )
    found = accumulate(as_array([5, None, None]), graph, order, 0)
    assert path_to(1, found, graph, 0) == (0, 1)
    assert path_to(2, found, graph, 0) == (0, 1, 2)
