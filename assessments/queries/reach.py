"""What falls with each asset of an assessment, and which assets carry most of the estate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessments.models import Assessment, Domain
from assessments.queries.group_values import of_layer
from assessments.queries.layers import Layers
from assessments.queries.worth import Values, values_of
from assessments.scoring.graph import Worth
from assessments.scoring.reach import Blast, Guests, blast
from assessments.scoring.reach.graph import Ints

KINDS = ("management_server", "cluster", "host", "datastore", "switch", "port_group")
TOP = 10
DIMENSIONS = ("c", "i", "a")


@dataclass(frozen=True, slots=True)
class Best:
    """The value in one dimension, and the domain that set it; None where no value arrives."""

    dimension: str
    rank: int | None
    setter: str


@dataclass(frozen=True, slots=True)
class Reached:
    """One machine that is reached, with its domain and the highest value of that."""

    asset_id: int
    name: str
    domain: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """
    What falls with one asset.

    `trusts` are the steps of trust that meet there; `percent` its share of the estate;
    `restart` what starts again elsewhere, in hundredths, None for what is no host, below 0
    where not known; `top` the most valued machines among the `guests`.
    """

    asset_id: int
    name: str
    kind: str
    guests: int
    domains: tuple[str, ...]
    best: tuple[Best, ...]
    trusts: tuple[int, ...]
    percent: int
    restart: int | None
    top: tuple[Reached, ...]


@dataclass(frozen=True)
class Reach:
    """Everything that `card` and `leaders` tell of one assessment, computed once."""

    values: Values
    domains: Mapping[int, Domain]
    domain_of: Mapping[int, int]  # machine -> domain
    found: Blast
    total: int  # weight of the whole estate

    @property
    def layers(self) -> Layers:
        return self.values.layers

    def card(self, asset: int) -> Card | None:
        """Return what falls with an asset; None for one that carries nothing by its kind."""
        kind = self.layers.kinds.get(asset, "")
        if kind not in KINDS:
            return None
        place = self.values.place[asset]
        guests = self._guests(place)
        domains = self._domains(guests)
        trusts = {domain.trust for domain in domains if domain.trust}
        worths = zip(
            DIMENSIONS, of_layer(asset, self.values, is_cluster=kind == "cluster"), strict=True
        )
        return Card(
            asset_id=asset,
            name=self.layers.names[asset],
            kind=kind,
            guests=len(guests),
            domains=tuple(domain.name for domain in domains),
            best=tuple(self._best(name, worth) for name, worth in worths),
            trusts=tuple(sorted(trusts)),
            percent=100 * int(self.found.weight[place]) // self.total if self.total else 0,
            restart=self.values.restart.get(asset),
            top=self._top(guests),
        )

    def leaders(self, kind: str, count: int = TOP) -> list[Card]:
        """Return the assets of a kind that carry most, the greatest share first."""
        places = np.array(
            [self.values.place[asset] for asset, its in self.layers.kinds.items() if its == kind],
            dtype=np.int64,
        )
        order = np.lexsort((-self.found.guests[places], -self.found.weight[places]))
        chosen = [self.values.nodes[place] for place in places[order[:count]].tolist()]
        return [card for asset in chosen if (card := self.card(asset)) and card.guests]

    @property
    def unplaced(self) -> int:
        """Return how many machines lie in no domain, and so weigh nothing."""
        machines = sum(kind == "vm" for kind in self.layers.kinds.values())
        return machines - len(self.domain_of)

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """Return the highest value of each domain that has one."""
        return {pk: rank for pk, domain in self.domains.items() if (rank := highest(domain))}

    def _guests(self, place: int) -> list[int]:
        span = slice(int(self.found.starts[place]), int(self.found.starts[place + 1]))
        return [self.values.nodes[guest] for guest in self.found.guest[span].tolist()]

    def _domains(self, guests: Iterable[int]) -> list[Domain]:
        met = {self.domain_of[guest] for guest in guests if guest in self.domain_of}
        return sorted((self.domains[pk] for pk in met), key=lambda domain: domain.name)

    def _best(self, name: str, worth: Worth | None) -> Best:
        setter = self.values.names[worth.path[0]] if worth else ""
        return Best(name, worth.rank if worth else None, setter)

    def _top(self, guests: list[int]) -> tuple[Reached, ...]:
        def rank(guest: int) -> int:
            return self.ranks.get(self.domain_of.get(guest, 0), 0)

        chosen = sorted(guests, key=lambda guest: (-rank(guest), self.layers.names[guest]))[:TOP]
        return tuple(
            Reached(
                asset_id=guest,
                name=self.layers.names[guest],
                domain=self.domains[self.domain_of[guest]].name if guest in self.domain_of else "",
                value=rank(guest) or None,
            )
            for guest in chosen
        )


def highest(domain: Domain) -> int | None:
    """Return the highest value of a domain; None if it has none."""
    ranks = (domain.value_c, domain.value_i, domain.value_a)
    return max((rank for rank in ranks if rank is not None), default=None)


def reach_of(assessment: Assessment) -> Reach:
    """
    Return what falls with every asset of the pinned imports. Five queries, at any size.

    Source: docs/method.md, rule M19.
    """
    values = values_of(assessment)
    domains = {domain.pk: domain for domain in assessment.domains.all()}
    placed = assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id")
    domain_of = {
        asset: domain for asset, domain in placed if values.layers.kinds.get(asset) == "vm"
    }
    guests = _guests(values, domains, domain_of)
    found = blast(values.graph, values.order, guests)
    return Reach(values, domains, domain_of, found, int(guests.weight[guests.nodes].sum()))


def _guests(values: Values, domains: Mapping[int, Domain], domain_of: Mapping[int, int]) -> Guests:
    kinds = values.layers.kinds
    nodes = [values.place[asset] for asset, kind in kinds.items() if kind == "vm"]
    places = np.array([values.place[asset] for asset in domain_of], dtype=np.int64)
    mine = [domains[domain] for domain in domain_of.values()]
    numbers = {pk: number for number, pk in enumerate(domains, 1)}

    def column(ranks: Iterable[int]) -> Ints:
        filled = np.zeros(len(values.nodes), dtype=np.int64)
        filled[places] = np.array(list(ranks), dtype=np.int64)
        return filled

    return Guests(
        nodes=np.array(nodes, dtype=np.int64),
        domain=column(numbers[domain.pk] for domain in mine),
        trust=column(domain.trust or 0 for domain in mine),
        weight=column(10**rank if (rank := highest(domain)) else 0 for domain in mine),
    )
