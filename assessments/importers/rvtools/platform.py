"""What carries guests: managers, clusters, hosts, datastores, as RVTools lists them."""

import re
from dataclasses import dataclass, field, replace

from assessments.estate import (
    Cluster,
    Datacenter,
    Datastore,
    Host,
    Kind,
    Manager,
    Origin,
    Ref,
)
from assessments.importers.identities import Identities
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
    datastores: dict[Ref, Datastore] = field(default_factory=dict)
    described: dict[tuple[str, str], list[Cluster]] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    _clusters: dict[tuple[str, str], list[Ref]] = field(default_factory=dict)
    _stores: dict[tuple[str, str], list[Datastore]] = field(default_factory=dict)

    def source_of(self, row: Row) -> str:
        """
        Return the identity of the row's management server, which is noted.

        A row that names none belongs to the only one there is.
        """
        source = row.text("visdkuuid") or row.text("visdkserver")
        if source is None:
            source = next(iter(self.managers)) if len(self.managers) == 1 else UNKNOWN_SOURCE
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
        """
        Return the cluster of that name; one that no sheet describes becomes a placeholder.

        vCluster does not say in which datacenter a cluster is: the sheets that
        name both (hosts, guests) do, and so complete what vCluster described.
        """
        if not name:
            return None
        for ref in self._clusters.get((source, name), ()):
            place = self.clusters[ref].datacenter
            if place == datacenter or not place or not datacenter:
                return ref
        ref = self.identities.claim(Ref(Kind.CLUSTER, source, f"{datacenter or ''}/{name}"))
        rows = self.described.get((source, name))
        if rows:
            self._add_cluster(replace(rows.pop(0), ref=ref, datacenter=datacenter))
        else:
            self._add_cluster(Cluster(ref, name, datacenter, None, is_placeholder=True))
        return ref

    def settle_clusters(self) -> None:
        """Add the clusters that vCluster describes and no host or guest is in."""
        for rows in self.described.values():
            for cluster in rows:
                self._add_cluster(replace(cluster, ref=self.identities.claim(cluster.ref)))

    def _add_cluster(self, cluster: Cluster) -> None:
        self.clusters[cluster.ref] = cluster
        self._clusters.setdefault((cluster.ref.source, cluster.name), []).append(cluster.ref)

    def host_ref(
        self, source: str, name: str | None, *, cluster: Ref | None, datacenter: str | None
    ) -> Ref | None:
        """Return the host of that name; one that vHost does not list becomes a placeholder."""
        if not name:
            return None
        known = self.hosts.get((source, name))
        if known is None:
            ref = self.identities.claim(Ref(Kind.HOST, source, name))
            known = Host(ref, name, cluster, datacenter, None, is_placeholder=True)
            self.hosts[source, name] = known
        return known.ref

    def add_datastore(self, datastore: Datastore) -> None:
        self.datastores[datastore.ref] = datastore
        self._stores.setdefault((datastore.ref.source, datastore.name), []).append(datastore)

    def datastore_ref(self, source: str, path: str | None, host: str | None) -> Ref | None:
        """
        Return the datastore of a path "[name] folder/file" that *host* sees.

        Two datacenters may each have a datastore of one name.
        """
        if not path or not path.startswith("[") or "]" not in path:
            return None
        name = path[1 : path.index("]")]
        known = self._stores.get((source, name), [])
        if not known:
            ref = Ref(Kind.DATASTORE, source, name)
            self.add_datastore(Datastore(ref, name, None, is_placeholder=True))
            return ref
        near = (each for each in known if len(known) == 1 or host in each.hosts)
        return next(near, known[0]).ref


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
        described = Cluster(
            ref=Ref(Kind.CLUSTER, source, f"/{name}"),
            name=name,
            datacenter=None,
            origin=table.keep(row),
            ha=row.truth("haenabled"),
            drs=row.truth("drsenabled"),
            admission_control=row.truth("admissioncontrolenabled"),
            effective_memory_mib=row.whole("effectivememory"),
        )
        platform.described.setdefault((source, name), []).append(described)
        if row.text("datacenter"):  # a file that was edited by hand
            platform.cluster_ref(source, row.text("datacenter"), name)


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
        known = platform.hosts.get((source, name))
        if known is None:
            native = row.text("objectid") or name
            ref = platform.identities.claim(Ref(Kind.HOST, source, native))
        else:
            ref = known.ref
            row.note("Host", "is listed twice; the later row was taken")
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
        is_connected=_is_connected(row),
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
        release=row.text("esxversion"),
    )


def _is_connected(row: Row) -> bool | None:
    """Whether the row says anything of the host itself; None where no column could."""
    if not row.table.has("esxversion", "cores"):
        return None
    return bool(row.text("esxversion") or row.text("cores"))


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
        platform.add_datastore(
            Datastore(
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
        )
