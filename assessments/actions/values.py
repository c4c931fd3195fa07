"""Keep the values of groups in step with domains and dependencies. Writes `AssetGroup` values."""

from typing import Any

from assessments.models import Assessment, AssetGroup
from assessments.queries.worth import Values, strength, values_of
from assessments.scoring.graph import Worth

COLUMNS = ("value_c", "value_i", "value_a")
NAMES = ("c", "i", "a")


def refresh(draft: Assessment) -> Values:
    """
    Recompute the value of every group of a draft that the caller has opened.

    A domain is worth what a person set; a cluster the highest of its hosts; a
    manager what reaches it; the whole the highest of its domains. A path says what its
    availability comes to together with others where that lifted it.
    """
    values = values_of(draft)
    domains = {domain.pk: domain for domain in draft.domains.all()}
    changed = []
    for group in draft.assetgroups.filter(is_gone=False):
        if group.domain_id:
            domain = domains[group.domain_id]
            ranks = [domain.value_c, domain.value_i, domain.value_a]
            paths: dict[str, Any] = {}
        elif group.kind == AssetGroup.Kind.ASSESSMENT:
            ranks = [_highest([getattr(d, name) for d in domains.values()]) for name in COLUMNS]
            paths = {}
        else:
            ranks, paths = _of_layer(group, values)
        if [getattr(group, name) for name in COLUMNS] != ranks or group.value_paths != paths:
            group.value_c, group.value_i, group.value_a = ranks
            group.value_paths = paths
            changed.append(group)
    AssetGroup.objects.bulk_update(changed, [*COLUMNS, "value_paths"], batch_size=500)
    return values


def _of_layer(group: AssetGroup, values: Values) -> tuple[list[int | None], dict[str, Any]]:
    asset = group.asset_id or 0
    members = values.layers.hosts_of.get(asset) if group.kind == AssetGroup.Kind.CLUSTER else None
    ranks: list[int | None] = []
    paths: dict[str, Any] = {}
    for place, name in enumerate(NAMES):
        worths = [
            worth
            for member in (members or (asset,))
            for worth in (values.of(member)[place],)
            if worth is not None
        ]
        best = max(worths, key=strength, default=None)
        ranks.append(best.rank if best else None)
        if best:
            paths[name] = _path(best, values)
    return ranks, paths


def _path(worth: Worth, values: Values) -> dict[str, Any]:
    return {
        "rank": worth.rank,
        "number": str(worth.number),
        "path": [values.names[node] for node in worth.path],
    } | ({"together": worth.together} if worth.together else {})


def _highest(ranks: list[int | None]) -> int | None:
    return max((rank for rank in ranks if rank is not None), default=None)
