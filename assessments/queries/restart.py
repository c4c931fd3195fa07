"""How much of what runs on each host could start again elsewhere, from the pinned imports."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from assessments.queries.layers import Layers
from assessments.scoring.reach.restart import UNKNOWN, restart_shares

WITH_HA = 40  # hundredths that start again where a cluster's memory is not known


def restart_of(layers: Layers) -> dict[int, int]:
    """
    Return for each host the share of its load that starts again elsewhere, in hundredths.

    `UNKNOWN` where HA is on but a memory in its cluster is not known. Source: docs/method.md,
    rule M18.
    """
    hosts = [asset for asset, kind in layers.kinds.items() if kind == "host"]
    clusters = sorted({layers.cluster_of[host] for host in hosts})
    place = {cluster: number for number, cluster in enumerate(clusters)}
    load = _loads(layers)
    shares = restart_shares(
        cluster=np.array([place[layers.cluster_of[host]] for host in hosts], dtype=np.int64),
        capacity=np.array([layers.memory.get(host, UNKNOWN) for host in hosts], dtype=np.int64),
        demand=np.array([load.get(host, 0) for host in hosts], dtype=np.int64),
        takes=np.array([host not in layers.closed for host in hosts], dtype=bool),
        has_ha=np.array([cluster in layers.has_ha for cluster in clusters], dtype=bool),
    )
    return dict(zip(hosts, shares.tolist(), strict=True))


def lost_on(host: int, shares: Mapping[int, int]) -> int:
    """Return the share of a guest's availability that falls on its host, in hundredths."""
    share = shares.get(host, 0)
    return 100 - (WITH_HA if share == UNKNOWN else share)


def _loads(layers: Layers) -> dict[int, int]:
    """Return the memory of the guests that are on, by host; `UNKNOWN` where one is not known."""
    found: defaultdict[int, int] = defaultdict(int)
    for relation, guest, host in layers.edges:
        if relation != "runs_on" or layers.kinds.get(guest) != "vm" or guest in layers.off:
            continue
        memory = layers.memory.get(guest)
        if memory is None or found[host] == UNKNOWN:
            found[host] = UNKNOWN
        else:
            found[host] += memory
    return dict(found)
