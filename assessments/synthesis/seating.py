"""Which machine is of which zone, sits on which host, and visits where it does not belong."""

from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

from assessments.synthesis import names
from assessments.synthesis.fabric import Fabric

MIXING = ("HOST-MIXED-ZONES", "CL-MIXED-ZONES")
VISITORS_ONE_IN = 7


@dataclass(frozen=True, slots=True)
class Seats:
    """By machine: its zone (a place in names.ZONES), cluster and host; and who visits."""

    zones: "array[int]"
    clusters: "array[int]"
    hosts: "array[int]"
    first_of_zone: frozenset[int]
    visitors: frozenset[int]
    anchors: frozenset[int]  # stay switched on, so that visitors meet someone

    def of_zones(self, wanted: Collection[str]) -> list[int]:
        """Return the machines of these zones."""
        places = {names.ZONES.index(zone) for zone in wanted}
        return [machine for machine, zone in enumerate(self.zones) if zone in places]


def seated(
    fabric: Fabric, counts: Mapping[str, int], wanted: Collection[str], rng: Random
) -> Seats:
    """Seat every machine; machines of the DMZ visit the general cluster if mixing is wanted."""
    order = [names.ZONES.index(zone) for zone, count in counts.items() for _ in range(count)]
    rng.shuffle(order)
    seats = Seats(
        zones=array("b", order),
        clusters=array("l", bytes(array("l").itemsize * len(order))),
        hosts=array("l", bytes(array("l").itemsize * len(order))),
        first_of_zone=frozenset(order.index(zone) for zone in set(order)),
        visitors=_visitors(order, wanted, rng),
        anchors=frozenset(),
    )
    anchors = _sit(seats, fabric, alone="HOST-MIXED-ZONES" not in wanted)
    return Seats(
        seats.zones,
        seats.clusters,
        seats.hosts,
        seats.first_of_zone,
        seats.visitors,
        frozenset(anchors),
    )


def _visitors(order: list[int], wanted: Collection[str], rng: Random) -> frozenset[int]:
    outside = [machine for machine, zone in enumerate(order) if names.ZONES[zone] == "DMZ"]
    if not outside or not set(MIXING) & set(wanted):
        return frozenset()
    return frozenset(rng.sample(outside, max(1, len(outside) // VISITORS_ONE_IN)))


def _sit(seats: Seats, fabric: Fabric, *, alone: bool) -> list[int]:
    """
    Give every machine a cluster and a host in turn; return the anchors.

    Visitors sit on the last host of a general cluster: *alone* keeps everyone
    else off it, so that the cluster is mixed but no host is.
    """
    homes = {kind: fabric.of_token(kind) for kind in ("GEN", *names.ZONES)}
    of_zone: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    met: dict[int, int] = {}
    for machine, number in enumerate(seats.zones):
        zone, visits = names.ZONES[number], machine in seats.visitors
        of_zone[zone] += 1
        kind = _home(homes, zone, of_zone[zone], visits=visits)
        seat = f"{kind} visited" if visits else kind
        turn = turns[seat] = turns[seat] + 1
        cluster = homes[kind][turn % len(homes[kind])]
        hosts = fabric.clusters[cluster].hosts
        round_ = turn // len(homes[kind])
        if kind == "GEN" and seats.visitors:
            host = _beside_visitors(hosts, round_, visits=visits, alone=alone)
        else:
            host = hosts[round_ % len(hosts)]
        seats.clusters[machine], seats.hosts[machine] = cluster, host
        if not visits and kind == "GEN":
            met.setdefault(host, machine)
    return list(met.values())


def _home(homes: Mapping[str, list[int]], zone: str, turn: int, *, visits: bool) -> str:
    """A quarter of PROD lives in the general clusters; zones without clusters live with PROD."""
    if visits or (zone == "PROD" and turn % 4 == 1 and homes["GEN"]):
        return "GEN"
    return zone if homes[zone] else "PROD"


def _beside_visitors(hosts: tuple[int, ...], turn: int, *, visits: bool, alone: bool) -> int:
    if visits:
        return hosts[-1]
    return hosts[turn % (len(hosts) - 1)] if alone else hosts[-1 - turn % len(hosts)]
