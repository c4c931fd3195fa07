"""What the machines of a plan ask of hosts, datastores and networks; and sizes that fit."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from assessments.synthesis.machine import machines
from assessments.synthesis.picking import CannotPlant, Picks
from assessments.synthesis.plan import Plan, Size, Sizes

CORES = (8, 16, 24, 32, 48, 64, 96, 128)
MEMORY_STEP = 64 * 1024  # MiB
STORE_STEP = 1024 * 1024  # MiB
DENSITY = 5  # virtual processors per core where too many are planted; 4 is the limit
LEAST_SPARE = 2 * 1024  # MiB


@dataclass(slots=True)
class Load:
    """Sums over the machines of one export: processors and MiB of powered-on ones by host."""

    cpus: Counter[int] = field(default_factory=Counter)
    memory: Counter[int] = field(default_factory=Counter)
    running: Counter[int] = field(default_factory=Counter)
    machines: Counter[int] = field(default_factory=Counter)
    provisioned: Counter[int] = field(default_factory=Counter)  # by datastore
    stored: Counter[int] = field(default_factory=Counter)
    in_use: set[int] = field(default_factory=set)  # datastores with powered-on machines
    groups: set[str] = field(default_factory=set)  # names of port groups in use


def loaded(plan: Plan) -> Load:
    """Add up what the machines that exist on the day of the export ask for."""
    load = Load()
    for machine in machines(plan):
        host = plan.seats.hosts[machine.place]
        for nic in machine.nics:
            load.groups.add(nic.group.name)
        stores = {disk.store for disk in machine.disks}
        load.stored.update(stores)
        for disk in machine.disks:
            load.provisioned[disk.store] += disk.capacity
        if machine.is_stand_in or machine.place in plan.lost_places:
            continue
        load.machines[host] += 1
        if machine.is_on:
            load.in_use |= stores
            load.running[host] += 1
            load.cpus[host] += machine.cpus
            load.memory[host] += machine.memory
    return load


def pick_by_load(plan: Plan, load: Load, picks: Picks) -> None:
    """Pick the bearers of flaws that only things with machines on them can have."""
    crowded = [host for host, cpus in sorted(load.cpus.items()) if cpus > DENSITY]
    demand = _demand(plan, load)
    picks.pick("HOST-CPU-OVERCOMMIT", crowded)
    picks.pick("HOST-MEM-OVERCOMMIT", [h for h, need in sorted(load.memory.items()) if need])
    picks.pick("CL-SPARE", [c for c, need in sorted(demand.items()) if need > LEAST_SPARE])
    picks.pick("DS-LOCAL", sorted(load.in_use))
    picks.pick("DS-OVERPROV", [s for s, promised in sorted(load.provisioned.items()) if promised])
    used = [place for place, group in enumerate(plan.fabric.groups) if group.name in load.groups]
    picks.pick("NET-NOVLAN-SEP", used)
    missing = picks.wanted - {code for code, found in picks.by_code.items() if found}
    if missing and picks.is_exact:
        raise CannotPlant(f"{plan.vms} machines are too few for {', '.join(sorted(missing))}")


def sized(plan: Plan, load: Load, has: Callable[[str, int], bool]) -> Sizes:
    """Give hosts, clusters and datastores sizes that fit their load, or do not where planted."""
    demand, room = _demand(plan, load), _room(plan, load)
    hosts = []
    for place, host in enumerate(plan.fabric.hosts):
        memory = room[host.cluster]
        if has("HOST-MEM-OVERCOMMIT", place):
            memory = max(1, load.memory[place] * 4 // 5)
        short = has("HOST-CPU-OVERCOMMIT", place)
        hosts.append(Size(_cores(load.cpus[place], short=short), memory))
    effective = []
    for place, cluster in enumerate(plan.fabric.clusters):
        own = sum(hosts[host].memory for host in cluster.hosts)
        largest = max(hosts[host].memory for host in (*cluster.hosts, *cluster.spares))
        enough = max(own, largest + demand[place] * 5 // 4)
        short_of = largest + demand[place] - 1024
        effective.append(short_of if has("CL-SPARE", place) else enough)
    return Sizes(tuple(hosts), tuple(effective), _capacities(plan, load, has))


def _demand(plan: Plan, load: Load) -> dict[int, int]:
    """Memory of powered-on machines by cluster."""
    return {
        place: sum(load.memory[host] for host in cluster.hosts)
        for place, cluster in enumerate(plan.fabric.clusters)
    }


def _room(plan: Plan, load: Load) -> dict[int, int]:
    """Memory of each host by cluster: enough for its machines, and for all without one host."""
    room = {}
    for place, cluster in enumerate(plan.fabric.clusters):
        most = max(load.memory[host] for host in cluster.hosts)
        whole = sum(load.memory[host] for host in cluster.hosts)
        need = max(most * 6 // 5, whole * 5 // 4 // max(1, len(cluster.hosts) - 1))
        room[place] = _step(need, MEMORY_STEP)
    return room


def _cores(cpus: int, *, short: bool) -> int:
    if short:
        return max(1, (cpus - 1) // DENSITY)
    return next((cores for cores in CORES if cores * 3 >= cpus), _step(-(-cpus // 3), 32))


def _capacities(plan: Plan, load: Load, has: Callable[[str, int], bool]) -> tuple[int, ...]:
    """Room for half as much again as was promised; for little more than half where planted."""
    return tuple(
        max(1, load.provisioned[place] * 5 // 9)
        if has("DS-OVERPROV", place)
        else _step(load.provisioned[place] * 3 // 2, STORE_STEP)
        for place in range(len(plan.fabric.stores))
    )


def _step(value: int, step: int) -> int:
    return max(1, -(-value // step)) * step
