"""One export as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessments.estate.clouds import PacketFilter
from assessments.estate.guests import Guest, Snapshot
from assessments.estate.identity import Column, Edge, Ref
from assessments.estate.platform import (
    Cluster,
    Datacenter,
    Datastore,
    HealthMessage,
    Host,
    Licence,
    Manager,
    PortGroup,
    ServiceInterface,
    StoragePath,
    Switch,
)


@dataclass(frozen=True, slots=True)
class Estate:
    """
    Everything that one export says.

    `columns` holds, for each neutral field the file can answer, its place:
    `columns["vm.secure_boot"] == Column("vInfo", "EFI Secure boot")`. A field
    that is not a key was not in the file at all, and `absent` then says in words
    which sheet or column is missing. Keys are `<part>.<field>` with the parts
    manager, cluster, host, vm, disk, nic, media, partition, snapshot, datastore,
    switch, port_group, service, path, licence, health, filter (and `<part>` alone for
    the sheet as a whole). Removable devices have one key per kind: `media.cd`,
    `media.usb`, `media.floppy`, and `media.cd_backing` and so on. The layer-2 settings
    stand as `switch.promiscuous`, `port_group.mac_changes` and so on; those of
    standard port groups as `standard_group.…`, those that only templates have as
    `template.…`. Custom attributes and tags stand as
    `vm.attribute.<name>`, the states of single paths as `path.1`.
    """

    tool: str  # "RVTools"
    version: str | None  # "4.7.1.4"
    taken_at: datetime | None  # when the export was made; the "now" of every age rule
    managers: tuple[Manager, ...] = ()
    datacenters: tuple[Datacenter, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    hosts: tuple[Host, ...] = ()
    guests: tuple[Guest, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    datastores: tuple[Datastore, ...] = ()
    switches: tuple[Switch, ...] = ()
    port_groups: tuple[PortGroup, ...] = ()
    services: tuple[ServiceInterface, ...] = ()
    paths: tuple[StoragePath, ...] = ()
    licences: tuple[Licence, ...] = ()
    health: tuple[HealthMessage, ...] = ()
    filters: tuple[PacketFilter, ...] = ()
    edges: tuple[Edge, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchors(self) -> tuple[Ref, ...]:
        """
        What tells that two exports are of one estate: its managers, else its hosts.

        Hosts that are only named count too: a machine's file may name nothing else.
        """
        managers = tuple(manager.ref for manager in self.managers)
        return managers or tuple(host.ref for host in self.hosts)
