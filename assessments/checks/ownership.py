"""Ownership and order: owner, backup, names that say temporary, twins, secrets in notes."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context, days
from assessments.checks.domains import attribute
from assessments.estate import Guest

OWNER_IN_NOTE = re.compile(r"\b(owner|owned by|contact|responsible)\s*[:=]\s*\S", re.IGNORECASE)
TEMPORARY = re.compile(
    r"(?<![a-z])(test|te?mp|old|copy|clone|bak|temporary|do not power on|delete|remove)(?![a-z])",
    re.IGNORECASE,
)
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
            tally.add(guest.ref, guest.ref.native_id, context.cell(headers[0], guest.origin, ""))


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
            cell = context.cell(headers[0], guest.origin, said)
            tally.add(guest.ref, guest.ref.native_id, cell, days=int(age))


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
            word = TEMPORARY.search(texts[hit] or "")
            cell = context.cell(hit, guest.origin, word.group(0) if word else "")
            tally.add(guest.ref, guest.ref.native_id, cell)


def same_smbios(context: Context, tally: Tally) -> None:
    """Several machines bear the same hardware UUID: clones with one identity."""
    _twins(context, tally, "vm.smbios_uuid", lambda g: {(g.smbios_uuid or "").casefold()})


def same_mac(context: Context, tally: Tally) -> None:
    """Several machines bear the same network address."""
    _twins(context, tally, "nic.mac", lambda g: {(nic.mac or "").casefold() for nic in g.nics})


def secret_in_note(context: Context, tally: Tally) -> None:
    """A note or attribute holds what looks like a password; the text itself is never kept."""
    for guest in context.all_guests:
        if tally.saw(bool(guest.secret_columns)):
            cells = (context.cell(column, guest.origin, "") for column in guest.secret_columns)
            tally.add(guest.ref, guest.ref.native_id, *cells, columns=len(guest.secret_columns))


def _knows(context: Context, tally: Tally, headers: tuple[str, ...]) -> bool:
    folded = {header.casefold() for header in headers}
    columns = {column.header.casefold() for column in context.estate.columns.values()}
    known = folded & columns or any(
        folded & {name.casefold() for name in guest.attributes} for guest in context.all_guests
    )
    if not known:
        tally.refusal = f"The file has no attribute named {' or '.join(headers)}"
    return bool(known)


def _twins(context: Context, tally: Tally, name: str, keys: Callable[[Guest], set[str]]) -> None:
    bearers: dict[str, int] = defaultdict(int)
    for guest in context.vms:
        for key in keys(guest) - {""}:
            bearers[key] += 1
    for guest in context.vms:
        own = keys(guest) - {""}
        shared = [key for key in own if bearers[key] > 1]
        if tally.saw(bool(shared) if own else None):
            cell = context.cell(name, guest.origin, shared[0])
            tally.add(guest.ref, guest.ref.native_id, cell, machines=bearers[shared[0]])


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
