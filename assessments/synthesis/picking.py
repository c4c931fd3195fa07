"""Which things of an estate have which flaw: the intended planting, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assessments.synthesis.fabric import Fabric
from assessments.synthesis.flaws import FLAWS, MACHINE_CODES
from assessments.synthesis.names import RESTRICTED
from assessments.synthesis.randomness import some, stream
from assessments.synthesis.seating import Seats

TEMPLATES_FROM, TEMPLATES_ONE_IN = 8, 45
LICENCES = 3
FEWEST = 2  # sleepers, so that one may stay and one be new
NEW_BY_TICKET = "new by ticket"  # not a flaw: new, and its change is named
TWINS = ("VM-DUP-SMBIOS", "VM-DUP-MAC")


class CannotPlant(ValueError):
    """The estate is too small to hold a flaw that was asked for."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Machines by what they are: templates, stand-ins of site recovery, off, without a network."""

    templates: frozenset[int]
    stand_ins: frozenset[int]
    off: frozenset[int]
    suspended: frozenset[int]
    unwired: frozenset[int]


@dataclass(slots=True)
class Picks:
    """The flaws of each thing, filled population by population."""

    seed: str
    wanted: frozenset[str]
    is_exact: bool  # someone asked for these very flaws: none may be left out
    by_code: dict[str, frozenset[int]] = field(default_factory=dict)
    taken: dict[str, set[int]] = field(default_factory=dict)

    def pick(self, code: str, population: Sequence[int]) -> None:
        """Draw the bearers of a flaw, none of whom has another flaw of its group."""
        if code not in self.wanted:
            return
        flaw = FLAWS[code]
        taken = self.taken.setdefault(flaw.group, set()) if flaw.group else set()
        free = [place for place in population if place not in taken] if taken else population
        found = frozenset(some(stream(self.seed, code), free, flaw.one_in))
        taken |= found
        self.by_code[code] = found

    def had(self, code: str) -> frozenset[int]:
        return self.by_code.get(code, frozenset())


