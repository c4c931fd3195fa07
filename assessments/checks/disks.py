"""Disks of guests: modes that lose evidence, raw and shared disks, full partitions."""

from collections.abc import Callable

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context
from assessments.estate import Disk

LOG_PARTITIONS = ("/storage/archive",)  # kept nearly full by design of the appliance


def nonpersistent(context: Context, tally: Tally) -> None:
    """A disk forgets changes, and with them the logs, at power-off."""
    _any_disk(context, tally, "disk.mode", lambda d: _says(d.mode, "independent_nonpersistent"))


def raw(context: Context, tally: Tally) -> None:
    """A disk is a raw device of the storage network."""
    _any_disk(context, tally, "disk.is_raw", lambda d: d.is_raw)


def multi_writer(context: Context, tally: Tally) -> None:
    """A disk may be written by several machines."""
    _any_disk(context, tally, "disk.sharing", lambda d: _differs(d.sharing, "sharingnone"))


def shared_bus(context: Context, tally: Tally) -> None:
    """A disk hangs on a controller shared between machines."""
    _any_disk(context, tally, "disk.shared_bus", lambda d: _differs(d.shared_bus, "nosharing"))


def partition_full(context: Context, tally: Tally) -> None:
    """A partition of the guest has less free space than the limit."""
    limit = context.parameters.partition_free_percent
    for guest in context.vms:
        for part in guest.partitions:
            free = part.free_percent
            kept = part.label.startswith(LOG_PARTITIONS)
            if not kept and tally.saw(None if free is None else free < limit):
                cell = context.cell("partition.free_percent", part.origin, free)
                label = f"{guest.label}/{part.label}"
                tally.add(guest.ref, label, cell, percent=int(free or 0), limit=limit)


def _any_disk(
    context: Context, tally: Tally, name: str, verdict: Callable[[Disk], bool | None]
) -> None:
    for guest in context.all_guests:
        verdicts = [verdict(disk) for disk in guest.disks]
        blank = bool(verdicts) and all(said is None for said in verdicts)
        if tally.saw(None if blank else any(verdicts)):
            hits = [disk for disk, said in zip(guest.disks, verdicts, strict=True) if said]
            cells = (
                context.cell(name, disk.origin, getattr(disk, name.partition(".")[2]))
                for disk in hits
            )
            tally.add(guest.ref, guest.label, *cells, disks=len(hits))


def _says(value: str | None, wanted: str) -> bool | None:
    return None if value is None else value.casefold() == wanted


def _differs(value: str | None, harmless: str) -> bool | None:
    return None if value is None else value.casefold() != harmless


RULES = (
    Rule("VM-NONPERSISTENT", ("disk.mode",), nonpersistent),
    Rule("VM-RDM", ("disk.is_raw",), raw),
    Rule("VM-MULTIWRITER", ("disk.sharing",), multi_writer),
    Rule("VM-SHAREDBUS", ("disk.shared_bus",), shared_bus),
    Rule("VM-PART-FULL", ("partition.free_percent",), partition_full),
)
