"""Resources of guests: limits, reservations, memory pressure, restart, templates."""

from collections.abc import Iterator

from assessments.checks.base import Evidence, Rule, Tally
from assessments.checks.context import Context
from assessments.checks.guests import system_cell, system_name, tools_cell
from assessments.estate import Guest, Power


def limited(context: Context, tally: Tally) -> None:
    """A stray limit, or a memory reservation above a share of the host."""
    share = context.parameters.reservation_percent
    for guest in context.vms:
        host = context.host_of.get(guest.host) if guest.host else None
        room = (host.memory_mib or 0) * share / 100 if host else 0
        greedy = 0 < room < (guest.memory_reservation or 0)
        if tally.saw(_capped(guest) or greedy):
            reserved = guest.memory_reservation or 0
            cells = list(_limits(context, guest))
            if greedy:
                cells.append(context.cell("vm.memory_reservation", guest.memory_origin, reserved))
            tally.add(guest.ref, guest.label, *cells, reserved=reserved)


def swapped(context: Context, tally: Tally) -> None:
    """Memory of the machine was swapped or reclaimed by the host."""
    for guest in context.vms:
        known = guest.swapped_mib is not None or guest.ballooned_mib is not None
        amount = (guest.swapped_mib or 0) + (guest.ballooned_mib or 0)
        if tally.saw(amount > 0 if known else None):
            cells = (
                context.cell("vm.swapped_mib", guest.memory_origin, guest.swapped_mib),
                context.cell("vm.ballooned_mib", guest.memory_origin, guest.ballooned_mib),
            )
            tally.add(guest.ref, guest.label, *cells, mebibytes=amount)


def not_restarted(context: Context, tally: Tally) -> None:
    """Runs in a cluster with restart, but would not be restarted itself."""
    for guest in context.vms:
        cluster = context.cluster_of.get(guest.cluster) if guest.cluster else None
        if guest.power is not Power.ON or cluster is None or not cluster.ha:
            continue
        priority, protected = guest.ha_restart_priority, guest.ha_protection
        known = priority is not None or protected is not None
        off = (priority or "").casefold() == "disabled" or protected is False
        if tally.saw(off if known else None):
            cells = (
                context.cell("vm.ha_restart_priority", guest.origin, priority),
                context.cell("vm.ha_protection", guest.origin, protected),
            )
            tally.add(guest.ref, guest.label, *cells)


def stale_template(context: Context, tally: Tally) -> None:
    """A template was not changed for longer than the limit: a proxy for not patched."""
    for guest in context.templates:
        age = context.age(guest.changed_at)
        if tally.saw(None if age is None else age > context.parameters.template_days):
            tally.add(
                guest.ref,
                guest.label,
                context.cell("vm.changed_at", guest.origin, guest.changed_at),
                days=age or 0,
                limit=context.parameters.template_days,
            )


def outdated_template(context: Context, tally: Tally) -> None:
    """A template holds a system past its end of life, or old guest tools."""
    for guest in context.templates:
        name, is_old = system_name(guest), guest.tools == "old"
        verdict = context.eol.system(name, context.now)
        past = verdict.is_past if verdict else None
        if tally.saw(True if is_old else past):
            tally.add(
                guest.ref,
                guest.label,
                system_cell(context, guest) if past else None,
                tools_cell(context, guest) if is_old else None,
                system=name,
                tools=guest.tools or "",
            )


def _capped(guest: Guest) -> bool:
    return guest.cpu_limit is not None or guest.memory_limit is not None


def _limits(context: Context, guest: Guest) -> Iterator[Evidence | None]:
    if guest.cpu_limit is not None:
        yield context.cell("vm.cpu_limit", guest.cpu_origin, guest.cpu_limit)
    if guest.memory_limit is not None:
        yield context.cell("vm.memory_limit", guest.memory_origin, guest.memory_limit)


RULES = (
    Rule("VM-LIMITS", ("vm.cpu_limit|vm.memory_limit",), limited),
    Rule("VM-SWAP", ("vm.swapped_mib|vm.ballooned_mib",), swapped),
    Rule(
        "VM-HA-DISABLED",
        ("vm.power", "cluster.ha", "vm.ha_restart_priority|vm.ha_protection"),
        not_restarted,
    ),
    Rule("TPL-STALE", ("vm.changed_at", "as_of"), stale_template),
    Rule("TPL-OUTDATED", ("vm.os_reported|vm.os_configured", "as_of"), outdated_template),
)
