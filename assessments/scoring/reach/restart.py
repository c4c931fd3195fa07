"""How much of a host's load could start again elsewhere in its cluster once it is lost."""

import numpy as np

from assessments.scoring.reach.graph import FULL, Bools, Ints

MOST = 80  # hundredths: a restart loses time, so something always stays lost
UNKNOWN = -1


def restart_shares(
    cluster: Ints, capacity: Ints, demand: Ints, takes: Bools, has_ha: Bools
) -> Ints:
    """
    Return the share of each host's load that can start again elsewhere, (h,) in hundredths.

        s(h) = min(.8, sum of what is free on the other hosts of the cluster / load of h)

    `cluster` (h,) numbers each host's cluster; `capacity` and `demand` (h,) are the memory
    of the host and of the guests that are on there, in MiB, `UNKNOWN` where not known;
    `takes` (h,) says whether a host can take guests now; `has_ha` (k,) whether a cluster
    restarts guests by itself. 0 without that; `UNKNOWN` where a capacity or a load of the
    cluster is not known. Rounded down, so that the loss is never told too small.

    Source: docs/method.md, rule M18.
    """
    count = len(has_ha)
    is_known = (capacity >= 0) & (demand >= 0)
    gaps = np.bincount(cluster, weights=~is_known, minlength=count) > 0
    free = np.where(takes & is_known, np.maximum(capacity - demand, 0), 0)
    others = np.bincount(cluster, weights=free, minlength=count).astype(np.int64)[cluster] - free
    shares = np.where(demand > 0, others * FULL // np.maximum(demand, 1), FULL)
    found = np.where(gaps[cluster], UNKNOWN, np.minimum(shares, MOST))
    return np.where(has_ha[cluster], found, 0)
