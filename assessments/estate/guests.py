"""Virtual machines, templates and what hangs on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessments.estate.clouds import GuestCloud
from assessments.estate.identity import Origin, Power, Ref
from assessments.estate.posture import GuestPosture


@dataclass(frozen=True, slots=True)
class Disk:
    label: str
    datastore: Ref | None
    origin: Origin
    capacity_mib: int | None = None
    mode: str | None = None
    is_raw: bool | None = None
    sharing: str | None = None
    shared_bus: str | None = None
    is_encrypted: bool | None = None
    cache: str | None = None
    in_backup: bool | None = None


@dataclass(frozen=True, slots=True)
class Nic:
    label: str
    port_group: Ref | None
    network: str | None
    origin: Origin
    adapter: str | None = None
    mac: str | None = None
    mac_type: str | None = None
    is_connected: bool | None = None
    starts_connected: bool | None = None
    filter: str | None = None  # what keeps it to its own addresses; blank for nothing
    trusts_guest: bool | None = None  # the guest may set its own receive filters
    vlan: str | None = None  # set at the adapter itself; a list or range is a trunk


@dataclass(frozen=True, slots=True)
class Media:
    """A removable device of a guest: `kind` is cd, usb or floppy."""

    kind: str
    label: str
    origin: Origin
    is_connected: bool | None = None
    starts_connected: bool | None = None
    backing: str | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    label: str
    origin: Origin
    free_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    ref: Ref
    name: str
    guest: Ref
    origin: Origin
    taken_at: datetime | None = None
    memory_mib: float | None = None  # size of the memory image; more than zero = memory on disk
    has_memory: bool | None = None  # where its size is not told
    size_mib: float | None = None
    is_quiesced: bool | None = None
    datastore: Ref | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine or a template; `ref.kind` says which."""

    ref: Ref
    name: str
    origin: Origin
    host: Ref | None = None
    cluster: Ref | None = None
    datacenter: str | None = None
    folder: str | None = None
    resource_pool: str | None = None
    is_disaster_placeholder: bool = False  # site-recovery stand-in: excluded from findings
    power: Power | None = None
    connection_state: str | None = None
    created_at: datetime | None = None
    changed_at: datetime | None = None
    suspended_at: datetime | None = None
    vcpus: int | None = None
    memory_mib: int | None = None
    provisioned_mib: int | None = None
    firmware: str | None = None
    secure_boot: bool | None = None
    hardware_version: int | None = None
    os_configured: str | None = None
    os_reported: str | None = None
    instance_uuid: str | None = None
    smbios_uuid: str | None = None
    annotation: str | None = None  # masked: never holds what looks like a secret
    secret_columns: tuple[str, ...] = ()  # columns in which something was masked
    attributes: Mapping[str, str] = field(default_factory=dict)  # custom attributes and tags
    consolidation_needed: bool | None = None
    ha_restart_priority: str | None = None
    ha_protection: bool | None = None
    cluster_rules: str | None = None
    tools: str | None = None  # current, old, not_running, not_installed, guest_managed
    tools_origin: Origin | None = None
    cpu_limit: int | None = None  # None = no limit
    cpu_reservation: int | None = None
    memory_limit: int | None = None
    memory_reservation: int | None = None
    swapped_mib: int | None = None
    ballooned_mib: int | None = None
    cpu_origin: Origin | None = None
    memory_origin: Origin | None = None
    disks: tuple[Disk, ...] = ()
    nics: tuple[Nic, ...] = ()
    media: tuple[Media, ...] = ()
    partitions: tuple[Partition, ...] = ()
    datastore: Ref | None = None  # of its configuration file; disks may be elsewhere
    number: str | None = None  # what people call it by, where that is not its id
    posture: GuestPosture | None = None
    cloud: GuestCloud | None = None

    @property
    def label(self) -> str:
        """What a finding calls it by."""
        return self.number or self.ref.native_id
