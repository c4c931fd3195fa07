"""What runs in what: managers, their clusters and datastores, hosts, and the guests on them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessments.charts.arranged import MOST
from assessments.models import Assessment, Domain
from assessments.queries.layers import Layers, layers_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine; value is the highest of C, I, A of its domain. None where unset."""

    asset_id: int
    name: str
    domain: str
    value: int | None
    trust: int | None


@dataclass(frozen=True, slots=True)
class Host:
    """A host, or, with `asset_id` None, guests of a cluster that lie on no known host."""

    asset_id: int | None
    name: str
    guests: tuple[Guest, ...]

    @property
    def value(self) -> int | None:
        return max((each.value for each in self.guests if each.value), default=None)

    @property
    def trust(self) -> tuple[int, int] | None:
        """Return the lowest and the highest trust on it; None where none is set."""
        found = [each.trust for each in self.guests if each.trust]
        return (min(found), max(found)) if found else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster; a host that stands alone is one with only itself."""

    asset_id: int
    name: str
    stands_alone: bool
    hosts: tuple[Host, ...]

    @property
    def guests(self) -> int:
        return sum(len(host.guests) for host in self.hosts)

    @property
    def all_guests(self) -> Iterator[Guest]:
        return (guest for host in self.hosts for guest in host.guests)


@dataclass(frozen=True, slots=True)
class Store:
    asset_id: int
    name: str
    guests: int


@dataclass(frozen=True, slots=True)
class Manager:
    """A management server with what it runs; `asset_id` is None for what has none."""

    asset_id: int | None
    name: str
    clusters: tuple[Cluster, ...]
    stores: tuple[Store, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A host as a row of the table."""

    manager: Manager
    cluster: Cluster
    host: Host


@dataclass(frozen=True)
class Contained:
    """The whole estate, or one cluster of it; `clusters` are all that can be chosen."""

    managers: tuple[Manager, ...]
    clusters: Mapping[int, str]
    domains: tuple[Domain, ...]
    chosen: int | None

    @property
    def shows_hosts(self) -> bool:
        """Say whether each host can be a box of its own: else a map counts them."""
        return len(self.rows) <= MOST

    @property
    def shows_guests(self) -> bool:
        """Say whether each guest can be a square of its own: else a map counts them."""
        return sum(1 + len(row.host.guests) for row in self.rows) <= MOST

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(
            Row(manager, cluster, host)
            for manager in self.managers
            for cluster in manager.clusters
            for host in cluster.hosts
        )

    def page(self, number: int) -> "Page":
        last = max(1, -(-len(self.rows) // PAGE))
        number = min(max(1, number), last)
        return Page(self.rows[PAGE * (number - 1) : PAGE * number], number, len(self.rows), last)


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Row]
    number: int
    count: int
    pages: int


def contained(assessment: Assessment, cluster: int | None = None) -> Contained:
    """
    Return what runs in what over the pinned imports, by name; only in *cluster*, if there is one.

    Four queries, whatever the size. O(assets + edges).
    """
    layers = layers_of(assessment)
    domains = tuple(assessment.domains.order_by("name"))
    chosen = cluster if cluster in layers.clusters else None
    guests = _guests(assessment, layers, domains)
    found: defaultdict[int | None, list[Cluster]] = defaultdict(list)
    for each in layers.clusters if chosen is None else (chosen,):
        found[layers.manager_of(each)].append(_cluster(each, layers, guests))
    stores = _stores(layers, chosen)
    managers = tuple(
        Manager(
            manager,
            layers.names.get(manager or 0, ""),
            tuple(sorted(clusters, key=_order)),
            stores[manager],
        )
        for manager, clusters in found.items()
    )
    by_name = sorted(managers, key=lambda each: (each.asset_id is None, each.name))
    return Contained(tuple(by_name), layers.clusters, domains, chosen)


def _guests(
    assessment: Assessment, layers: Layers, domains: Sequence[Domain]
) -> dict[int, list[Guest]]:
    """Return the guests of each host, and of each cluster those that lie on no known host."""
    by_pk = {domain.pk: domain for domain in domains}
    placed = dict(assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id"))
    on = {tail: head for relation, tail, head in layers.edges if relation == "runs_on"}
    found: defaultdict[int, list[Guest]] = defaultdict(list)
    for asset, kind in layers.kinds.items():
        place = on.get(asset) or layers.cluster_of.get(asset)
        if kind == "vm" and place is not None:
            domain = by_pk.get(placed.get(asset, 0))
            found[place].append(_guest(asset, layers.names[asset], domain))
    return found


def _guest(asset: int, name: str, domain: Domain | None) -> Guest:
    if domain is None:
        return Guest(asset, name, "", None, None)
    ranks = (domain.value_c, domain.value_i, domain.value_a)
    value = max((rank for rank in ranks if rank), default=None)
    return Guest(asset, name, domain.name, value, domain.trust)


def _cluster(asset: int, layers: Layers, guests: Mapping[int, list[Guest]]) -> Cluster:
    hosts = [
        Host(host, layers.names[host], tuple(sorted(guests.get(host, ()), key=_order)))
        for host in layers.hosts_of.get(asset, ())
    ]
    found = sorted(hosts, key=_order)
    stands_alone = layers.kinds[asset] == "host"
    if not stands_alone and guests.get(asset):
        found.append(Host(None, "", tuple(sorted(guests[asset], key=_order))))
    return Cluster(asset, layers.names[asset], stands_alone, tuple(found))


def _stores(layers: Layers, chosen: int | None) -> defaultdict[int | None, tuple[Store, ...]]:
    """Return the datastores of each manager; of one cluster those that its guests use."""
    found: defaultdict[int | None, list[Store]] = defaultdict(list)
    for asset in (asset for asset, kind in layers.kinds.items() if kind == "datastore"):
        users = sum(1 for _ in _users(asset, layers, chosen))
        if chosen is None or users:
            found[layers.manager_of(asset)].append(Store(asset, layers.names[asset], users))
    used = {manager: tuple(sorted(stores, key=_most_used)) for manager, stores in found.items()}
    return defaultdict(tuple, used)


def _most_used(store: Store) -> tuple[int, str, int]:
    return -store.guests, store.name, store.asset_id


def _users(store: int, layers: Layers, chosen: int | None) -> Iterator[int]:
    for guest in layers.used_by.get(store, ()):
        if chosen is None or layers.cluster_of.get(guest) == chosen:
            yield guest


def _order(part: Guest | Host | Cluster) -> tuple[str, int]:
    return part.name, part.asset_id or 0
