"""Values along dependencies, and what falls with each asset, for a hundred thousand machines."""

from dataclasses import dataclass

import numpy as np

from assessments.scoring.reach import Graph, Guests, accumulate, blast, graph_of, ordered
from assessments.scoring.reach.graph import Ints
from assessments.scoring.reach.order import Order
from tests.bench.figures import compare, costs, note, show

SMALL, LARGE = 10_000, 100_000
PER_HOST = 33
DOMAINS, CLUSTERS_PER_HOST, STORES_PER_HOST, NETWORKS_PER_HOST = 40, 1 / 16, 1 / 4, 1 / 4
AT_MOST, GROWTH = 10, 12


@dataclass(frozen=True)
class Estate:
    """Nodes in the order domain, guest, host, cluster, datastore, port group, switch, manager."""

    graph: Graph
    order: Order
    own: Ints
    guests: Guests


def estate(count: int) -> Estate:
    draw = np.random.default_rng(7)
    hosts = count // PER_HOST
    sizes = [
        DOMAINS,
        count,
        hosts,
        *(max(1, int(hosts * each)) for each in (CLUSTERS_PER_HOST, STORES_PER_HOST)),
        max(1, int(hosts * NETWORKS_PER_HOST)),
        hosts // 8 + 1,
        4,
    ]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    domain, guest, host, cluster, store, network, switch, manager = (
        np.arange(first, first + size) for first, size in zip(starts, sizes, strict=False)
    )
    own_host = draw.integers(0, hosts, count)
    of_host = np.arange(hosts) * len(cluster) // hosts
    owner = draw.integers(0, DOMAINS, count)
    pairs = [
        (domain[owner], guest, (100, 100, 100)),
        (guest, host[own_host], (100, 100, 60)),
        (guest, cluster[of_host[own_host]], (50, 50, 80)),
        (guest, store[draw.integers(0, len(store), count)], (100, 100, 100)),
        (guest, network[draw.integers(0, len(network), count)], (80, 80, 100)),
        (network, switch[draw.integers(0, len(switch), len(network))], (100, 100, 100)),
        (host, manager[draw.integers(0, 4, hosts)], (100, 100, 30)),
    ]
    upper, lower = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    degree = np.concatenate([np.tile(np.array([d]).T, len(u)) for u, _l, d in pairs], axis=1)
    graph = graph_of(int(starts[-1]), upper, lower, degree)
    own = np.zeros(graph.count, dtype=np.int64)
    own[domain] = draw.integers(1, 6, DOMAINS)
    labels = np.zeros((3, graph.count), dtype=np.int64)
    labels[:, guest] = owner + 1, own[domain][owner], 10 ** own[domain][owner]
    return Estate(graph, ordered(graph), own, Guests(guest, *labels))


def values(of: Estate) -> None:
    order = ordered(of.graph)
    for dimension in range(3):
        accumulate(of.own, of.graph, order, dimension)


def whole(of: Estate) -> None:
    values(of)
    blast(of.graph, of.order, of.guests)


def one_pass(of: Estate) -> None:
    """Sum and compare what every edge carries, once in each dimension, without any order."""
    starts = np.flatnonzero(np.diff(of.graph.lower, prepend=-1))
    for dimension in range(3):
        carried = of.own[of.graph.upper] * of.graph.degree[dimension]
        np.add.reduceat(carried, starts)
        np.maximum.reduceat(carried, starts)


def test_values_cost_at_most_ten_passes_over_the_edges():
    large = estate(LARGE)
    found = costs({"values": lambda: values(large), "pass": lambda: one_pass(large)}, is_pure=True)
    title = f"Values of {LARGE:,} machines over {len(large.graph.upper):,} edges, 3 dimensions"
    compare(title, found["values"], found["pass"], at_most=AT_MOST)


def test_what_falls_with_each_asset_grows_with_the_estate():
    estates = {size: estate(size) for size in (SMALL, LARGE)}
    calls = {str(size): (lambda of=of: whole(of)) for size, of in estates.items()}
    found = costs(calls, repeats=5, is_pure=True)
    small, large = found[str(SMALL)], found[str(LARGE)]
    growth = large.whole / small.whole
    note(
        f"Values and blast radius, {SMALL:,} to {LARGE:,} machines",
        f"{large.whole:.0f} ms",
        f"{small.whole:.0f} ms",
        f"{growth:.1f}",
        f"{GROWTH}",
    )
    show(f"Values and blast radius\n  {SMALL:>7,} {small}\n  {LARGE:>7,} {large}\n  {growth:.1f}")
    assert growth <= GROWTH