def cast(vms: int, seats: Seats, picks: Picks, *, stand_ins: int) -> Casting:
    """Say which machines are templates, off and so on; nobody is two of these."""
    kept = seats.visitors | seats.anchors | seats.first_of_zone
    rng = stream(picks.seed, "cast")
    free = [machine for machine in range(vms) if machine not in kept]
    rng.shuffle(free)
    templates = [free.pop() for _ in range(_templates(vms, len(free)))]
    others = [free.pop() for _ in range(min(stand_ins, len(free)))]
    unwired = frozenset(sorted(free)[:: max(40, len(free) // 50)]) if vms >= TEMPLATES_FROM else ()
    off = _off(picks, free)
    picks.pick("VM-SUSPENDED", [machine for machine in free if machine not in off])
    return Casting(
        frozenset(templates),
        frozenset(others),
        off,
        picks.had("VM-SUSPENDED"),
        frozenset(unwired) - off,
    )


def pick_machines(vms: int, seats: Seats, fabric: Fabric, casting: Casting, picks: Picks) -> None:
    """Pick the bearers of every flaw that befalls machines."""
    guests = [machine for machine in range(vms) if machine not in casting.stand_ins]
    kinds = _kinds(guests, seats, fabric, casting)
    restless = picks.had("CL-HA")
    kinds["restartable"] = [m for m in kinds["on"] if seats.clusters[m] not in restless]
    for code in MACHINE_CODES:
        if code not in picks.by_code:
            picks.pick(code, kinds[FLAWS[code].among])
    if "VM-NEW" in picks.wanted:
        free = [m for m in kinds["on"] if m not in picks.taken["snapshot"]]
        picks.by_code[NEW_BY_TICKET] = frozenset(some(stream(picks.seed, "ticket"), free, 60))
    for code in TWINS:
        picks.by_code[code] = _pairs(code, kinds[FLAWS[code].among], picks)
    dormant = picks.had("VM-OFF-P") | picks.had("VM-OFF-UNPATCHED")
    ended = picks.had("VM-OS-EOL") | picks.had("VM-OS-EXTENDED")
    picks.by_code["VM-OFF-P"] = dormant
    picks.by_code["VM-OFF-UNPATCHED"] = picks.had("VM-OFF-UNPATCHED") | (dormant & ended)


def pick_platform(fabric: Fabric, seats: Seats, picks: Picks) -> None:
    """Pick the bearers of every flaw of hosts, clusters, networks, storage and managers."""
    visited = sorted({seats.clusters[machine] for machine in seats.visitors})
    carrying = [host for cluster in fabric.clusters for host in cluster.hosts]
    clusters = range(len(fabric.clusters))
    old = stream(picks.seed, "ended cluster").choice(list(clusters))
    whole = (*fabric.clusters[old].hosts, *fabric.clusters[old].spares)
    _pick_spares(fabric, picks)
    populations: Mapping[str, Sequence[int]] = {
        "host": carrying,
        "host of one cluster": [h for h in whole if h not in picks.had("HOST-DISCONNECTED")],
        "cluster": [place for place in clusters if place not in visited],
        "cluster of several": [place for place in clusters if place != old],
        "port group": range(len(fabric.groups)),
        "switch": clusters,
        "datastore": [store for cluster in fabric.clusters for store in cluster.stores],
        "spare datastore": [cluster.spare_store for cluster in fabric.clusters],
        "manager": range(fabric.managers),
        "licence": range(LICENCES),
    }
    for code, seat_of in (("HOST-MIXED-ZONES", seats.hosts), ("CL-MIXED-ZONES", seats.clusters)):
        if code in picks.wanted:
            picks.by_code[code] = frozenset(seat_of[machine] for machine in seats.visitors)
    for code, flaw in FLAWS.items():
        if flaw.among in populations:
            picks.pick(code, populations[flaw.among])


def _pick_spares(fabric: Fabric, picks: Picks) -> None:
    """Hosts that carry nothing: in turn disconnected and in maintenance."""
    spares = [host for cluster in fabric.clusters for host in cluster.spares]
    codes = [c for c in ("HOST-DISCONNECTED", "HOST-MAINTENANCE") if c in picks.wanted]
    for place, code in enumerate(codes):
        picks.by_code[code] = frozenset(spares[place :: len(codes)])


def _templates(vms: int, free: int) -> int:
    return min(free, max(1, vms // TEMPLATES_ONE_IN)) if vms >= TEMPLATES_FROM else 0


def _off(picks: Picks, free: Sequence[int]) -> frozenset[int]:
    """About one in eight is off if any flaw of sleepers is wanted; drawn before all other flaws."""
    if not any(code.startswith("VM-OFF") for code in picks.wanted) or len(free) < FEWEST:
        return frozenset()
    off = free[: max(FEWEST, len(free) // FLAWS["VM-OFF"].one_in)]
    picks.taken.setdefault("power", set()).update(off)
    picks.by_code["VM-OFF"] = frozenset(off)
    return frozenset(off)


def _kinds(
    guests: list[int], seats: Seats, fabric: Fabric, casting: Casting
) -> dict[str, list[int]]:
    """The populations among machines, by the name that flaws call them."""
    machines = [m for m in guests if m not in casting.templates]
    sleeping = casting.off | casting.suspended
    wired = [m for m in machines if m not in casting.unwired]
    restricted = set(seats.of_zones(RESTRICTED))
    zones: dict[int, set[str]] = {}
    for group in fabric.groups:
        zones.setdefault(fabric.clusters[group.cluster].manager, set()).add(group.zone)
    manager_of = [cluster.manager for cluster in fabric.clusters]
    return {
        "guest": guests,
        "vm": machines,
        "on": [m for m in machines if m not in sleeping],
        "off": sorted(casting.off),
        "template": sorted(casting.templates),
        "wired": wired,
        "neighboured": [m for m in wired if len(zones[manager_of[seats.clusters[m]]]) > 1],
        "restricted": [m for m in guests if m in restricted] or guests,
    }


def _pairs(code: str, population: Sequence[int], picks: Picks) -> frozenset[int]:
    """An even number of bearers, so that each has a twin."""
    found = sorted(picks.had(code))
    if len(found) % 2:
        spare = [machine for machine in population if machine not in picks.had(code)]
        found = [*found, spare[0]] if spare and len(found) == 1 else found[:-1]
    return frozenset(found)
