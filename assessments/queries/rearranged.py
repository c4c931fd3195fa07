"""The layers of an estate as they would be: machines moved, a cluster split, hosts lost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import heapify, heapreplace

from assessments.queries.layers import Layers

UNKNOWN = 0  # MiB that count for a guest whose memory is not known


@dataclass(frozen=True, slots=True)
class Estate:
    """
    What is supposed of where machines run; assets and domains by id.

    Of the cluster `split`, the `hosts` become one of their own, with the guests of the
    domains `apart`. Then `guests` move `to` a host, or to a cluster, where they are spread
    over its hosts. Then `lost` hosts are gone.
    """

    guests: frozenset[int] = frozenset()
    to: int | None = None
    split: int | None = None
    apart: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.guests or self.split or self.lost)


STAYS = Estate()  # nothing is supposed


@dataclass(frozen=True, slots=True)
class Rearranged:
    """
    Layers as they would be.

    `stranded` guests would not start again, the greatest memory first; `part` is the new
    cluster, whose id is that of no asset; None where none is made.
    """

    layers: Layers
    stranded: tuple[int, ...] = ()
    part: int | None = None


def rearranged(layers: Layers, estate: Estate, domain_of: Mapping[int, int]) -> Rearranged:
    """
    Return the layers after what is supposed; nothing supposed gives the same layers.

    A guest that is moved to a cluster goes to the host with the most memory free, the
    greatest guests first. Of a lost host the guests that are on start again where HA and
    the memory of the other hosts let them. Networks and datastores stay as they are used.

    Source: docs/method.md, rule M27.
    """
    if not estate:
        return Rearranged(layers)
    work = _Work(layers)
    part = work.split(estate, domain_of) if estate.split else None
    if estate.to is not None:
        hosts = work.hosts_in(estate.to)
        work.spread((guest for guest in sorted(estate.guests) if guest in work.home), hosts)
    stranded = work.lose(estate.lost)
    return Rearranged(work.done(estate.lost), tuple(stranded), part)


@dataclass
class _Work:
    """Layers being rearranged: where each guest runs, and which cluster each host is in."""

    layers: Layers
    home: dict[int, int] = field(init=False)  # guest -> host, 0 for none that is known
    direct: dict[int, int] = field(default_factory=dict)  # guest -> cluster, where it is told
    cluster: dict[int, int] = field(init=False)  # host -> cluster
    fresh: dict[int, str] = field(default_factory=dict)  # new clusters with their names
    parents: dict[int, int] = field(default_factory=dict)  # new cluster -> the one it was part of
    off: set[int] = field(default_factory=set)
    held: dict[int, int] = field(default_factory=dict)  # stranded guest -> its cluster

    def __post_init__(self) -> None:
        kinds = self.layers.kinds
        self.home = {asset: 0 for asset, kind in kinds.items() if kind == "vm"}
        for relation, tail, head in self.layers.edges:
            if relation == "runs_on" and tail in self.home:
                self.home[tail] = head
            elif relation == "member_of" and tail in self.home and kinds.get(head) == "cluster":
                self.direct[tail] = head
        self.cluster = {
            asset: self.layers.cluster_of[asset] for asset, kind in kinds.items() if kind == "host"
        }

    def hosts_in(self, place: int) -> list[int]:
        """Return the hosts of a cluster that take guests; a host alone."""
        if self.layers.kinds.get(place) == "host":
            return [place]
        mine = [host for host, cluster in self.cluster.items() if cluster == place]
        return [host for host in mine if host not in self.layers.closed] or mine

    def split(self, estate: Estate, domain_of: Mapping[int, int]) -> int:
        """Make hosts of a cluster one of their own, with the guests of some domains."""
        old = estate.split or 0
        part = max(self.layers.kinds, default=0) + 1
        guests = [guest for guest, host in self.home.items() if self.cluster.get(host) == old]
        self.fresh[part] = f"{self.layers.names[old]} 2"
        self.parents[part] = old
        for host in estate.hosts:
            if self.cluster.get(host) == old:
                self.cluster[host] = part
        for place, wanted in ((part, True), (old, False)):
            strangers = [
                guest
                for guest in guests
                if (domain_of.get(guest) in estate.apart) is wanted
                and self.cluster[self.home[guest]] != place
            ]
            self.spread(strangers, self.hosts_in(place))
        return part

    def spread(self, guests: Iterable[int], hosts: list[int]) -> None:
        """Put guests on hosts, the greatest first, each where most memory is free."""
        moving = list(guests)
        if not hosts or not moving:
            return
        free = self._free(hosts, frozenset(moving))
        heap = [(-room, count, host) for host, (room, count) in free.items()]
        heapify(heap)
        for guest in sorted(moving, key=lambda each: (-self._size(each), each)):
            room, count, host = heap[0]
            self.home[guest] = host
            heapreplace(heap, (room + self._size(guest), count + 1, host))

    def lose(self, lost: frozenset[int]) -> list[int]:
        """Start the guests of lost hosts again where they can; return those that cannot."""
        fallen = [guest for guest, host in self.home.items() if host in lost]
        by_cluster: defaultdict[int, list[int]] = defaultdict(list)
        for guest in fallen:
            by_cluster[self.cluster[self.home[guest]]].append(guest)
        stranded: list[int] = []
        for cluster, guests in by_cluster.items():
            left = [host for host in self.hosts_in(cluster) if host not in lost]
            stranded += self._restart(guests, left, cluster)
        return sorted(stranded, key=lambda each: (-self._size(each), each))

    def _restart(self, guests: list[int], hosts: list[int], cluster: int) -> Iterator[int]:
        has_ha = self.parents.get(cluster, cluster) in self.layers.has_ha
        free = self._free(hosts, frozenset(guests))
        room = {host: left for host, (left, _count) in free.items()}
        for guest in sorted(guests, key=lambda each: (-self._size(each), each)):
            best = max(room, key=lambda host: (room[host], -host), default=0)
            is_on = guest not in self.layers.off
            if best and (not is_on or (has_ha and room[best] >= self._size(guest))):
                self.home[guest] = best
                room[best] -= self._size(guest) if is_on else 0
                continue
            self.home[guest] = 0
            self.held[guest] = cluster
            if is_on:
                self.off.add(guest)
                yield guest

    def _free(self, hosts: list[int], moving: frozenset[int]) -> dict[int, tuple[int, int]]:
        """Return the memory that is free on hosts, and how many guests they hold."""
        used = dict.fromkeys(hosts, 0)
        count = dict.fromkeys(hosts, 0)
        for guest, host in self.home.items():
            if host in used and guest not in moving:
                count[host] += 1
                used[host] += 0 if guest in self.layers.off else self._size(guest)
        memory = self.layers.memory
        return {host: (memory.get(host, 0) - used[host], count[host]) for host in hosts}

    def _size(self, guest: int) -> int:
        return self.layers.memory.get(guest, UNKNOWN)

    def done(self, lost: frozenset[int]) -> Layers:
        """Return the layers with every edge where it would be."""
        layers, fresh = self.layers, self.fresh

        def also(known: frozenset[int]) -> frozenset[int]:
            return known | {part for part, old in self.parents.items() if old in known}

        source = {part: layers.sources.get(old, "") for part, old in self.parents.items()}
        kinds = {a: kind for a, kind in layers.kinds.items() if a not in lost}
        return replace(
            layers,
            kinds=kinds | dict.fromkeys(fresh, "cluster"),
            names={**layers.names, **fresh},
            sources={**layers.sources, **source},
            edges=tuple(self._edges(lost)),
            has_ha=also(layers.has_ha),
            moves=also(layers.moves),
            off=layers.off | self.off,
        )

    def _edges(self, lost: frozenset[int]) -> Iterator[tuple[str, int, int]]:
        placed = {"runs_on": self.home, "member_of": {**self.home, **self.cluster}}
        for edge in self.layers.edges:
            relation, tail, head = edge
            if tail not in placed.get(relation, ()) and not {tail, head} & lost:
                yield edge
        for host, cluster in self.cluster.items():
            if host not in lost and cluster != host:
                yield ("member_of", host, cluster)
        yield from self._of_guests()

    def _of_guests(self) -> Iterator[tuple[str, int, int]]:
        for guest, host in self.home.items():
            if host:
                yield ("runs_on", guest, host)
            if guest not in self.direct and guest not in self.held:
                continue
            cluster = self.cluster.get(host, host) or self.held.get(guest) or self.direct[guest]
            if cluster not in self.cluster:  # a host alone is no cluster
                yield ("member_of", guest, cluster)
