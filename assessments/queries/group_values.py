"""What a group of an assessment is worth, and the path by which that value came."""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.models import AssetGroup, Domain
from assessments.queries.ways import steps_of
from assessments.queries.worth import Values, strength
from assessments.scoring.graph import Worth

COLUMNS = ("value_c", "value_i", "value_a")
NAMES = ("c", "i", "a")

Ranks = list[int | None]


def value_of(
    group: AssetGroup, values: Values, domains: Mapping[int, Domain]
) -> tuple[Ranks, dict[str, Any]]:
    """
    Return the ranks of a group in C, I and A, and the paths of those that came over one.

    A domain is worth what a person set; a cluster the highest of its hosts; a manager
    what reaches it; the whole the highest of its domains. A path says what its
    availability comes to together with others where that lifted it.

    Source: docs/method.md, rule M3.
    """
    if group.domain_id:
        domain = domains[group.domain_id]
        return [domain.value_c, domain.value_i, domain.value_a], {}
    if group.kind == AssetGroup.Kind.ASSESSMENT:
        columns = ([getattr(each, name) for each in domains.values()] for name in COLUMNS)
        return [_highest(ranks) for ranks in columns], {}
    return _of_layer(group, values)


def of_layer(asset: int, values: Values, *, is_cluster: bool) -> list[Worth | None]:
    """Return the best value of an asset in C, I and A; of a cluster, the highest of its hosts."""
    members = values.layers.hosts_of.get(asset) if is_cluster else None
    found = []
    for worths in zip(*(values.of(each) for each in (members or (asset,))), strict=True):
        known = [worth for worth in worths if worth is not None]
        found.append(max(known, key=strength, default=None))
    return found


def _of_layer(group: AssetGroup, values: Values) -> tuple[Ranks, dict[str, Any]]:
    is_cluster = group.kind == AssetGroup.Kind.CLUSTER
    worths = of_layer(group.asset_id or 0, values, is_cluster=is_cluster)
    paths = {
        NAMES[at]: _path(worth, values, at) for at, worth in enumerate(worths) if worth is not None
    }
    return [worth.rank if worth else None for worth in worths], paths


def _path(worth: Worth, values: Values, dimension: int) -> dict[str, Any]:
    steps = steps_of(values, worth.path, dimension)
    return {
        "rank": worth.rank,
        "number": str(worth.number),
        "path": [values.names[node] for node in worth.path],
        "steps": [each.to_document() for each in steps],
    } | ({"together": worth.together} if worth.together else {})


def _highest(ranks: Iterable[int | None]) -> int | None:
    return max((rank for rank in ranks if rank is not None), default=None)
