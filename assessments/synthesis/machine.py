"""One machine of a plan, drawn anew whenever it is looked at, always the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from assessments.synthesis import devices, names
from assessments.synthesis.devices import Disk, Nic, Partition, Snapshot
from assessments.synthesis.fabric import Cluster
from assessments.synthesis.picking import NEW_BY_TICKET
from assessments.synthesis.plan import Plan
from assessments.synthesis.randomness import stream

MEMORY_PER_CPU = (1024, 2048, 4096)  # MiB
ATTRIBUTE_PERCENT, FOLDER_PERCENT = 78, 92
LOST_HOST = "esx-retired-{:02d}." + names.DOMAIN


@dataclass(frozen=True, slots=True)
class Machine:
    """A virtual machine or template as an export shows it; sizes in MiB."""

    place: int
    vm_id: str
    name: str
    zone: str
    shown_zone: str  # the attribute: blank where folder, network or cluster tell
    folder: str
    cluster: Cluster
    host: str
    flaws: frozenset[str]
    is_template: bool
    is_stand_in: bool
    power: str
    created: datetime
    changed: datetime
    cpus: int
    memory: int
    system: str
    reported: str
    owner: str
    note: str
    backup: str
    ticket: str
    uuid: UUID
    smbios: UUID
    disks: tuple[Disk, ...]
    nics: tuple[Nic, ...]
    partitions: tuple[Partition, ...]
    snapshots: tuple[Snapshot, ...]

    @property
    def is_on(self) -> bool:
        return self.power == "poweredOn"

    @property
    def provisioned(self) -> int:
        return sum(disk.capacity for disk in self.disks) + self.memory


def machines(plan: Plan) -> Iterator[Machine]:
    """Draw every machine that exists on the day of the export, in the order of the export."""
    for place in range(plan.vms):
        found = machine(plan, place)
        if found.created < plan.as_of:
            yield found


def machine(plan: Plan, place: int) -> Machine:
    """Draw one machine."""
    rng = stream(plan.seed, plan.vms, "machine", place)
    flaws, seats = plan.flaws(place), plan.seats
    cluster = plan.fabric.clusters[seats.clusters[place]]
    zone = names.ZONES[seats.zones[place]]
    application = rng.choice(names.APPLICATIONS[zone])
    cpus = rng.choice((2, 2, 4, 4, 8))
    memory = cpus * rng.choice(MEMORY_PER_CPU)
    created, changed = _dates(plan, place, rng)
    power = _power(plan, place, rng)
    system, reported = _system(flaws, plan, place, rng)
    shown, folder = _hint(plan, place, zone, rng)
    disks = devices.disks(plan, place, memory, rng)
    return Machine(
        place=place,
        vm_id=vm_id(place),
        name=_name(plan, place),
        zone=zone,
        shown_zone=shown,
        folder=f"/{cluster.datacenter}/{folder}{application}",
        cluster=cluster,
        host=_host(plan, place),
        flaws=flaws,
        is_template=place in plan.casting.templates,
        is_stand_in=place in plan.casting.stand_ins,
        power=power,
        created=created,
        changed=changed,
        cpus=cpus,
        memory=memory,
        system=system,
        reported=reported,
        **_words(plan, place, flaws, rng),
        uuid=_uuid(plan, "instance", place),
        smbios=_uuid(plan, "smbios", plan.partners["VM-DUP-SMBIOS"].get(place, place)),
        disks=disks,
        nics=devices.nics(plan, place, rng),
        partitions=devices.partitions(flaws, disks, system, rng) if reported else (),
        snapshots=devices.snapshots(plan, flaws, memory, disks, rng),
    )


def vm_id(place: int) -> str:
    """The id of a machine, unique over all managers so that a key can name it."""
    return f"vm-{1001 + place}"


def _power(plan: Plan, place: int, rng: Random) -> str:
    """Sleepers that were off long ago were off then; the others were still on."""
    recently = rng.randint(5, 60)
    since = 400 if plan.has("VM-OFF-T", place) else recently
    casting = plan.casting
    if place in casting.templates or place in casting.stand_ins:
        return "poweredOff"
    if place in casting.off and since > plan.days_earlier:
        return "poweredOff"
    return "suspended" if place in casting.suspended and not plan.days_earlier else "poweredOn"


def _dates(plan: Plan, place: int, rng: Random) -> tuple[datetime, datetime]:
    """When it was created and last changed; new ones lately, dormant ones long ago."""
    flaws = plan.flaws(place)
    age, quiet = rng.randint(420, 2600), rng.randint(1, 70)
    if "VM-NEW" in flaws or plan.has(NEW_BY_TICKET, place):
        age, quiet = rng.randint(30, 80), rng.randint(1, 25)
    if "VM-OFF-P" in flaws:
        quiet = rng.randint(100, 390)
    if "TPL-STALE" in flaws:
        quiet = rng.randint(200, 400)
    at = plan.shape.as_of - timedelta(seconds=rng.randrange(3600))
    changed = min(at - timedelta(days=quiet), plan.as_of - timedelta(days=1))
    return at - timedelta(days=age), changed


def _system(flaws: frozenset[str], plan: Plan, place: int, rng: Random) -> tuple[str, str]:
    """The system as configured, and as the tools report it: blank where none answer."""
    system = rng.choice(names.CURRENT_SYSTEMS)
    if flaws & {"VM-OS-EOL", "TPL-OUTDATED"}:
        system = rng.choice(names.ENDED_SYSTEMS)
    if "VM-OS-EXTENDED" in flaws:
        system = rng.choice(names.EXTENDED_SYSTEMS)
    if "VM-OS-MISMATCH" in flaws:
        return names.LINUX, names.WINDOWS
    silent = place in plan.casting.templates or "VM-TOOLS-NONE" in flaws
    return system, "" if silent else system


def _name(plan: Plan, place: int) -> str:
    """prd-his-0042; hostile and shared names where the plan says so."""
    if plan.shape.hostile and place in plan.hostile_places:
        return names.HOSTILE[plan.hostile_places.index(place)]
    bearer = plan.namesakes.get(place, place)
    zone = names.ZONES[plan.seats.zones[bearer]]
    application = stream(plan.seed, plan.vms, "name", bearer).choice(names.APPLICATIONS[zone])
    if bearer in plan.casting.templates:
        return f"tpl-{application}-{bearer + 1:04d}"
    name = f"{names.PREFIX[zone]}-{application}-{bearer + 1:04d}"
    if plan.has("VM-NAME-TEMP", place):
        return names.TEMPORARY[place % len(names.TEMPORARY)].format(name)
    return name


def _hint(plan: Plan, place: int, zone: str, rng: Random) -> tuple[str, str]:
    """
    Tell a machine's zone by its attribute, else its folder, network or cluster.

    Returns the attribute and the upper part of the folder. The attribute of the
    first machine of each zone is filled, so that the zone's name is known.
    """
    chance = rng.randrange(100)
    cluster = plan.fabric.clusters[plan.seats.clusters[place]]
    is_wired = place not in plan.casting.unwired
    if place in plan.seats.first_of_zone or chance < ATTRIBUTE_PERCENT:
        return zone, f"{zone}/"
    if chance < FOLDER_PERCENT:
        return "", f"{zone}/"
    if is_wired or cluster.token == zone:
        return "", ""
    return zone, ""


def _host(plan: Plan, place: int) -> str:
    if plan.shape.hostile and place in plan.lost_places:
        return LOST_HOST.format(plan.lost_places.index(place) % 2 + 1)
    return plan.fabric.hosts[plan.seats.hosts[place]].name


def _words(plan: Plan, place: int, flaws: frozenset[str], rng: Random) -> dict[str, str]:
    """Owner, note, backup and ticket."""
    owner, note = rng.choice(names.OWNERS), rng.choice(names.NOTES)
    in_note = rng.randrange(40) == 0 and "vInfo.Annotation" not in plan.without
    if in_note and "VM-SECRET-NOTE" not in flaws:
        owner, note = "", f"Owner: {owner}"
    if "VM-NO-OWNER" in flaws:
        owner, note = "", ""
    if "VM-SECRET-NOTE" in flaws:
        note = names.SECRET_NOTES[place % len(names.SECRET_NOTES)].format(secret(plan, place))
    saved = plan.as_of - timedelta(hours=rng.randint(4, 40))
    if "VM-NO-BACKUP" in flaws:
        saved = plan.as_of - timedelta(days=rng.randint(12, 90))
    blank = "VM-NO-BACKUP" in flaws and place % 2 == 0
    return {
        "owner": owner,
        "note": note,
        "backup": "" if blank else f"{saved:%Y-%m-%d %H:%M:%S}",
        "ticket": f"CHG{place + 10_000}" if plan.has(NEW_BY_TICKET, place) else "",
    }


def secret(plan: Plan, place: int) -> str:
    """The invented password in a machine's note."""
    rng = stream(plan.seed, "secret", place)
    return "".join(
        rng.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(14)
    )


def _uuid(plan: Plan, kind: str, place: int) -> UUID:
    return UUID(int=stream(plan.seed, plan.vms, kind, place).getrandbits(128), version=4)
