"""Ways into a guest past its network: consoles, the host's devices and folders, its adapters."""

from collections.abc import Callable

from assessments.checks.base import Rule, Severity, Tally
from assessments.checks.context import Context
from assessments.checks.networks import carries_many
from assessments.estate import Console, Device, Guest, Nic

EVERYWHERE = frozenset(("0.0.0.0", "::", "*"))  # noqa: S104 - what is looked for, not listened on
NEARBY = ("", "127.", "::1", "localhost")
OF_HOST = frozenset(("pci", "usb", "scsi", "mediated", "network"))


def open_console(context: Context, tally: Tally) -> None:
    """A console of the screen answers on every address of the host."""

    def wrong(console: Console) -> bool | None:
        listens = console.listens_on
        return None if listens is None else listens in EVERYWHERE

    _consoles(context, tally, "console.listens_on", wrong, lambda c: c.listens_on)


def shown_password(context: Context, tally: Tally) -> None:
    """The export holds a console's password in clear; an export that hides it proves nothing."""
    _consoles(
        context,
        tally,
        "console.shows_password",
        lambda c: c.shows_password,
        lambda _: "[masked]",
    )


def shared_clipboard(context: Context, tally: Tally) -> None:
    """Text or files pass between a guest and whoever is at its console."""
    _consoles(
        context, tally, "console.shares_clipboard", lambda c: c.shares_clipboard, lambda c: c.kind
    )


def serial_line(context: Context, tally: Tally) -> None:
    """A serial line answers over the network in clear."""
    for guest in context.vms:
        lines = [each for each in _told(guest) if each.kind == "serial"]
        hits = [line for line in lines if _is_reachable(line) and not line.is_encrypted]
        if tally.saw(bool(hits) if guest.posture else None):
            cells = (context.cell("console.is_telnet", c.origin, c.listens_on) for c in hits)
            tally.add(guest.ref, guest.label, *cells, lines=len(hits))


def host_device(context: Context, tally: Tally) -> None:
    """A device of the host is in the guest's hands."""
    _devices(context, tally, "device.pci", lambda device: device.kind in OF_HOST)


def redirected_usb(context: Context, tally: Tally) -> None:
    """Whoever is at the console can plug a USB device in."""
    _devices(
        context, tally, "device.usb_redirection", lambda device: device.kind == "usb_redirection"
    )


def shared_folder(context: Context, tally: Tally) -> None:
    """A folder or memory of the host is open to the guest; severe where it may write."""
    _devices(
        context,
        tally,
        "device.directory",
        lambda device: device.kind in ("directory", "memory"),
        _if_writable,
    )


def old_ports(context: Context, tally: Tally) -> None:
    """A serial or parallel port of the host is connected."""
    _devices(
        context,
        tally,
        "device.serial_port",
        lambda device: device.kind in ("serial_port", "parallel_port"),
    )


def unfiltered(context: Context, tally: Tally) -> None:
    """Nothing keeps a network adapter to its own addresses."""
    _nics(context, tally, "nic.filter", lambda nic: None if nic.filter is None else not nic.filter)


def trusted(context: Context, tally: Tally) -> None:
    """The guest may choose which traffic its adapter gets."""
    _nics(context, tally, "nic.trusts_guest", lambda nic: nic.trusts_guest)


def trunked(context: Context, tally: Tally) -> None:
    """An adapter itself carries several VLANs; one without any carries none."""
    _nics(context, tally, "nic.vlan", lambda nic: carries_many(nic.vlan) or False)


def _if_writable(device: Device) -> Severity | None:
    return "high" if device.is_read_only is False else None


def _told(guest: Guest) -> tuple[Console, ...]:
    return guest.posture.consoles if guest.posture else ()


def _is_reachable(line: Console) -> bool:
    listens = line.listens_on or ""
    return not (listens == "" or listens.startswith(NEARBY[1:]))


def _consoles(
    context: Context,
    tally: Tally,
    field: str,
    wrong: Callable[[Console], bool | None],
    shown: Callable[[Console], object],
) -> None:
    for guest in context.vms:
        screens = [each for each in _told(guest) if each.kind != "serial"]
        verdicts = [wrong(each) for each in screens]
        blank = guest.posture is None or (bool(screens) and all(v is None for v in verdicts))
        if tally.saw(None if blank else any(verdicts)):
            hits = [each for each, said in zip(screens, verdicts, strict=True) if said]
            cells = (context.cell(field, each.origin, shown(each)) for each in hits)
            tally.add(guest.ref, guest.label, *cells, kind=hits[0].kind)


def _devices(
    context: Context,
    tally: Tally,
    field: str,
    wrong: Callable[[Device], bool],
    severity: Callable[[Device], Severity | None] = lambda _: None,
) -> None:
    for guest in context.vms:
        hits = [each for each in guest.posture.devices if wrong(each)] if guest.posture else []
        if tally.saw(bool(hits) if guest.posture else None):
            cells = (context.cell(field, each.origin, each.label) for each in hits)
            worst: Severity | None = next((s for s in map(severity, hits) if s), None)
            kinds = ", ".join(sorted({each.kind for each in hits}))
            tally.add(guest.ref, guest.label, *cells, severity=worst, kinds=kinds)


def _nics(context: Context, tally: Tally, field: str, wrong: Callable[[Nic], bool | None]) -> None:
    name = field.partition(".")[2]
    for guest in context.vms:
        verdicts = [wrong(nic) for nic in guest.nics]
        blank = bool(verdicts) and all(said is None for said in verdicts)
        if tally.saw(None if blank else any(verdicts)):
            hits = [nic for nic, said in zip(guest.nics, verdicts, strict=True) if said]
            cells = (context.cell(field, nic.origin, getattr(nic, name)) for nic in hits)
            tally.add(guest.ref, guest.label, *cells, adapters=len(hits))


RULES = (
    Rule("VM-CONSOLE-OPEN", ("console.listens_on",), open_console),
    Rule("VM-CONSOLE-PASSWORD", ("console.shows_password",), shown_password),
    Rule("VM-CONSOLE-SERIAL", ("console.is_telnet",), serial_line),
    Rule("VM-CLIPBOARD", ("console.shares_clipboard",), shared_clipboard),
    Rule("VM-PASSTHROUGH", ("device.pci",), host_device),
    Rule("VM-USB-REDIR", ("device.usb_redirection",), redirected_usb),
    Rule("VM-HOST-SHARE", ("device.directory",), shared_folder),
    Rule("VM-PORTS", ("device.serial_port",), old_ports),
    Rule("VM-NO-NET-FILTER", ("nic.filter",), unfiltered),
    Rule("VM-NIC-TRUSTED", ("nic.trusts_guest",), trusted),
    Rule("VM-NIC-TRUNK", ("nic.vlan",), trunked),
)
