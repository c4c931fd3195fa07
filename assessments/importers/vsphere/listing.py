"""All objects of an upload, kept by kind, and put together at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assessments.estate import Cluster, Datacenter, Kind, Manager, Ref
from assessments.importers.base import Reading, Unreadable
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.members import Collected, Files
from assessments.importers.vsphere import coverage, hosts, machines, networks
from assessments.importers.vsphere.objects import (
    Thing,
    mebibytes,
    reference,
    rows,
    step,
    text,
    things,
    truth,
    whole,
)
from assessments.importers.vsphere.work import UNKNOWN_SOURCE, Work

_KINDS = {
    "VirtualMachine": "machines",
    "VirtualMachineConfigInfo": "machines",
    "HostSystem": "hosts",
    "ClusterComputeResource": "clusters",
    "Datacenter": "datacenters",
    "Datastore": "datastores",
    "Network": "networks",
    "DistributedVirtualPortgroup": "distributed port groups",
    "VmwareDistributedVirtualSwitch": "distributed switches",
    "DistributedVirtualSwitch": "distributed switches",
    "AboutInfo": "about",
    "Folder": "folders",
}


@dataclass(slots=True)
class Listing:
    """What was read of an upload, before it is put together."""

    objects: Work = field(default_factory=Work)
    about: Thing | None = None
    collected: Collected = field(default_factory=Collected)

    @property
    def work(self) -> Gathered:
        return self.objects.gathered

    def reading(self, label: str) -> Reading:
        """Put the parts together and say what the upload cannot answer."""
        self._manager()
        for kinds, describe in _STEPS:
            for thing in self.objects.of(*kinds):
                describe(thing, self.objects)
        for thing in self.objects.of("VirtualMachine", "VirtualMachineConfigInfo"):
            guest = machines.guest(thing, self.objects)
            self.work.guests[guest.ref] = guest
            for snapshot in machines.snapshots(thing, guest.ref, self.objects):
                self.work.snapshots[snapshot.ref] = snapshot
        agents = sum(guest.is_disaster_placeholder for guest in self.work.guests.values())
        if agents:
            self.work.notices.append(
                f"{agents} machines are vSphere's own agents or stand-ins: they are not judged."
            )
        places, absent = coverage.coverage(set(self.objects.things), self.work)
        if self.collected.refused:
            refused = "; ".join(self.collected.refused)
            self.work.notices.append(f"The collector was refused: {refused}.")
        version = text(self.about.values, "version") if self.about else None
        whole_ = Whole(label, version, self.collected.taken_at, places, absent)
        return self.work.reading("vsphere-json", whole_)

    def _manager(self) -> None:
        work = self.objects
        work.source = self._source() or UNKNOWN_SOURCE
        if self.about is None:
            self.work.notices.append(
                "The upload does not say which management server it is of: its objects are known "
                "by number, which two servers may both use. Add the answer of govc about -json."
            )
            return
        values = self.about.values
        ref = Ref(Kind.MANAGEMENT_SERVER, work.source, work.source)
        self.work.managers[ref] = Manager(
            ref,
            self.collected.source or text(values, "name") or "Management server",
            self.about.origin,
            product=text(values, "name"),
            version=text(values, "version"),
            build=text(values, "build"),
        )

    def _source(self) -> str | None:
        return text(self.about.values, "instanceUuid") if self.about else None


def read(files: Files) -> Listing:
    """Read every file; one that is broken is a problem."""
    listing = Listing()
    for member in files:
        if not member.is_json:
            continue
        try:
            for thing in things(member):
                _keep(thing, listing)
        except Unreadable as error:
            listing.work.problem(member.sheet, 1, "", str(error))
    listing.collected = files.collected
    return listing


def _keep(thing: Thing, listing: Listing) -> None:
    kind = _KINDS.get(thing.kind)
    if kind is None:
        listing.work.unknown.add(thing.kind[:40] or "objects without a type")
        return
    listing.work.read[kind] += 1
    listing.work.kept[kind] += 1
    if thing.kind == "AboutInfo":
        listing.about = listing.about or thing
    elif thing.kind == "VirtualMachineConfigInfo":
        listing.objects.add(replace(thing, values={"config": thing.values}))
    else:
        listing.objects.add(thing)


def _datacenter(thing: Thing, work: Work) -> None:
    name = text(thing.values, "name") or thing.ident
    ref = Ref(Kind.DATACENTER, work.source, name)
    work.gathered.datacenters[ref] = Datacenter(ref, name, thing.origin)


def _cluster(thing: Thing, work: Work) -> None:
    values = thing.values
    ref = work.cluster(thing.ident)
    if ref is None:
        return
    work.gathered.clusters[ref] = Cluster(
        ref,
        text(values, "name") or thing.ident,
        work.datacenter(thing.ident),
        thing.origin,
        ha=truth(values, "configurationEx.dasConfig.enabled"),
        drs=truth(values, "configurationEx.drsConfig.enabled"),
        admission_control=truth(values, "configurationEx.dasConfig.admissionControlEnabled"),
        effective_memory_mib=whole(values, "summary.effectiveMemory"),
    )


def _datastore(thing: Thing, work: Work) -> None:
    values = thing.values
    most, free = mebibytes(values, "summary.capacity"), mebibytes(values, "summary.freeSpace")
    more = mebibytes(values, "summary.uncommitted") or 0
    mounts = [reference(step(each, "key")) for each in rows(values, "host")]
    names = [work.named("HostSystem", each) for each in mounts]
    ref = work.store(thing.ident)
    work.named_stores[text(values, "name") or ""] = thing.ident
    work.gathered.datastores[ref] = replace(
        work.gathered.datastores[ref],
        origin=thing.origin,
        is_placeholder=False,
        kind=text(values, "summary.type"),
        is_accessible=truth(values, "summary.accessible"),
        capacity_mib=most,
        free_mib=free,
        free_percent=100 * free / most if most and free is not None else None,
        provisioned_mib=most - free + more if most is not None and free is not None else None,
        hosts=tuple(name for name in names if name),
        host_count=len(mounts) if isinstance(step(values, "host"), list) else None,
    )


_STEPS: Sequence[tuple[tuple[str, ...], Callable[[Thing, Work], None]]] = (
    (("Datacenter",), _datacenter),
    (("ClusterComputeResource",), _cluster),
    (("HostSystem",), hosts.describe),
    (("Datastore",), _datastore),
    (("VmwareDistributedVirtualSwitch", "DistributedVirtualSwitch"), networks.distributed_switch),
    (("DistributedVirtualPortgroup",), networks.distributed_group),
    (("HostSystem",), networks.of_host),
    (("Network",), networks.plain),
)
