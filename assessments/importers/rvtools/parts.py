"""What hangs on guests: disks, adapters, media, partitions, tools, limits, by guest."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from assessments.estate import Disk, Media, Nic, Partition
from assessments.importers.rvtools.networks import Networks
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table

GuestKey = tuple[str, str]  # source, VM ID or name
UNMANAGED = 2_147_483_647  # tools version of guests that manage their tools themselves
TOOLS = {
    "current": "toolsOk",
    "old": "toolsOld",
    "not_running": "toolsNotRunning",
    "not_installed": "toolsNotInstalled",
}
_STATES = {written.casefold(): state for state, written in TOOLS.items()}


@dataclass(slots=True)
class Parts:
    """
    Lists by guest, filled sheet by sheet and taken by their guest.

    `by_id` says that vInfo has VM IDs, so that the other sheets join on theirs.
    """

    by_id: bool = True
    disks: defaultdict[GuestKey, list[Disk]] = field(default_factory=lambda: defaultdict(list))
    nics: defaultdict[GuestKey, list[Nic]] = field(default_factory=lambda: defaultdict(list))
    media: defaultdict[GuestKey, list[Media]] = field(default_factory=lambda: defaultdict(list))
    partitions: defaultdict[GuestKey, list[Partition]] = field(
        default_factory=lambda: defaultdict(list)
    )
    facts: defaultdict[GuestKey, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def key_of(self, row: Row, platform: Platform) -> GuestKey:
        """Return what joins a row to its guest: the VM ID, or the name where there is none."""
        identity = row.text("vmid") if self.by_id else None
        return platform.source_of(row), identity or row.raw("vm")

    def taken_by(self, key: GuestKey, name: str) -> dict[str, Any]:
        """Return the parts of a guest as fields of `Guest`; each is given once."""
        found: dict[str, Any] = {}
        keys = dict.fromkeys((key, (key[0], name)))
        for each in keys:
            found |= self.facts.pop(each, {})
        for part, lists in self._lists().items():
            found[part] = tuple(chain.from_iterable(lists.pop(each, ()) for each in keys))
        return found

    def left(self) -> Counter[str]:
        """Return how many rows of each sheet no guest has taken."""
        found: Counter[str] = Counter()
        for lists in self._lists().values():
            found.update(part.origin.sheet for part in chain.from_iterable(lists.values()))
        return found

    def _lists(self) -> Mapping[str, dict[GuestKey, list[Any]]]:
        return {
            "disks": self.disks,
            "nics": self.nics,
            "media": self.media,
            "partitions": self.partitions,
        }


def read_disks(table: Table, parts: Parts, platform: Platform) -> None:
    """vDisk; the datastore stands in the brackets of the path."""
    for row in table:
        key = parts.key_of(row, platform)
        path = row.text("path") or row.text("diskpath")
        parts.disks[key].append(
            Disk(
                label=row.text("disk") or "",
                datastore=platform.datastore_ref(key[0], path, row.text("host")),
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
        key, network = parts.key_of(row, platform), row.text("network")
        parts.nics[key].append(
            Nic(
                label=row.text("niclabel") or "",
                port_group=networks.port_group_ref(
                    key[0], network, host=row.text("host"), switch=row.text("switch")
                ),
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
        parts.media[parts.key_of(row, platform)].append(
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
        parts.partitions[parts.key_of(row, platform)].append(
            Partition(row.text("disk") or "", table.keep(row), row.number_of("free"))
        )


def read_tools(table: Table, parts: Parts, platform: Platform) -> None:
    """vTools."""
    for row in table:
        said = (row.text("tools") or "").casefold()
        state = _STATES.get(said)
        if row.whole("toolsversion") == UNMANAGED and state == "current":
            state = "guest_managed"
        facts = parts.facts[parts.key_of(row, platform)]
        facts |= {"tools": state, "tools_origin": table.keep(row)}


def read_processors(table: Table, parts: Parts, platform: Platform) -> None:
    """vCPU: limits and reservations; -1 is no limit."""
    for row in table:
        facts = parts.facts[parts.key_of(row, platform)]
        facts |= {
            "cpu_limit": _limit(row.whole("limit")),
            "cpu_reservation": row.whole("reservation"),
            "cpu_origin": table.keep(row),
        }


def read_memory(table: Table, parts: Parts, platform: Platform) -> None:
    """vMemory."""
    for row in table:
        facts = parts.facts[parts.key_of(row, platform)]
        facts |= {
            "memory_limit": _limit(row.whole("limit")),
            "memory_reservation": row.whole("reservation"),
            "swapped_mib": row.whole("swapped"),
            "ballooned_mib": row.whole("ballooned"),
            "memory_origin": table.keep(row),
        }


def _limit(value: int | None) -> int | None:
    return None if value is None or value < 0 else value
