"""Hosts, availability zones as clusters, and which host is in which."""

from dataclasses import dataclass, field, replace

import orjson

from assessments.estate import Cluster, Host, Kind, Ref
from assessments.importers.answers import Item
from assessments.importers.gathering import Gathered
from assessments.importers.openstack.documents import Documents

INTERNAL = "internal"  # the zone of the control plane
_COMPUTE = "nova-compute"


@dataclass(slots=True)
class Hosts:
    """Hosts by every name that servers and services call them."""

    gathered: Gathered
    source: str
    hostname_of: dict[str, str] = field(default_factory=dict)
    zone_of: dict[str, str] = field(default_factory=dict)

    def host(self, name: str | None, zone: str | None = None) -> Ref | None:
        """The host of this name, a placeholder unless it is described; None without a name."""
        if not name:
            return None
        known = self.hostname_of.get(name, name)
        zone = zone or self.zone_of.get(known) or self.zone_of.get(name)
        ref = self.gathered.host(self.source, known, known, self.zone(zone))
        host = self.gathered.hosts[ref]
        if host.cluster is None and zone:  # a server tells where its host is
            self.gathered.hosts[ref] = replace(host, cluster=self.zone(zone))
        return ref

    def zone(self, name: str | None) -> Ref | None:
        """The cluster that stands for an availability zone; None without a name."""
        return self.gathered.cluster(self.source, name) if name else None


def read(found: Documents, gathered: Gathered, source: str) -> Hosts:
    """Read hypervisors, zones, aggregates and services; hosts are known by their names."""
    hosts = Hosts(gathered, source)
    _zones(found, hosts)
    disabled = _disabled(found)
    for item in found["hypervisors"]:
        name = item.key("hypervisor_hostname") or ""
        service = item.inner("service").text("host") or name
        hosts.hostname_of.setdefault(service, name)
        zone = hosts.zone_of.get(name) or hosts.zone_of.get(service)
        ref = Ref(Kind.HOST, source, name)
        gathered.hosts[ref] = _host(item, ref, hosts.zone(zone), disabled.get(service))
    return hosts


def _zones(found: Documents, hosts: Hosts) -> None:
    gathered = hosts.gathered
    for item in found["availability zones"]:
        name, members = item.key("zoneName"), _members(item)
        if not name or name == INTERNAL:
            gathered.skip("availability zones", "the zone of the control plane, or without a name")
            gathered.kept["availability zones"] -= 1
            continue
        ref = Ref(Kind.CLUSTER, hosts.source, name)
        gathered.clusters.setdefault(ref, Cluster(ref, name, None, item.origin))
        for member in members:
            hosts.zone_of.setdefault(member, name)
    for item in found["aggregates"]:
        zone = item.key("availability_zone")
        for member in item.texts("hosts") if zone else ():
            hosts.zone_of.setdefault(member, zone or "")
    for item in found["services"]:
        zone, name = item.key("zone"), item.text("host")
        if zone and name and zone != INTERNAL:
            hosts.zone_of.setdefault(name, zone)


def _members(item: Item) -> list[str]:
    """The hosts of a zone that run servers; the command line writes one row for each."""
    single = item.text("host_name")
    listed = item.value("hosts")
    several = listed.items() if isinstance(listed, dict) else ()
    named = [name for name, services in several if _COMPUTE in (services or ())]
    return [single, *named] if single else named


def _disabled(found: Documents) -> dict[str, bool]:
    """Whether the administrator took the compute service of a host out."""
    said: dict[str, bool] = {}
    for item in found["services"]:
        name, status = item.text("host"), (item.text("status") or "").casefold()
        if name and item.text("binary") == _COMPUTE and status in ("enabled", "disabled"):
            said[name] = status == "disabled"
    return said


def _host(item: Item, ref: Ref, cluster: Ref | None, is_disabled: bool | None) -> Host:  # noqa: FBT001 - a fact, not a switch
    cores, used = _cores(item), item.whole("vcpus_used")
    product, version = item.text("hypervisor_type"), _version(item)
    state, status = item.text("state"), item.text("status")
    return Host(
        ref,
        ref.native_id,
        cluster,
        None,
        item.origin,
        is_connected=None if state is None else state.casefold() == "up",
        in_maintenance=is_disabled if status is None else status.casefold() == "disabled",
        cores=cores,
        memory_mib=item.whole("memory_mb"),
        vcpus_per_core=used / cores if cores and used is not None else None,
        product=product,
        release=" ".join(part for part in (product, version) if part) or None,
    )


def _version(item: Item) -> str | None:
    """Return 8002001 as 8.2.1."""
    number = item.whole("hypervisor_version")
    if not number or number < 0:
        return None
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


def _cores(item: Item) -> int | None:
    """The cores of a host, from what its driver says of the processor; threads are not counted."""
    said = item.value("cpu_info")
    if isinstance(said, str):
        try:
            said = orjson.loads(said or "{}")
        except orjson.JSONDecodeError:
            item.bad("cpu_info", "is no JSON")
            return None
    inner = Item(item.sheet, item.row, {"cpu_info": said}, item.note).inner("cpu_info")
    shape = inner.inner("topology")
    sockets, cores = shape.whole("sockets"), shape.whole("cores")
    if not sockets or not cores:
        return None
    return sockets * cores * (shape.whole("cells") or 1)
