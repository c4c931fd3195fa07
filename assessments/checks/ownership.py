"""Ownership and order: owner, backup, names that say temporary, twins, secrets in notes."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context, days
from assessments.checks.domains import attribute
from assessments.estate import Guest, Origin

OWNER_IN_NOTE = re.compile(r"\b(owner|owned by|contact|responsible)\s*[:=]\s*\S", re.IGNORECASE)
TEMPORARY = re.compile(
    r"(?<![a-z])(test|te?mp|old|copy|clone|bak|temporary|do not power on|delete|remove)(?![a-z])",
    re.IGNORECASE,
)
SECRETS = {"Annotation": "vm.annotation"}  # every other column is an attribute
BACKUP_DATES = (
    "%a %b %d %H:%M:%S %Y",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
)


def without_owner(context: Context, tally: Tally) -> None:
    """The owner's attribute is blank, and the note names no owner either ("Owner: ...")."""
    headers = context.parameters.owner_headers
    if not _knows(context, tally, headers):
        return
    for guest in context.vms:
        note = OWNER_IN_NOTE.search(guest.annotation or "")
        if tally.saw(not attribute(guest, headers) and not note):
            cell = context.cell(context.attribute_field(headers), guest.origin, "")
            tally.add(guest.ref, guest.label, cell)


def without_backup(context: Context, tally: Tally) -> None:
    """The backup's attribute is blank, or the date in it is too old: a proxy."""
    headers = context.parameters.backup_headers
    if not _knows(context, tally, headers):
        return
    for guest in context.vms:
        said = attribute(guest, headers)
        moment = _moment(said)
        age = days(moment, context.now) if moment else 0
        if tally.saw(not said or age > context.parameters.backup_days):
            cell = context.cell(context.attribute_field(headers), guest.origin, said)
            tally.add(guest.ref, guest.label, cell, days=int(age))


def named_temporary(context: Context, tally: Tally) -> None:
    """Name, folder or note says test, old, copy, delete and the like."""
    for guest in context.vms:
        texts = {
            "vm.name": guest.name,
            "vm.folder": guest.folder,
            "vm.annotation": guest.annotation,
        }
        hit = next((name for name, text in texts.items() if TEMPORARY.search(text or "")), "")
        if tally.saw(bool(hit)):
            tally.add(guest.ref, guest.label, context.cell(hit, guest.origin, texts[hit]))


def same_smbios(context: Context, tally: Tally) -> None:
    """Several machines bear the same hardware UUID: clones with one identity."""
    _twins(context, tally, "vm.smbios_uuid", lambda guest: [(guest.origin, guest.smbios_uuid)])


def same_mac(context: Context, tally: Tally) -> None:
    """Several machines bear the same network address."""
    _twins(context, tally, "nic.mac", lambda guest: [(nic.origin, nic.mac) for nic in guest.nics])


def secret_in_note(context: Context, tally: Tally) -> None:
    """A note or attribute holds what looks like a password; the text itself is never kept."""
    for guest in context.all_guests:
        if tally.saw(bool(guest.secret_columns)):
            fields = (SECRETS.get(c, f"vm.attribute.{c}") for c in guest.secret_columns)
            cells = (context.cell(name, guest.origin, "") for name in fields)
            tally.add(guest.ref, guest.label, *cells, columns=len(guest.secret_columns))


def _knows(context: Context, tally: Tally, headers: tuple[str, ...]) -> bool:
    known = bool(context.attribute_field(headers))
    if not known:
        tally.refusal = f"The file has no attribute named {' or '.join(headers)}"
    return known


def _twins(
    context: Context,
    tally: Tally,
    name: str,
    marks: Callable[[Guest], list[tuple[Origin, str | None]]],
) -> None:
    bearers: Counter[str] = Counter()
    for guest in context.vms:
        bearers.update({mark.casefold() for _, mark in marks(guest) if mark})
    for guest in context.vms:
        every = marks(guest)
        own = [(origin, mark) for origin, mark in every if mark]
        shared = [(origin, mark) for origin, mark in own if bearers[mark.casefold()] > 1]
        if tally.saw(bool(shared) if own or not every else None):
            cells = (context.cell(name, origin, mark) for origin, mark in shared)
            most = max(bearers[mark.casefold()] for _, mark in shared)
            tally.add(guest.ref, guest.label, *cells, machines=most)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in BACKUP_DATES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - exports state no zone
        except ValueError:
            continue
    return None


RULES = (
    Rule("VM-NO-OWNER", ("vm.name",), without_owner),
    Rule("VM-NO-BACKUP", ("vm.name", "as_of"), without_backup),
    Rule("VM-NAME-TEMP", ("vm.name",), named_temporary),
    Rule("VM-DUP-SMBIOS", ("vm.smbios_uuid",), same_smbios),
    Rule("VM-DUP-MAC", ("nic.mac",), same_mac),
    Rule("VM-SECRET-NOTE", ("vm.annotation",), secret_in_note),
)
