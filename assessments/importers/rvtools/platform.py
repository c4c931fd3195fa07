"""What carries guests: managers, clusters, hosts, datastores, as RVTools lists them."""

import re
from dataclasses import dataclass, field

from assessments.estate import (
    Cluster,
    Datacenter,
    Datastore,
    HealthMessage,
    Host,
    Kind,
    Licence,
    Manager,
    Origin,
    Ref,
    ServiceInterface,
    StoragePath,
)
from assessments.importers.rvtools.table import Row, Table

_VERSION = re.compile(r"^(?P<product>.*?)\s*(?P<version>\d[\d.]*)(?:\s+build-(?P<build>\d+))?\s*$")
UNKNOWN_SOURCE = "rvtools"


@dataclass(slots=True)
class Platform:
    """The platform while it is read; names resolve to identities, unknown ones to placeholders."""

    managers: dict[str, Manager] = field(default_factory=dict)
    datacenters: dict[Ref, Datacenter] = field(default_factory=dict)
    clusters: dict[Ref, Cluster] = field(default_factory=dict)
    hosts: dict[tuple[str, str], Host] = field(default_factory=dict)
    datastores: dict[tuple[str, str], Datastore] = field(default_factory=dict)

    def source_of(self, row: Row) -> str:
        """Return the identity of the row's management server, which is noted."""
        source = row.text("visdkuuid") or row.text("visdkserver") or UNKNOWN_SOURCE
        if source not in self.managers:
            name = row.text("visdkserver") or "Management server"
            ref = Ref(Kind.MANAGEMENT_SERVER, source, source)
            self.managers[source] = Manager(ref, name, None)
        return source

    def datacenter(self, source: str, name: str | None, origin: Origin) -> None:
        if name:
            ref = Ref(Kind.DATACENTER, source, name)
            self.datacenters.setdefault(ref, Datacenter(ref, name, origin))

    def cluster_ref(self, source: str, datacenter: str | None, name: str | None) -> Ref | None:
        """Return the cluster of that name; one that no sheet describes becomes a placeholder."""
        if not name:
            return None
        for place in (datacenter or "", ""):
            ref = Ref(Kind.CLUSTER, source, f"{place}/{name}")
            if ref in self.clusters:
                return ref
        named = [
            ref for ref, each in self.clusters.items() if ref.source == source and each.name == name
        ]
        if len(named) == 1:
            return named[0]
        ref = Ref(Kind.CLUSTER, source, f"{datacenter or ''}/{name}")
        self.clusters[ref] = Cluster(ref, name, datacenter, None, is_placeholder=True)
        return ref

    def host_ref(
        self, source: str, name: str | None, *, cluster: Ref | None, datacenter: str | None
    ) -> Ref | None:
        """Return the host of that name; one that vHost does not list becomes a placeholder."""
        if not name:
            return None
        known = self.hosts.get((source, name))
        if known is None:
            ref = Ref(Kind.HOST, source, name)
            known = Host(ref, name, cluster, datacenter, None, is_placeholder=True)
            self.hosts[source, name] = known
        return known.ref

    def datastore_ref(self, source: str, path: str | None) -> Ref | None:
        """Return the datastore of a path "[name] folder/file"."""
        if not path or not path.startswith("[") or "]" not in path:
            return None
        name = path[1 : path.index("]")]
        known = self.datastores.get((source, name))
        if known is None:
            known = Datastore(Ref(Kind.DATASTORE, source, name), name, None, is_placeholder=True)
            self.datastores[source, name] = known
        return known.ref


def read_managers(table: Table, platform: Platform) -> None:
    """vSource: product and version of each management server."""
    for row in table:
        source = platform.source_of(row)
        platform.managers[source] = Manager(
            ref=Ref(Kind.MANAGEMENT_SERVER, source, source),
            name=row.text("visdkserver") or row.text("name") or "Management server",
            origin=table.keep(row),
            product=row.text("name"),
            version=row.text("version"),
            build=row.text("build"),
        )


def read_clusters(table: Table, platform: Platform) -> None:
    """vCluster; the datacenter of a cluster stands only on the sheets of hosts and guests."""
    for row in table:
        name = row.text("name", "cluster")
        if not name:
            table.skip("no cluster name")
            continue
        source = platform.source_of(row)
        datacenter = row.text("datacenter")
        ref = Ref(Kind.CLUSTER, source, f"{datacenter or ''}/{name}")
        if ref in platform.clusters:  # the same name in another datacenter
            ref = Ref(Kind.CLUSTER, source, row.text("objectid") or f"{ref.native_id}#2")
        platform.clusters[ref] = Cluster(
            ref=ref,
            name=name,
            datacenter=datacenter,
            origin=table.keep(row),
            ha=row.truth("haenabled"),
            drs=row.truth("drsenabled"),
            admission_control=row.truth("admissioncontrolenabled"),
            effective_memory_mib=row.whole("effectivememory"),
        )


