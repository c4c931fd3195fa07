"""Power and state: machines that sleep, are new, or that the manager has lost."""

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context, days
from assessments.checks.guests import system_cell, system_name, tools_cell
from assessments.estate import Estate, Guest, Power

LOST = {"orphaned", "inaccessible", "invalid", "disconnected"}


def off(context: Context, tally: Tally) -> None:
    """Powered off now."""
    _in_state(context, tally, Power.OFF)


def suspended(context: Context, tally: Tally) -> None:
    """Suspended: the contents of memory lie on disk."""
    _in_state(context, tally, Power.SUSPENDED)


def off_unchanged(context: Context, tally: Tally) -> None:
    """Powered off, and not changed for long: a proxy, the file does not say since when."""
    for guest in context.vms:
        if tally.saw(dormant(context, guest)):
            since = guest.changed_at or guest.created_at
            tally.add(
                guest.ref,
                guest.label,
                context.cell("vm.power", guest.origin, guest.power),
                context.cell(_dated_by(guest), guest.origin, since),
                days=context.age(since) or 0,
                limit=context.parameters.off_days,
            )


def off_in_both(context: Context, tally: Tally) -> None:
    """Powered off in this export and in one at least as old as the limit: proof of dormancy."""
    gap = _gap(context, tally)
    if gap is None or context.earlier is None:
        return
    if gap < context.parameters.between_exports_days:
        tally.refusal = (
            f"The earlier export is {int(gap)} days older; "
            f"{context.parameters.between_exports_days} are needed"
        )
        return
    before = _by_id(context.earlier)
    for guest in context.vms:
        past = before.get((guest.ref.source, guest.ref.native_id))
        was_off = past is not None and past.power is Power.OFF
        if tally.saw(None if guest.power is None else guest.power is Power.OFF and was_off):
            cell = context.cell("vm.power", guest.origin, guest.power)
            tally.add(guest.ref, guest.label, cell, days=int(gap))


def off_unpatched(context: Context, tally: Tally) -> None:
    """Dormant, and its system is past its end of life or its tools are not current."""
    for guest in context.vms:
        asleep = dormant(context, guest)
        name = system_name(guest)
        verdict = context.eol.system(name, context.now)
        past = verdict is not None and verdict.is_past is True
        if tally.saw(asleep and (past or guest.tools == "old")):
            tally.add(
                guest.ref,
                guest.label,
                context.cell("vm.power", guest.origin, guest.power),
                system_cell(context, guest) if past else tools_cell(context, guest),
                system=name,
                tools=guest.tools or "",
            )


def new(context: Context, tally: Tally) -> None:
    """Not in the earlier export of its manager, and no attribute names the change."""
    gap = _gap(context, tally)
    if gap is None or context.earlier is None:
        return
    before, told_of = _by_id(context.earlier), _sources(context.earlier)
    tickets = {name.casefold() for name in context.parameters.ticket_headers}
    for guest in context.all_guests:
        known = (guest.ref.source, guest.ref.native_id) in before
        told = any(v and k.casefold() in tickets for k, v in guest.attributes.items())
        if tally.saw(not known and not told if guest.ref.source in told_of else None):
            cells = (
                context.cell("vm.name", guest.origin, guest.name),
                context.cell("vm.created_at", guest.origin, guest.created_at),
            )
            tally.add(guest.ref, guest.label, *cells, days=int(gap))


def lost(context: Context, tally: Tally) -> None:
    """The manager cannot reach the machine's files or host."""
    for guest in context.all_guests:
        state = guest.connection_state
        if tally.saw(None if state is None else state.casefold() in LOST):
            cell = context.cell("vm.connection_state", guest.origin, state)
            tally.add(guest.ref, guest.label, cell, state=state or "")


def dormant(context: Context, guest: Guest) -> bool | None:
    """Whether a machine is off and unchanged for longer than the limit; None when unknown."""
    if guest.power is not Power.OFF:
        return None if guest.power is None else False
    age = context.age(guest.changed_at or guest.created_at)
    return None if age is None else age > context.parameters.off_days


def _in_state(context: Context, tally: Tally, state: Power) -> None:
    for guest in context.vms:
        if tally.saw(None if guest.power is None else guest.power is state):
            cell = context.cell("vm.power", guest.origin, guest.power)
            tally.add(guest.ref, guest.label, cell)


def _gap(context: Context, tally: Tally) -> float | None:
    if context.earlier is None:
        tally.refusal = "Needs an earlier export of the same estate"
    elif context.earlier.taken_at is None or context.as_of is None:
        tally.refusal = "One of the two exports does not say when it was made"
    else:
        gap = days(context.earlier.taken_at, context.now)
        if gap > 0:
            return gap
        tally.refusal = "The other export is not earlier than this one"
    return None


def _by_id(estate: Estate) -> dict[tuple[str, str], Guest]:
    return {(guest.ref.source, guest.ref.native_id): guest for guest in estate.guests}


def _sources(estate: Estate) -> set[str]:
    refs = [manager.ref for manager in estate.managers] + [guest.ref for guest in estate.guests]
    return {ref.source for ref in refs}


def _dated_by(guest: Guest) -> str:
    return "vm.changed_at" if guest.changed_at else "vm.created_at"


CHANGED = "vm.changed_at|vm.created_at"
OS = "vm.os_reported|vm.os_configured"
RULES = (
    Rule("VM-OFF", ("vm.power",), off),
    Rule("VM-OFF-P", ("vm.power", CHANGED, "as_of"), off_unchanged),
    Rule("VM-OFF-T", ("vm.power",), off_in_both),
    Rule("VM-OFF-UNPATCHED", ("vm.power", CHANGED, OS, "as_of"), off_unpatched),
    Rule("VM-SUSPENDED", ("vm.power",), suspended),
    Rule("VM-NEW", (), new),
    Rule("VM-STATE-BAD", ("vm.connection_state",), lost),
)
