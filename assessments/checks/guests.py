"""Guests: tools, operating system, firmware, virtual hardware, removable media."""

from collections.abc import Iterator

from assessments.checks.base import Evidence, Rule, Tally
from assessments.checks.context import Context
from assessments.checks.eol import DEBIAN, Verdict, family
from assessments.estate import Guest, Media, Power

MISSING = {"not_installed", "not_running"}


def without_tools(context: Context, tally: Tally) -> None:
    """Powered on, and the guest tools are not there or not running."""
    _tools(context, tally, MISSING)


def with_old_tools(context: Context, tally: Tally) -> None:
    """Powered on, and the guest tools are not current; guest-managed tools are."""
    _tools(context, tally, {"old"})


def past_end_of_life(context: Context, tally: Tally) -> None:
    """The operating system, as its tools report it or as configured, is past its end of life."""
    for guest in context.vms:
        name = system_name(guest)
        verdict = context.eol.system(name, context.now)
        extended = verdict is not None and verdict.product == DEBIAN
        if tally.saw(False if extended else _past(verdict)):
            _add_system(context, tally, guest, verdict)


def past_project_support(context: Context, tally: Tally) -> None:
    """
    The project no longer supports the system; only others' extensions may.

    Debian hands a release over to a long-term team and to firms after three
    years: whether such an extension is in use is not in any export.
    """
    for guest in context.vms:
        name = system_name(guest)
        verdict = context.eol.system(name, context.now)
        if verdict is None or verdict.product != DEBIAN:
            tally.saw(False)  # noqa: FBT003 - the verdict is the argument
        elif tally.saw(_past(verdict)):
            _add_system(context, tally, guest, verdict)


def mismatched_system(context: Context, tally: Tally) -> None:
    """The configured system and the reported one are of different families."""
    for guest in context.vms:
        configured, reported = family(guest.os_configured or ""), family(guest.os_reported or "")
        known = configured is not None and reported is not None
        if tally.saw(configured != reported if known else None):
            tally.add(
                guest.ref,
                guest.label,
                context.cell("vm.os_configured", guest.origin, guest.os_configured),
                context.cell("vm.os_reported", guest.origin, guest.os_reported),
            )


def without_secure_boot(context: Context, tally: Tally) -> None:
    """Secure boot is off, or cannot be on because the firmware is BIOS."""
    for guest in context.vms:
        is_on = guest.secure_boot
        cannot = (guest.firmware or "").casefold() == "bios"
        if tally.saw(None if is_on is None and not cannot else not is_on):
            tally.add(
                guest.ref,
                guest.label,
                context.cell("vm.secure_boot", guest.origin, is_on),
                context.cell("vm.firmware", guest.origin, guest.firmware),
                firmware=guest.firmware or "",
            )


def old_hardware(context: Context, tally: Tally) -> None:
    """The virtual hardware version is below the limit."""
    limit = context.parameters.hardware_version
    for guest in context.vms:
        version = guest.hardware_version
        if tally.saw(None if version is None else version < limit):
            cell = context.cell("vm.hardware_version", guest.origin, version)
            tally.add(guest.ref, guest.label, cell, version=version or 0, limit=limit)


def with_disc(context: Context, tally: Tally) -> None:
    """A CD drive is connected, or holds an image and connects at power-on."""
    _media(context, tally, "cd")


def with_usb(context: Context, tally: Tally) -> None:
    """A USB device of the host is connected."""
    _media(context, tally, "usb")


def with_floppy(context: Context, tally: Tally) -> None:
    """A floppy drive is connected."""
    _media(context, tally, "floppy")


def system_name(guest: Guest) -> str:
    """The system as the tools report it, else as configured."""
    return guest.os_reported or guest.os_configured or ""


def _past(verdict: Verdict | None) -> bool | None:
    return None if verdict is None else verdict.is_past


def system_cell(context: Context, guest: Guest) -> Evidence | None:
    """Where the system's name stands."""
    name = "vm.os_reported" if guest.os_reported else "vm.os_configured"
    return context.cell(name, guest.origin, system_name(guest))


def tools_cell(context: Context, guest: Guest) -> Evidence | None:
    """Where the state of the guest tools stands."""
    return context.cell("vm.tools", guest.tools_origin, guest.tools)


def _add_system(context: Context, tally: Tally, guest: Guest, verdict: Verdict | None) -> None:
    tally.add(
        guest.ref,
        guest.label,
        system_cell(context, guest),
        system=system_name(guest),
        ended=str(verdict.ends) if verdict else "",
        table=context.eol.dated.isoformat(),
    )


def _tools(context: Context, tally: Tally, states: set[str]) -> None:
    for guest in context.vms:
        if guest.power is None:
            tally.saw(None)
        elif guest.power is Power.ON and tally.saw(
            None if guest.tools is None else guest.tools in states
        ):
            cell = tools_cell(context, guest)
            tally.add(guest.ref, guest.label, cell, tools=guest.tools or "")


def _media(context: Context, tally: Tally, kind: str) -> None:
    for guest in context.vms:
        devices = [device for device in guest.media if device.kind == kind]
        verdicts = [_in_use(device) for device in devices]
        blank = bool(verdicts) and all(verdict is None for verdict in verdicts)
        if tally.saw(None if blank else any(verdicts)):
            used = [device for device in devices if _in_use(device)]
            cells = [cell for device in used for cell in _device_cells(context, device)]
            tally.add(guest.ref, guest.label, *cells, devices=len(used))


def _in_use(device: Media) -> bool | None:
    image = "iso" in (device.backing or "").casefold()
    if device.is_connected or (device.kind == "cd" and device.starts_connected and image):
        return True
    return None if device.is_connected is None else False


def _device_cells(context: Context, device: Media) -> Iterator[Evidence | None]:
    name, origin = f"media.{device.kind}", device.origin
    if device.is_connected:
        yield context.cell(name, origin, device.is_connected)
    else:
        yield context.cell(f"{name}_starts", origin, device.starts_connected)
    if device.backing:
        yield context.cell(f"{name}_backing", origin, device.backing)


OS = "vm.os_reported|vm.os_configured"
RULES = (
    Rule("VM-TOOLS-NONE", ("vm.tools", "vm.power"), without_tools),
    Rule("VM-TOOLS-OLD", ("vm.tools", "vm.power"), with_old_tools),
    Rule("VM-OS-EOL", (OS, "as_of"), past_end_of_life),
    Rule("VM-OS-EXTENDED", (OS, "as_of"), past_project_support),
    Rule("VM-OS-MISMATCH", ("vm.os_reported", "vm.os_configured"), mismatched_system),
    Rule("VM-NO-SECUREBOOT", ("vm.secure_boot",), without_secure_boot),
    Rule("VM-HWVER", ("vm.hardware_version",), old_hardware),
    Rule("VM-CD", ("media.cd",), with_disc),
    Rule("VM-USB", ("media.usb",), with_usb),
    Rule("VM-FLOPPY", ("media.floppy",), with_floppy),
)
