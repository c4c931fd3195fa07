"""Value along dependencies: the best of all paths, whatever the graph."""

from fractions import Fraction
from math import log10

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.graph import Dependency, accumulate, cumulate

COUNT = 6
nodes = st.integers(0, COUNT - 1)
degrees = st.tuples(*[st.sampled_from([0, 30, 50, 60, 80, 100])] * 3)
graphs = st.lists(st.builds(Dependency, nodes, nodes, degrees), max_size=12)
values = st.lists(st.none() | st.integers(1, 5), min_size=COUNT, max_size=COUNT)


def by_trying_all(own, graph, dimension):
    """The same, the slow way: carry claims along all edges until nothing grows."""
    best = [None if value is None else Fraction(value - 1) for value in own]
    for _ in range(COUNT):
        for edge in graph:
            claim, degree = best[edge.upper], edge.degree[dimension]
            if claim is not None and degree:
                carried = claim * degree / 100
                if best[edge.lower] is None or best[edge.lower] < carried:
                    best[edge.lower] = carried
    return [None if claim is None else 1 + claim for claim in best]


@given(values, graphs, st.integers(0, 2))
def test_the_best_of_all_paths_counts_circles_or_not(own, graph, dimension):
    found = accumulate(own, graph, dimension)

    assert [w and w.number for w in found] == by_trying_all(own, graph, dimension)


@given(values, graphs, st.integers(0, 2))
def test_a_path_explains_its_number_and_no_claim_exceeds_what_was_set(own, graph, dimension):
    best = {(edge.upper, edge.lower): 0 for edge in graph}
    for edge in graph:
        place = (edge.upper, edge.lower)
        best[place] = max(best[place], edge.degree[dimension])
    for node, worth in enumerate(accumulate(own, graph, dimension)):
        if worth is None:
            continue
        claim = Fraction(own[worth.path[0]] - 1)
        for step in zip(worth.path, worth.path[1:], strict=False):
            claim *= Fraction(best[step], 100)
        assert (worth.number, worth.path[-1]) == (1 + claim, node)
        assert (own[node] or 1) <= worth.rank <= max(value or 1 for value in own)


@given(values, graphs)
def test_what_no_value_reaches_stays_unset(own, graph):
    reached = {node for node, value in enumerate(own) if value is not None}
    for _ in range(COUNT):
        reached |= {e.lower for e in graph if e.upper in reached and e.degree[0]}

    assert {n for n, worth in enumerate(accumulate(own, graph, 0)) if worth} == reached


@given(values, graphs, st.randoms(use_true_random=False))
def test_the_order_of_dependencies_changes_no_number(own, graph, random):
    shuffled = [*graph]
    random.shuffle(shuffled)

    assert [w and w.number for w in accumulate(own, graph, 0)] == [
        w and w.number for w in accumulate(own, shuffled, 0)
    ]


def shares_by_trying_all(graph, dimension, node):
    """The best share of each node that arrives, the slow way."""
    best = [Fraction(place == node) for place in range(COUNT)]
    for _ in range(COUNT):
        for edge in graph:
            share = best[edge.lower] * edge.degree[dimension] / 100
            best[edge.upper] = max(best[edge.upper], share)
    return best


@given(values, graphs, st.integers(0, 2), nodes)
def test_values_together_are_the_logarithm_of_what_each_weighs_once(own, graph, dimension, node):
    shares = shares_by_trying_all(graph, dimension, node)
    reaching = [n for n in range(COUNT) if shares[n] and own[n] is not None]
    found = cumulate(own, graph, dimension, node)

    assert (list(found.sources) if found else []) == reaching
    if found:
        total = sum(float(shares[n]) * 10 ** own[n] for n in reaching)
        assert abs(float(found.number) - log10(total)) < 0.00501


@given(values, graphs, st.integers(0, 2), nodes)
def test_values_together_are_no_less_than_any_that_arrives_whole(own, graph, dimension, node):
    shares = shares_by_trying_all(graph, dimension, node)
    whole = [own[n] for n in range(COUNT) if shares[n] == 1 and own[n] is not None]
    found = cumulate(own, graph, dimension, node)

    assert not whole or float(found.number) >= max(whole)
    assert (found is None) == (accumulate(own, graph, dimension)[node] is None)


@given(values, graphs, nodes, st.randoms(use_true_random=False))
def test_dependencies_said_twice_or_in_another_order_change_nothing_together(
    own, graph, node, random
):
    shuffled = [*graph, *graph]
    random.shuffle(shuffled)

    assert cumulate(own, shuffled, 2, node) == cumulate(own, graph, 2, node)
