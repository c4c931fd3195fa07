"""The thresholds of the checks, in one table that an assessment may change."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


class BadParameter(ValueError):
    """A threshold is unknown or not a value that it can take."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """
    Every threshold with its default.

    Days, percent and counts are whole numbers; headers are the names of custom
    attributes or tags, compared without regard to case.
    """

    snapshot_days: int = 30
    snapshot_high_days: int = 180
    snapshot_backup_days: int = 2
    snapshot_depth: int = 3
    snapshot_share_percent: int = 50
    snapshot_memory_percent: int = 10
    off_days: int = 90
    between_exports_days: int = 90
    template_days: int = 180
    hardware_version: int = 17
    machine_version: int = 4
    certificate_days: int = 90
    licence_days: int = 60
    boot_days: int = 365
    bios_days: int = 1095
    backup_days: int = 7
    vcpu_per_core: int = 4
    memory_usage_percent: int = 90
    reservation_percent: int = 50
    partition_free_percent: int = 10
    datastore_free_percent: int = 10
    datastore_provisioned_percent: int = 150
    owner_headers: tuple[str, ...] = ("Owner", "Business owner", "Service owner")
    backup_headers: tuple[str, ...] = ("Last backup", "Backup status", "Backup")
    zone_headers: tuple[str, ...] = ("Zone", "Domain")
    ticket_headers: tuple[str, ...] = ("Change", "Change ticket", "Ticket")
    restricted_zones: tuple[str, ...] = ("DMZ", "RES")
    management_zones: tuple[str, ...] = ("MGT", "MGMT")


DEFAULT = Parameters()

LABELS: Mapping[str, str] = {
    "snapshot_days": "Age of a snapshot, days",
    "snapshot_high_days": "Age from which a snapshot is severe, days",
    "snapshot_backup_days": "Age of a backup's own snapshot, days",
    "snapshot_depth": "Snapshots of one virtual machine",
    "snapshot_share_percent": "Size of snapshots against the provisioned size, percent",
    "snapshot_memory_percent": "Size of a snapshot's state against the memory, percent",
    "off_days": "Time powered off without a change, days",
    "between_exports_days": "Time between two exports that prove dormancy, days",
    "template_days": "Time since a template changed, days",
    "hardware_version": "Lowest virtual hardware version",
    "machine_version": "Lowest release of a machine type (QEMU)",
    "certificate_days": "Days left on a host's certificate",
    "licence_days": "Days left on a licence",
    "boot_days": "Time since a host was started, days",
    "bios_days": "Age of a host's firmware, days",
    "backup_days": "Age of the last backup, days",
    "vcpu_per_core": "Virtual processors per core",
    "memory_usage_percent": "Use of a host's memory, percent",
    "reservation_percent": "Reservation against the host, percent",
    "partition_free_percent": "Free space of a guest's partition, percent",
    "datastore_free_percent": "Free space of a datastore, percent",
    "datastore_provisioned_percent": "Provisioned size against a datastore's capacity, percent",
    "owner_headers": "Attributes that name the owner",
    "backup_headers": "Attributes that tell of the backup",
    "zone_headers": "Attributes that name the information domain",
    "ticket_headers": "Attributes that name the change",
    "restricted_zones": "Restricted domains",
    "management_zones": "Management networks, as named in port groups",
}

PERCENT_BELOW_HUNDRED = {name for name in LABELS if name.endswith("_free_percent")}


def changed(values: Mapping[str, object], base: Parameters = DEFAULT) -> Parameters:
    """
    Give a table with some thresholds changed.

    Args:
        values: whole numbers (or digits) and lists of names, by parameter.

    Raises:
        BadParameter: unknown name, number below zero, percentage of free space
            above 100, or an empty name in a list.
    """
    known = {item.name for item in fields(Parameters)}
    for name in values:
        if name not in known:
            raise BadParameter(f"There is no parameter {name!r}")
    fitting = {name: _fitting(name, value) for name, value in values.items()}
    return replace(base, **fitting)  # type: ignore[arg-type]  # _fitting looked at each by name


def _fitting(name: str, value: object) -> int | tuple[str, ...]:
    if isinstance(getattr(DEFAULT, name), int):
        return _number(name, value)
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(item, str) for item in names):
        raise BadParameter(f"{LABELS[name]}: give a list of names")
    kept = tuple(item.strip() for item in names)
    if not all(kept):
        raise BadParameter(f"{LABELS[name]}: a name is empty")
    return kept


def _number(name: str, value: object) -> int:
    try:
        number = value if type(value) is int else int(str(value))
    except ValueError as error:
        raise BadParameter(f"{LABELS[name]}: give a whole number") from error
    highest = 100 if name in PERCENT_BELOW_HUNDRED else 100_000
    if not 0 <= number <= highest:
        raise BadParameter(f"{LABELS[name]}: give a number from 0 to {highest}")
    return number
