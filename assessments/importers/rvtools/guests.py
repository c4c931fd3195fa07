"""Virtual machines, templates and snapshots."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.estate import Guest, Kind, Power, Ref, Snapshot
from assessments.importers.rvtools import secrets
from assessments.importers.rvtools.networks import Networks
from assessments.importers.rvtools.parts import GuestKey, Parts, facts_of, key_of
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table

_POWER = {"poweredon": Power.ON, "poweredoff": Power.OFF, "suspended": Power.SUSPENDED}


@dataclass(slots=True)
class Guests:
    """Guests by the key that other sheets join on."""

    by_key: dict[GuestKey, Guest] = field(default_factory=dict)
    refs: set[Ref] = field(default_factory=set)
    unjoined: Counter[str] = field(default_factory=Counter)


def read_guests(table: Table, parts: Parts, platform: Platform, networks: Networks) -> Guests:
    """vInfo: one row for each guest."""
    guests = Guests()
    for row in table:
        name = row.raw("vm")
        if not name.strip():
            table.skip("no name in the column VM")
            continue
        key = key_of(row, platform)
        kind = Kind.TEMPLATE if row.truth("template") else Kind.VM
        ref = _identity(row, key, kind, guests)
        guests.refs.add(ref)
        guests.by_key[key if key not in guests.by_key else (key[0], ref.native_id)] = _guest(
            row, ref, key, parts, platform
        )
        table.keep(row)
    return guests


def read_snapshots(table: Table, guests: Guests, platform: Platform) -> tuple[Snapshot, ...]:
    """vSnapshot; a snapshot of a guest that vInfo does not list is skipped and said."""
    found, seen = [], Counter[str]()
    for row in table:
        guest = guests.by_key.get(key_of(row, platform))
        if guest is None:
            table.skip("its VM is not in vInfo")
            continue
        name = row.text("name") or ""
        native = f"{guest.ref.native_id}/{name}"
        seen[native] += 1
        unique = native if seen[native] == 1 else f"{native}#{seen[native]}"
        found.append(
            Snapshot(
                ref=Ref(Kind.SNAPSHOT, guest.ref.source, unique),
                name=name,
                guest=guest.ref,
                origin=table.keep(row),
                taken_at=row.instant("datetime"),
                memory_mib=row.number_of("sizembvmsn"),
                size_mib=row.number_of("sizembtotal"),
                is_quiesced=row.truth("quiesced"),
            )
        )
        platform.datastore_ref(guest.ref.source, row.text("filename"))
    return tuple(found)


def _identity(row: Row, key: GuestKey, kind: Kind, guests: Guests) -> Ref:
    """(vCenter, VM ID), else the UUID, else the name; a repeated one is numbered."""
    native = row.text("vmid") or row.text("vmuuid") or key[1]
    ref, number = Ref(kind, key[0], native), 1
    while ref in guests.refs:
        number += 1
        ref = Ref(kind, key[0], f"{native}#{number}")
    return ref


def _guest(row: Row, ref: Ref, key: GuestKey, parts: Parts, platform: Platform) -> Guest:
    source, datacenter = key[0], row.text("datacenter")
    platform.datacenter(source, datacenter, row.origin)
    cluster = platform.cluster_ref(source, datacenter, row.text("cluster"))
    note, is_secret = secrets.masked(row.text("annotation"))
    attributes, secret_names = secrets.masked_all(row.extras())
    platform.datastore_ref(source, row.text("path"))
    return Guest(
        ref=ref,
        name=row.raw("vm"),
        origin=row.origin,
        host=platform.host_ref(source, row.text("host"), cluster=cluster, datacenter=datacenter),
        cluster=cluster,
        datacenter=datacenter,
        folder=row.text("folder"),
        resource_pool=row.text("resourcepool"),
        is_disaster_placeholder=bool(row.truth("srmplaceholder")),
        annotation=note,
        secret_columns=(("Annotation",) if is_secret else ()) + secret_names,
        attributes=attributes,
        disks=tuple(parts.disks.get(key, ())),
        nics=tuple(parts.nics.get(key, ())),
        media=tuple(parts.media.get(key, ())),
        partitions=tuple(parts.partitions.get(key, ())),
        **_state(row),
        **facts_of(parts, key),
    )


def _state(row: Row) -> Mapping[str, Any]:
    return {
        "power": _POWER.get((row.text("powerstate") or "").casefold()),
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
