"""Which assets lie in which groups of an assessment, and which managers run a group."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.models import Assessment, AssetGroup
from assessments.queries.layers import Layers


@dataclass(frozen=True, slots=True)
class Group:
    """A group by ids; `asset` or `domain` says what it is about."""

    pk: int
    kind: str
    asset: int | None
    domain: int | None
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of an assessment, those that are gone too, and the domain of each guest."""

    groups: tuple[Group, ...]
    domain_of: Mapping[int, int | None]


def grouping_of(assessment: Assessment) -> Grouping:
    """Load how an assessment is grouped. Two queries."""
    rows = assessment.assetgroups.values_list("pk", "kind", "asset_id", "domain_id", "is_gone")
    return Grouping(
        groups=tuple(Group(*row) for row in rows),
        domain_of=dict(assessment.placements.values_list("asset_id", "domain_id")),
    )


def groups_of_assets(grouping: Grouping, layers: Layers) -> dict[int, frozenset[int]]:
    """
    Return the groups that each asset lies in, by ids; none that is gone.

    A guest lies in its domain, its cluster, its manager and the whole; a host in
    its cluster; a network or datastore in the domains whose guests use it.
    """
    groups = [group for group in grouping.groups if not group.is_gone]
    by_domain = {group.domain: group.pk for group in groups if group.domain}
    by_asset = {group.asset: group.pk for group in groups if group.asset}
    whole = {group.pk for group in groups if group.kind == AssetGroup.Kind.ASSESSMENT}
    found: dict[int, frozenset[int]] = {}
    for asset in layers.kinds:
        guests = {layers.guest_of.get(asset, asset)} | layers.used_by.get(asset, set())
        domains = {by_domain.get(grouping.domain_of.get(guest) or 0) for guest in guests}
        layer_ids = (layers.cluster_of.get(asset), layers.manager_of(asset), asset)
        lies_in = domains | {by_asset.get(layer) for layer in layer_ids if layer is not None}
        found[asset] = frozenset(group for group in lies_in | whole if group is not None)
    return found


def managers_of(grouping: Grouping, layers: Layers) -> dict[int, tuple[int, ...]]:
    """Return for each group the groups of the managers that run what lies in it, by ids."""
    by_asset = {
        group.asset: group.pk for group in grouping.groups if group.kind == AssetGroup.Kind.MANAGER
    }
    placed: defaultdict[int, set[int]] = defaultdict(set)
    for asset, domain in grouping.domain_of.items():
        manager = by_asset.get(layers.manager_of(asset))
        if domain is not None and manager is not None:
            placed[domain].add(manager)

    def of(group: Group) -> tuple[int, ...]:
        if group.domain is not None:
            return tuple(sorted(placed.get(group.domain, ())))
        if group.asset is not None:
            manager = by_asset.get(layers.manager_of(group.asset))
            return (manager,) if manager is not None else ()
        return tuple(sorted(by_asset.values()))

    return {group.pk: of(group) for group in grouping.groups}
