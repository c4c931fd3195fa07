"""Snapshots: kept too long, with memory, in long chains, left by a backup, not consolidated."""

import re
from collections import defaultdict

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context
from assessments.estate import Ref, Snapshot

BACKUP = re.compile(r"veeam|backup|temporary", re.IGNORECASE)


def old(context: Context, tally: Tally) -> None:
    """Older than the limit; severe from the second limit on."""
    limits = context.parameters
    for snapshot in context.snapshots:
        age = context.age(snapshot.taken_at)
        if tally.saw(None if age is None else age > limits.snapshot_days) and age is not None:
            tally.add(
                snapshot.ref,
                label(context, snapshot),
                context.cell("snapshot.taken_at", snapshot.origin, snapshot.taken_at),
                severity="high" if age > limits.snapshot_high_days else None,
                days=age,
                limit=limits.snapshot_days,
            )


def with_memory(context: Context, tally: Tally) -> None:
    """
    The contents of memory lie on disk; severe in a restricted domain.

    Every snapshot has a small state file: only one of a fair share of the
    guest's memory holds memory. Where that size is unknown, any state counts.
    """
    for snapshot in context.snapshots:
        guest = context.guest_of[snapshot.guest]
        size = snapshot.memory_mib
        least = (guest.memory_mib or 0) * context.parameters.snapshot_memory_percent / 100
        held = size > 0 and size >= least if size is not None else snapshot.has_memory
        if tally.saw(held):
            domain = context.domain(guest)
            tally.add(
                snapshot.ref,
                label(context, snapshot),
                context.cell("snapshot.memory_mib", snapshot.origin, size if size else held),
                severity="high" if context.is_restricted(domain) else None,
                mebibytes=int(size or 0),
                domain=domain or "",
            )


def chained(context: Context, tally: Tally) -> None:
    """More snapshots of one machine than allowed, or larger than a share of the machine."""
    limits = context.parameters
    chains: dict[Ref, list[Snapshot]] = defaultdict(list)
    for snapshot in context.snapshots:
        chains[snapshot.guest].append(snapshot)
    for ref, chain in chains.items():
        guest = context.guest_of[ref]
        size = sum(snapshot.size_mib or 0 for snapshot in chain)
        room = (guest.provisioned_mib or 0) * limits.snapshot_share_percent / 100
        if tally.saw(len(chain) > limits.snapshot_depth or 0 < room < size):
            tally.add(
                ref,
                guest.label,
                *(context.cell("snapshot.name", each.origin, each.name) for each in chain),
                *(context.cell("snapshot.size_mib", each.origin, each.size_mib) for each in chain),
                snapshots=len(chain),
                mebibytes=int(size),
                limit=limits.snapshot_depth,
            )


def left_by_backup(context: Context, tally: Tally) -> None:
    """Named as a backup names its own, and older than one run should take."""
    for snapshot in context.snapshots:
        age = context.age(snapshot.taken_at)
        late = age is not None and age > context.parameters.snapshot_backup_days
        known = age is not None or not BACKUP.search(snapshot.name)
        if tally.saw(bool(BACKUP.search(snapshot.name)) and late if known else None):
            tally.add(
                snapshot.ref,
                label(context, snapshot),
                context.cell("snapshot.name", snapshot.origin, snapshot.name),
                context.cell("snapshot.taken_at", snapshot.origin, snapshot.taken_at),
                days=age or 0,
            )


def unconsolidated(context: Context, tally: Tally) -> None:
    """Disks of deleted snapshots still wait to be merged."""
    for guest in context.all_guests:
        if tally.saw(guest.consolidation_needed):
            cell = context.cell("vm.consolidation_needed", guest.origin, True)  # noqa: FBT003 - the cell's value
            tally.add(guest.ref, guest.label, cell)


def label(context: Context, snapshot: Snapshot) -> str:
    """A snapshot's name as people write it: vm-id/name."""
    guest = context.guest_of.get(snapshot.guest)
    return f"{guest.label if guest else snapshot.guest.native_id}/{snapshot.name}"


RULES = (
    Rule("VM-SNAP-AGE", ("snapshot.taken_at", "as_of"), old),
    Rule("VM-SNAP-MEM", ("snapshot.memory_mib|snapshot.has_memory",), with_memory),
    Rule("VM-SNAP-CHAIN", ("snapshot",), chained),
    Rule("VM-SNAP-BACKUP", ("snapshot.name", "snapshot.taken_at", "as_of"), left_by_backup),
    Rule("VM-CONSOLIDATE", ("vm.consolidation_needed",), unconsolidated),
)
