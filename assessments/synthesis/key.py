"""The answer key: what the checks must find, from the plan alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from assessments.synthesis.dialects import DIALECTS
from assessments.synthesis.fabric import Fabric, switch_name
from assessments.synthesis.flaws import FLAWS, MACHINE_CODES, is_shown
from assessments.synthesis.machine import Machine, machine, machines, secret, vm_id
from assessments.synthesis.managers import manager_name
from assessments.synthesis.names import RESTRICTED
from assessments.synthesis.plan import Plan, is_kept_apart
from assessments.synthesis.storage_rows import LICENCE_NAMES, licence_key, zombie_name

MOST_OBJECTS = 200
EARLIER_DAYS = 100  # between two exports, unless said
PROOF_DAYS = 90  # between two exports that prove dormancy
NOT_ASSESSABLE: dict[str, Any] = {"result": "not_assessable", "count": 0, "objects": []}


COUNTED_IN = {
    "hosts": ("vHost",),
    "clusters": ("vCluster",),
    "datastores": ("vDatastore",),
    "portgroups": ("dvPort",),
    "edges_vm_host": ("vInfo.Host",),
    "edges_vm_ds": ("vDisk", "vDisk.Path"),
    "edges_vm_pg": ("vNetwork",),
    "snapshots": ("vSnapshot",),
    "disks": ("vDisk",),
}


class Named(Protocol):
    @property
    def name(self) -> str: ...


def expected(
    plan: Plan,
    *,
    most: int = MOST_OBJECTS,
    days: int = EARLIER_DAYS,
    dialect: str = "4.7.1",
) -> dict[str, Any]:
    """
    Give the answer key of an estate's export.

    What was planted is written down, nothing is checked: machines by VM ID,
    snapshots and partitions as vm-id/name, all else by name. The two checks
    that need an earlier export hold for one so many days older. The key of an
    earlier export holds its totals alone: ages in it are others.

    Args:
        plan: the estate.
        most: so many objects are named; all are counted.
        days: between the two exports.
        dialect: of the export; 3.9 cannot show everything.
    """
    plan = replace(plan, without=plan.without | DIALECTS[dialect].lacking(plan.planted))
    sums = _summed(plan)
    totals = {name: 0 if _is_gone(plan, name) else n for name, n in sums.totals.items()}
    key: dict[str, Any] = {"as_of": plan.as_of.isoformat(), "_totals": totals}
    if plan.days_earlier:
        return {**key, "expected": {}}
    found = {code: list(_objects(plan, code)) for code in FLAWS}
    found |= _mixed(plan, sums)
    found["VM-NEW"] = [vm_id(place) for place in plan.those("VM-NEW") if _is_new(plan, place, days)]
    key["days_earlier"] = days
    key["expected"] = {
        code: _answer(plan, code, objects, most) for code, objects in sorted(found.items())
    }
    if days < PROOF_DAYS:
        key["expected"]["VM-OFF-T"] = NOT_ASSESSABLE
    return key


def secrets(plan: Plan) -> tuple[str, ...]:
    """Every planted secret: passwords in notes, keys of licences. None may outlive an import."""
    from_notes = [secret(plan, place) for place in plan.those("VM-SECRET-NOTE")]
    return (*from_notes, *(licence_key(plan, place) for place in range(len(LICENCE_NAMES))))


def _answer(plan: Plan, code: str, objects: list[str], most: int) -> dict[str, Any]:
    if not is_shown(code, plan.without):
        return NOT_ASSESSABLE
    result = "finding" if objects else "pass"
    return {"result": result, "count": len(objects), "objects": objects[:most]}


def _objects(plan: Plan, code: str) -> Iterator[str]:
    """Name the bearers of a flaw."""
    fabric, among = plan.fabric, FLAWS[code].among
    if code in ("VM-OFF", "VM-OFF-T"):
        yield from map(vm_id, sorted(_sleepers(plan, code)))
    elif code in MACHINE_CODES:
        for place in plan.those(code):
            yield from _of_machine(plan, code, place)
    elif "manager" in among:
        yield from (manager_name(place) for place in plan.those(code))
    elif code == "DS-ZOMBIE":
        yield from (zombie_name(plan, place) for place in plan.those(code))
    elif "licence" in among:
        yield from (LICENCE_NAMES[place] for place in plan.those(code))
    elif "switch" in among:
        yield from (switch_name(fabric.clusters[place]) for place in plan.those(code))
    else:
        things = _named(fabric, among)
        yield from (things[place].name for place in plan.those(code))


def _is_new(plan: Plan, place: int, days: int) -> bool:
    return machine(plan, place).created >= plan.as_of - timedelta(days=days)


def _sleepers(plan: Plan, code: str) -> frozenset[int]:
    """Machines that are off; stand-ins too where no column tells what they are."""
    off = plan.picks.get(code, frozenset())
    return off | plan.casting.stand_ins if "vInfo.SRM Placeholder" in plan.without else off


def _named(fabric: Fabric, among: str) -> Sequence[Named]:
    if "host" in among:
        return fabric.hosts
    if "cluster" in among:
        return fabric.clusters
    return fabric.groups if "port group" in among else fabric.stores


def _of_machine(plan: Plan, code: str, place: int) -> Iterator[str]:
    """A machine by its id; its snapshots and its full partition by id and name."""
    if code.startswith("VM-SNAP-") and code != "VM-SNAP-CHAIN":
        for snapshot in machine(plan, place).snapshots:
            yield f"{vm_id(place)}/{snapshot.name}"
    elif code == "VM-PART-FULL":
        yield f"{vm_id(place)}/{machine(plan, place).partitions[0].label}"
    else:
        yield vm_id(place)


def _is_gone(plan: Plan, total: str) -> bool:
    """Whether what a total counts was left out of the export."""
    places = COUNTED_IN.get(total, ())
    return any(place in plan.without for place in places)


@dataclass(slots=True)
class _Sums:
    totals: Counter[str]
    zones: defaultdict[str, set[str]]  # of powered-on machines, by host
    loose: defaultdict[str, set[str]]  # of those that no rule holds apart, by cluster

    def add(self, machine: Machine, plan: Plan) -> None:
        """Count one machine of the export."""
        self.totals["templates" if machine.is_template else "vms"] += 1
        self.totals["edges_vm_host"] += 1
        self.totals["edges_vm_ds"] += len({disk.store for disk in machine.disks})
        self.totals["edges_vm_pg"] += len(machine.nics)
        self.totals["snapshots"] += len(machine.snapshots)
        self.totals["disks"] += len(machine.disks)
        if machine.is_on and not machine.is_template:
            self.zones[machine.host].add(machine.zone)
            if not (machine.place in plan.seats.visitors and is_kept_apart(plan)):
                self.loose[machine.cluster.name].add(machine.zone)


def _summed(plan: Plan) -> _Sums:
    """Add up the machines of the export."""
    fabric = plan.fabric
    totals = Counter(
        {
            "vms": 0,
            "templates": 0,
            "hosts": len(fabric.hosts),
            "clusters": len(fabric.clusters),
            "datastores": len(fabric.stores),
            "portgroups": len(fabric.groups),
            "vcenters": fabric.managers,
            "snapshots": 0,
        }
    )
    sums = _Sums(totals, defaultdict(set), defaultdict(set))
    for found in machines(plan):
        sums.add(found, plan)
    return sums


def _is_mixed(zones: set[str]) -> bool:
    return len(zones) > 1 and bool(zones & set(RESTRICTED))


def _mixed(plan: Plan, sums: _Sums) -> dict[str, list[str]]:
    """Hosts and clusters where a restricted zone's machines run beside another's."""
    clusters = [
        cluster.name
        for place, cluster in enumerate(plan.fabric.clusters)
        if _is_mixed(sums.loose[cluster.name]) and not plan.has("CL-DRS", place)
    ]
    hosts = [host.name for host in plan.fabric.hosts if _is_mixed(sums.zones[host.name])]
    return {"HOST-MIXED-ZONES": hosts, "CL-MIXED-ZONES": clusters}