def read_hosts(table: Table, platform: Platform) -> None:
    """vHost; a disconnected host's row holds its names only."""
    for row in table:
        name = row.text("host")
        if not name:
            table.skip("no host name")
            continue
        source, datacenter = platform.source_of(row), row.text("datacenter")
        origin = table.keep(row)
        platform.datacenter(source, datacenter, origin)
        cluster = platform.cluster_ref(source, datacenter, row.text("cluster"))
        ref = Ref(Kind.HOST, source, row.text("objectid") or name)
        platform.hosts[source, name] = _host(row, ref, name, cluster)


def _host(row: Row, ref: Ref, name: str, cluster: Ref | None) -> Host:
    found = _VERSION.match(row.text("esxversion") or "")
    servers = row.text("ntpservers")
    bios, certificate = row.instant("biosdate"), row.instant("certificateexpirydate")
    return Host(
        ref=ref,
        name=name,
        cluster=cluster,
        datacenter=row.text("datacenter"),
        origin=row.origin,
        is_connected=bool(found) or row.number_of("cores") is not None,
        in_maintenance=row.truth("inmaintenancemode"),
        cores=row.whole("cores"),
        memory_mib=row.whole("memory"),
        memory_usage_percent=row.number_of("memoryusage"),
        vcpus_per_core=row.number_of("vcpuspercore"),
        product=found["product"] if found else None,
        version=found["version"] if found else None,
        build=found["build"] if found else None,
        boot_time=row.instant("boottime"),
        bios_date=bios.date() if bios else None,
        time_servers=tuple(part.strip() for part in (servers or "").split(",") if part.strip())
        if row.table.has("ntpservers")
        else None,
        time_daemon=row.truth("ntpdrunning"),
        certificate_expiry=certificate,
        certificate_status=row.text("certificatestatus"),
        swapped_mib=row.whole("vmmemoryswapped"),
        ballooned_mib=row.whole("vmmemoryballooned"),
    )


def read_datastores(table: Table, platform: Platform) -> None:
    """vDatastore."""
    for row in table:
        name = row.text("name")
        if not name:
            table.skip("no datastore name")
            continue
        source = platform.source_of(row)
        native = row.text("objectid") or row.text("url") or name
        hosts = row.text("hosts") or ""
        count = row.whole("numhosts") if table.has("numhosts") else None
        platform.datastores[source, name] = Datastore(
            ref=Ref(Kind.DATASTORE, source, native),
            name=name,
            origin=table.keep(row),
            kind=row.text("type"),
            is_accessible=row.truth("accessible"),
            capacity_mib=row.whole("capacitymb"),
            provisioned_mib=row.whole("provisionedmb"),
            free_mib=row.whole("freemb"),
            free_percent=row.number_of("free"),
            hosts=tuple(part.strip() for part in hosts.split(",") if part.strip()),
            host_count=count,
        )


def read_services(table: Table, platform: Platform) -> tuple[ServiceInterface, ...]:
    """vSC_VMK: the hosts' own interfaces."""
    found = []
    for row in table:
        source, name = platform.source_of(row), row.text("host") or ""
        host = platform.hosts.get((source, name))
        found.append(
            ServiceInterface(
                host=host.ref if host else None,
                host_name=name,
                port_group=row.text("portgroup") or "",
                device=row.text("device") or "",
                origin=table.keep(row),
            )
        )
    return tuple(found)


def read_paths(table: Table) -> tuple[StoragePath, ...]:
    """vMultiPath: the worst state of each datastore's paths."""
    found = []
    for row in table:
        states = [row.text(f"path{number}state") for number in range(1, 9)]
        state = "dead" if "dead" in states else row.text("operstate") or "ok"
        found.append(
            StoragePath(row.text("host") or "", row.text("datastore") or "", state, table.keep(row))
        )
    return tuple(found)


def read_licences(table: Table) -> tuple[Licence, ...]:
    """vLicense without its keys."""
    found = []
    for row in table:
        ends = row.text("expirationdate") or ""
        expires = None if ends.casefold() in ("never", "") else row.instant("expirationdate")
        found.append(
            Licence(
                name=row.text("name") or "",
                origin=table.keep(row),
                total=row.whole("total"),
                used=row.whole("used"),
                expires=expires,
            )
        )
    return tuple(found)


def read_health(table: Table) -> tuple[HealthMessage, ...]:
    """vHealth: what RVTools itself complains about."""
    return tuple(
        HealthMessage(
            subject=row.text("name") or "",
            message=row.text("message") or "",
            kind=row.text("messagetype") or "",
            origin=table.keep(row),
        )
        for row in table
    )
