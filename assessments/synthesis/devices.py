"""What hangs on a machine: disks, network cards, partitions, snapshots."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from assessments.synthesis import names
from assessments.synthesis.fabric import PortGroup
from assessments.synthesis.plan import Plan

GIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Disk:
    label: str
    store: int
    path: str
    capacity: int  # MiB


@dataclass(frozen=True, slots=True)
class Nic:
    label: str
    group: PortGroup
    mac: str
    address: str


@dataclass(frozen=True, slots=True)
class Partition:
    label: str
    capacity: int  # MiB
    free_percent: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    name: str
    taken: datetime
    memory: int  # MiB of memory image
    size: int  # MiB in all


def disks(plan: Plan, place: int, memory: int, rng: Random) -> tuple[Disk, ...]:
    """One to three disks, now and then on two datastores; far larger than the memory."""
    cluster = plan.fabric.clusters[plan.seats.clusters[place]]
    stores = cluster.stores
    first = stores[place % len(stores)]
    found = []
    for number in range(rng.choice((1, 1, 2, 3))):
        elsewhere = number > 0 and rng.randrange(4) == 0
        store = stores[(place + 1) % len(stores)] if elsewhere else first
        size = GIBIBYTE * rng.choice((40, 60, 100, 200)) + (4 * memory if number == 0 else 0)
        suffix = f"_{number}" if number else ""
        path = f"[{plan.fabric.stores[store].name}] m{place + 1:06d}/m{place + 1:06d}{suffix}.vmdk"
        found.append(Disk(f"Hard disk {number + 1}", store, path, size))
    return tuple(found)


def nics(plan: Plan, place: int, rng: Random) -> tuple[Nic, ...]:
    """A card in a port group of its zone; a second one in another zone's if so planted."""
    if place in plan.casting.unwired:
        return ()
    cluster = plan.fabric.clusters[plan.seats.clusters[place]]
    zone = names.ZONES[plan.seats.zones[place]]
    own = cluster.groups[zone]
    groups = [plan.fabric.groups[own[place % len(own)]]]
    if rng.randrange(12) == 0:
        groups.append(plan.fabric.groups[own[(place + 1) % len(own)]])
    if plan.has("VM-MULTIHOMED", place):
        groups.append(rng.choice(_foreign(plan, cluster.manager, zone)))
    return tuple(_nic(plan, place, number, group) for number, group in enumerate(groups))


def _foreign(plan: Plan, manager: int, zone: str) -> list[PortGroup]:
    clusters = plan.fabric.clusters
    groups = plan.fabric.groups
    return [g for g in groups if clusters[g.cluster].manager == manager and g.zone != zone]


def _nic(plan: Plan, place: int, number: int, group: PortGroup) -> Nic:
    bearer = plan.partners.get("VM-DUP-MAC", {}).get(place, place) if number == 0 else place
    serial = bearer * 4 + number
    mac = "00:50:56:" + ":".join(f"{serial >> shift & 255:02x}" for shift in (16, 8, 0))
    address = f"10.{group.vlan % 250}.{place // 250 % 250}.{place % 250 + 2}"
    return Nic(f"Network adapter {number + 1}", group, mac, address)


def partitions(
    flaws: frozenset[str], disks: tuple[Disk, ...], system: str, rng: Random
) -> tuple[Partition, ...]:
    """A partition a disk, the first one full if so planted; a log partition may be full."""
    labels = ("C:\\", "D:\\", "E:\\") if "Windows" in system else ("/", "/var", "/srv")
    found = [
        Partition(label, disk.capacity, rng.randint(20, 80))
        for label, disk in zip(labels, disks, strict=False)
    ]
    if "VM-PART-FULL" in flaws:
        found[0] = Partition(found[0].label, found[0].capacity, rng.randint(1, 8))
    if rng.randrange(60) == 0:
        found.append(Partition("/storage/archive", 50 * GIBIBYTE, 3))
    return tuple(found)


def snapshots(
    plan: Plan, flaws: frozenset[str], memory: int, disks: tuple[Disk, ...], rng: Random
) -> tuple[Snapshot, ...]:
    """Snapshots that were taken before the export; harmless ones are young, small and few."""
    size = max(1, sum(disk.capacity for disk in disks) // 50)
    at = plan.shape.as_of

    def taken(days: int) -> datetime:
        return at - timedelta(days=days, seconds=rng.randrange(3600))

    found: list[Snapshot] = []
    if "VM-SNAP-AGE" in flaws:
        found.append(
            Snapshot(rng.choice(names.CHANGE_SNAPSHOTS), taken(rng.randint(35, 390)), 0, size)
        )
    if "VM-SNAP-MEM" in flaws:
        found.append(Snapshot("with memory", taken(rng.randint(3, 25)), memory, size + memory))
    if "VM-SNAP-BACKUP" in flaws:
        found.append(Snapshot(names.BACKUP_SNAPSHOT, taken(rng.randint(4, 20)), 0, size))
    if "VM-SNAP-CHAIN" in flaws:
        found += [Snapshot(f"step {k + 1}", taken(20 - 4 * k), 0, size) for k in range(4)]
    if not found and rng.randrange(40) == 0:
        found.append(Snapshot("before change", taken(rng.randint(1, 20)), 0, size))
    return tuple(snapshot for snapshot in found if snapshot.taken < plan.as_of)
