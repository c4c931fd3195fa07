"""How far guests are closed: one rule for each setting, whatever platform tells it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from assessments.checks.base import Evidence, Rule, Severity, Tally
from assessments.checks.context import Context
from assessments.estate import GuestPosture

UNSAFE_CACHES = ("unsafe",)


@dataclass(frozen=True, slots=True)
class Setting:
    """
    A rule about one setting: its code, its field and what is wrong with a value.

    `wrong` answers None where the file does not tell; `shown` is what proves it.
    """

    code: str
    field: str
    wrong: Callable[[GuestPosture], bool | None]
    shown: Callable[[GuestPosture], object]


def _without_tpm(posture: GuestPosture) -> bool | None:
    """None at all, or one of a version that nothing uses any more."""
    is_old = "1.2" in (posture.tpm_version or "")
    return None if posture.tpm is None else is_old or posture.tpm == "none"


SETTINGS = (
    Setting("VM-BIOS", "posture.firmware", lambda p: _is(p.firmware, "bios"), lambda p: p.firmware),
    Setting("VM-NO-TPM", "posture.tpm", _without_tpm, lambda p: p.tpm_version or p.tpm),
    Setting("VM-TPM-SHARED", "posture.tpm", lambda p: _is(p.tpm, "host"), lambda p: p.tpm),
    Setting(
        "VM-UNCONFINED",
        "posture.confinement",
        lambda p: _is(p.confinement, "none"),
        lambda p: p.confinement,
    ),
    Setting("VM-NESTED", "posture.is_nested", lambda p: p.is_nested, lambda p: p.is_nested),
    Setting("VM-CPU-HOST", "posture.is_host_cpu", lambda p: p.is_host_cpu, lambda p: p.cpu),
    Setting(
        "VM-CPU-PLAIN",
        "posture.has_mitigations",
        lambda p: _not(p.has_mitigations),
        lambda p: p.cpu,
    ),
    Setting("VM-NO-AGENT", "posture.has_agent", lambda p: _not(p.has_agent), lambda p: p.has_agent),
    Setting(
        "VM-NO-PROTECTION",
        "posture.is_protected",
        lambda p: _not(p.is_protected),
        lambda p: p.is_protected,
    ),
    Setting("VM-LOCKED", "posture.lock", lambda p: bool(p.lock), lambda p: p.lock),
    Setting(
        "VM-OVERRIDE",
        "posture.overrides",
        lambda p: bool(p.overrides),
        lambda p: ", ".join(p.overrides),
    ),
    Setting(
        "VM-LOOSE",
        "posture.loose_settings",
        lambda p: bool(p.loose_settings),
        lambda p: ", ".join(p.loose_settings),
    ),
    Setting(
        "VM-MIGRATION-PLAIN",
        "posture.migration_encryption",
        lambda p: None if p.migration_encryption is None else p.migration_encryption != "required",
        lambda p: p.migration_encryption,
    ),
)


def judge(setting: Setting, context: Context, tally: Tally) -> None:
    """Judge every machine by one setting; templates are left out."""
    for guest in context.vms:
        posture = guest.posture
        if tally.saw(setting.wrong(posture) if posture else None) and posture:
            cell = context.cell(setting.field, posture.origin, setting.shown(posture))
            tally.add(guest.ref, guest.label, cell)


def old_machine(context: Context, tally: Tally) -> None:
    """The type of machine is of a release older than the limit."""
    limit = context.parameters.machine_version
    for guest in context.vms:
        posture = guest.posture
        version = posture.machine_version if posture else None
        if tally.saw(None if version is None else version < limit) and posture:
            cell = context.cell("posture.machine_version", posture.origin, posture.machine)
            tally.add(guest.ref, guest.label, cell, version=version or 0, limit=limit)


def unencrypted(context: Context, tally: Tally) -> None:
    """Disks lie in clear; severe in a restricted domain. Storage may encrypt below: not seen."""
    for guest in context.vms:
        whole = guest.posture.is_encrypted if guest.posture else None
        plain = [disk for disk in guest.disks if disk.is_encrypted is False]
        told = whole is not None or any(disk.is_encrypted is not None for disk in guest.disks)
        is_plain = False if whole else (whole is False or bool(plain))
        if tally.saw(is_plain if told else None):
            domain = context.domain(guest)
            cells: list[Evidence | None] = [
                context.cell("disk.is_encrypted", disk.origin, disk.is_encrypted) for disk in plain
            ]
            if guest.posture and whole is False:
                cells.append(context.cell("posture.is_encrypted", guest.posture.origin, whole))
            tally.add(
                guest.ref,
                guest.label,
                *cells,
                severity="high" if context.is_restricted(domain) else None,
                disks=len(plain),
                domain=domain or "",
            )


def plain_memory(context: Context, tally: Tally) -> None:
    """The memory of a machine in a restricted domain is not encrypted by the processor."""
    for guest in context.vms:
        posture = guest.posture
        said = posture.memory_encryption if posture else None
        matters = context.is_restricted(context.domain(guest))
        if tally.saw(None if said is None else matters and said == "none") and posture:
            cell = context.cell("posture.memory_encryption", posture.origin, said)
            tally.add(guest.ref, guest.label, cell)


def unsafe_cache(context: Context, tally: Tally) -> None:
    """A disk's writes are confirmed before they are on disk."""
    _disks(context, tally, "disk.cache", lambda said: str(said).casefold() in UNSAFE_CACHES)


def outside_backup(context: Context, tally: Tally) -> None:
    """A disk is left out of the platform's own backup."""
    _disks(context, tally, "disk.in_backup", lambda said: said is False)


def _disks(context: Context, tally: Tally, field: str, wrong: Callable[[object], bool]) -> None:
    name = field.partition(".")[2]
    for guest in context.vms:
        values = [(disk, getattr(disk, name)) for disk in guest.disks]
        told = [(disk, said) for disk, said in values if said is not None]
        hits = [(disk, said) for disk, said in told if wrong(said)]
        if tally.saw(bool(hits) if told or not values else None):
            cells = (context.cell(field, disk.origin, said) for disk, said in hits)
            severity: Severity | None = None
            tally.add(guest.ref, guest.label, *cells, severity=severity, disks=len(hits))


def _is(value: str | None, wrong: str) -> bool | None:
    return None if value is None else value == wrong


def _not(value: bool | None) -> bool | None:  # noqa: FBT001 - a setting as it stands
    return None if value is None else not value


def _rules() -> Iterator[Rule[Context]]:
    for setting in SETTINGS:
        yield Rule(setting.code, (setting.field,), partial(judge, setting))


RULES = (
    *_rules(),
    Rule("VM-MACHINE-OLD", ("posture.machine_version",), old_machine),
    Rule("VM-NO-ENCRYPTION", ("disk.is_encrypted|posture.is_encrypted",), unencrypted),
    Rule("VM-MEMORY-PLAIN", ("posture.memory_encryption",), plain_memory),
    Rule("VM-CACHE-UNSAFE", ("disk.cache",), unsafe_cache),
    Rule("VM-DISK-NO-BACKUP", ("disk.in_backup",), outside_backup),
)
