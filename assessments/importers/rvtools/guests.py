"""Virtual machines, templates and snapshots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.estate import Guest, Kind, Nic, Power, Ref, Snapshot
from assessments.importers import secrets
from assessments.importers.identities import Identities
from assessments.importers.rvtools.networks import Networks
from assessments.importers.rvtools.parts import GuestKey, Parts
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table

POWER = {Power.ON: "poweredOn", Power.OFF: "poweredOff", Power.SUSPENDED: "suspended"}
_STATES = {written.casefold(): power for power, written in POWER.items()}
_NETWORKS = tuple(f"network{number}" for number in range(1, 9))


@dataclass(slots=True)
class Guests:
    """
    Guests in the order of vInfo, found by the key that other sheets join on.

    `twins` counts those whose key another one had before: what other sheets say
    of that key went to the first.
    """

    all: list[Guest] = field(default_factory=list)
    by_key: dict[GuestKey, Guest] = field(default_factory=dict)
    by_name: dict[GuestKey, Guest] = field(default_factory=dict)
    twins: int = 0

    def add(self, guest: Guest, key: GuestKey) -> None:
        self.all.append(guest)
        self.twins += key in self.by_key
        self.by_key.setdefault(key, guest)
        self.by_name.setdefault((key[0], guest.name), guest)


@dataclass(frozen=True, slots=True)
class Around:
    """What guests are joined with; `has_adapters` says that vNetwork is in the file."""

    parts: Parts
    platform: Platform
    networks: Networks
    has_adapters: bool


def read_guests(table: Table, around: Around) -> Guests:
    """vInfo: one row for each guest, known by (vCenter, VM ID), else the UUID, else the name."""
    guests, identities = Guests(), Identities()
    for row in table:
        name = row.raw("vm")
        if not name.strip():
            table.skip("no name in the column VM")
            continue
        key = around.parts.key_of(row, around.platform)
        kind = Kind.TEMPLATE if row.truth("template") else Kind.VM
        native = row.text("vmid") or row.text("vmuuid") or key[1]
        ref = identities.claim(Ref(kind, key[0], native))
        guests.add(_guest(row, ref, key, around), key)
        table.keep(row)
    return guests


def read_snapshots(
    table: Table, guests: Guests, parts: Parts, platform: Platform
) -> tuple[Snapshot, ...]:
    """vSnapshot; a snapshot of a guest that vInfo does not list is skipped and said."""
    found, identities = [], Identities()
    for row in table:
        key = parts.key_of(row, platform)
        guest = guests.by_key.get(key) or guests.by_name.get((key[0], row.raw("vm")))
        if guest is None:
            table.skip("its VM is not in vInfo")
            continue
        name = secrets.masked(row.text("name"))[0] or ""
        ref = Ref(Kind.SNAPSHOT, guest.ref.source, f"{guest.ref.native_id}/{name}")
        found.append(
            Snapshot(
                ref=identities.claim(ref),
                name=name,
                guest=guest.ref,
                origin=table.keep(row),
                taken_at=row.instant("datetime"),
                memory_mib=row.number_of("sizembvmsn"),
                size_mib=row.number_of("sizembtotal"),
                is_quiesced=row.truth("quiesced"),
                datastore=platform.datastore_ref(key[0], row.text("filename"), row.text("host")),
            )
        )
    return tuple(found)


def _guest(row: Row, ref: Ref, key: GuestKey, around: Around) -> Guest:
    source, datacenter, host = key[0], row.text("datacenter"), row.text("host")
    platform = around.platform
    platform.datacenter(source, datacenter, row.origin)
    cluster = platform.cluster_ref(source, datacenter, row.text("cluster"))
    note, is_secret = secrets.masked(row.text("annotation"))
    attributes, secret_names = secrets.masked_all(row.extras())
    parts = around.parts.taken_by(key, row.raw("vm"))
    if not around.has_adapters:
        parts["nics"] = _networks(row, source, host, around.networks)
    return Guest(
        ref=ref,
        name=row.raw("vm"),
        origin=row.origin,
        host=platform.host_ref(source, host, cluster=cluster, datacenter=datacenter),
        cluster=cluster,
        datacenter=datacenter,
        datastore=platform.datastore_ref(source, row.text("path"), host),
        folder=row.text("folder"),
        resource_pool=row.text("resourcepool"),
        is_disaster_placeholder=bool(row.truth("srmplaceholder")),
        annotation=note,
        secret_columns=(("Annotation",) if is_secret else ()) + secret_names,
        attributes=attributes,
        **_state(row),
        **parts,
    )


def _networks(row: Row, source: str, host: str | None, networks: Networks) -> tuple[Nic, ...]:
    """Return what vInfo says of networks, for files without vNetwork: their names only."""
    return tuple(
        Nic(
            label=f"Network #{number}",
            port_group=networks.port_group_ref(source, network, host=host, switch=None),
            network=network,
            origin=row.origin,
        )
        for number, key in enumerate(_NETWORKS, start=1)
        if (network := row.text(key))
    )


def _state(row: Row) -> Mapping[str, Any]:
    return {
        "power": _STATES.get((row.text("powerstate") or "").casefold()),
        "connection_state": row.text("connectionstate"),
        "created_at": row.instant("creationdate"),
        "changed_at": row.instant("changeversion"),
        "suspended_at": row.instant("suspendtime"),
        "vcpus": row.whole("cpus"),
        "memory_mib": row.whole("memory"),
        "provisioned_mib": row.whole("provisionedmb"),
        "firmware": row.text("firmware"),
        "secure_boot": row.truth("efisecureboot"),
        "hardware_version": row.whole("hwversion"),
        "os_configured": row.text("osaccordingtotheconfigurationfile"),
        "os_reported": row.text("osaccordingtothevmwaretools"),
        "instance_uuid": row.text("vmuuid"),
        "smbios_uuid": row.text("smbiosuuid"),
        "consolidation_needed": row.truth("consolidationneeded"),
        "ha_restart_priority": row.text("harestartpriority"),
        "ha_protection": row.truth("dasprotection"),
        "cluster_rules": row.text("clusterrules"),
    }
