"""What hangs on guests: disks, adapters, media, partitions, tools, limits, by guest."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.estate import Disk, Media, Nic, Partition
from assessments.importers.rvtools.networks import Networks
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table

GuestKey = tuple[str, str]  # source, VM ID or name
UNMANAGED = 2_147_483_647  # tools version of guests that manage their tools themselves
_TOOLS = {
    "toolsok": "current",
    "toolsold": "old",
    "toolsnotrunning": "not_running",
    "toolsnotinstalled": "not_installed",
}


@dataclass(slots=True)
class Parts:
    """Lists by guest, filled sheet by sheet."""

    disks: defaultdict[GuestKey, list[Disk]] = field(default_factory=lambda: defaultdict(list))
    nics: defaultdict[GuestKey, list[Nic]] = field(default_factory=lambda: defaultdict(list))
    media: defaultdict[GuestKey, list[Media]] = field(default_factory=lambda: defaultdict(list))
    partitions: defaultdict[GuestKey, list[Partition]] = field(
        default_factory=lambda: defaultdict(list)
    )
    facts: defaultdict[GuestKey, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))


def key_of(row: Row, platform: Platform) -> GuestKey:
    """Return what joins a row to its guest: the VM ID, or the name where there is none."""
    return platform.source_of(row), row.text("vmid") or row.raw("vm")


def read_disks(table: Table, parts: Parts, platform: Platform) -> None:
    """vDisk; the datastore stands in the brackets of the path."""
    for row in table:
        key = key_of(row, platform)
        parts.disks[key].append(
            Disk(
                label=row.text("disk") or "",
                datastore=platform.datastore_ref(key[0], row.text("path") or row.text("diskpath")),
                origin=table.keep(row),
                capacity_mib=row.whole("capacitymb"),
                mode=row.text("diskmode"),
                is_raw=row.truth("raw"),
                sharing=row.text("sharingmode"),
                shared_bus=row.text("sharedbus"),
            )
        )


def read_nics(table: Table, parts: Parts, platform: Platform, networks: Networks) -> None:
    """vNetwork."""
    for row in table:
        key, network = key_of(row, platform), row.text("network")
        parts.nics[key].append(
            Nic(
                label=row.text("niclabel") or "",
                port_group=networks.port_group_ref(key[0], row.text("host"), network),
                network=network,
                origin=table.keep(row),
                adapter=row.text("adapter"),
                mac=row.text("macaddress"),
                mac_type=row.text("type"),
                is_connected=row.truth("connected"),
                starts_connected=row.truth("startsconnected"),
            )
        )


def read_media(table: Table, parts: Parts, platform: Platform, kind: str) -> None:
    """vCD, vUSB, vFloppy."""
    for row in table:
        parts.media[key_of(row, platform)].append(
            Media(
                kind=kind,
                label=row.text("devicenode") or "",
                origin=table.keep(row),
                is_connected=row.truth("connected"),
                starts_connected=row.truth("startsconnected"),
                backing=row.text("devicetype"),
            )
        )


def read_partitions(table: Table, parts: Parts, platform: Platform) -> None:
    """vPartition: only guests whose tools run are in it."""
    for row in table:
        parts.partitions[key_of(row, platform)].append(
            Partition(row.text("disk") or "", table.keep(row), row.number_of("free"))
        )


def read_tools(table: Table, parts: Parts, platform: Platform) -> None:
    """vTools."""
    for row in table:
        said = (row.text("tools") or "").casefold()
        state = _TOOLS.get(said)
        if row.whole("toolsversion") == UNMANAGED and state == "current":
            state = "guest_managed"
        facts = parts.facts[key_of(row, platform)]
        facts |= {"tools": state, "tools_origin": table.keep(row)}


def read_processors(table: Table, parts: Parts, platform: Platform) -> None:
    """vCPU: limits and reservations; -1 is no limit."""
    for row in table:
        facts = parts.facts[key_of(row, platform)]
        facts |= {
            "cpu_limit": _limit(row.whole("limit")),
            "cpu_reservation": row.whole("reservation"),
            "cpu_origin": table.keep(row),
        }


def read_memory(table: Table, parts: Parts, platform: Platform) -> None:
    """vMemory."""
    for row in table:
        facts = parts.facts[key_of(row, platform)]
        facts |= {
            "memory_limit": _limit(row.whole("limit")),
            "memory_reservation": row.whole("reservation"),
            "swapped_mib": row.whole("swapped"),
            "ballooned_mib": row.whole("ballooned"),
            "memory_origin": table.keep(row),
        }


def _limit(value: int | None) -> int | None:
    return None if value is None or value < 0 else value


def facts_of(parts: Parts, key: GuestKey) -> Mapping[str, Any]:
    """Return tools, limits and memory pressure of a guest, as fields of `Guest`."""
    return parts.facts.get(key, {})
