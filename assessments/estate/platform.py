"""What carries guests: managers, clusters, hosts, storage and networks."""

from dataclasses import dataclass
from datetime import date, datetime

from assessments.estate.identity import Origin, Ref
from assessments.estate.posture import HostPosture


@dataclass(frozen=True, slots=True)
class Manager:
    ref: Ref
    name: str
    origin: Origin | None
    product: str | None = None
    version: str | None = None
    build: str | None = None


@dataclass(frozen=True, slots=True)
class Datacenter:
    ref: Ref
    name: str
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Cluster:
    ref: Ref
    name: str
    datacenter: str | None
    origin: Origin | None
    is_placeholder: bool = False
    ha: bool | None = None
    drs: bool | None = None
    admission_control: bool | None = None
    effective_memory_mib: int | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """A hypervisor host. `is_placeholder`: named by a guest, described nowhere."""

    ref: Ref
    name: str
    cluster: Ref | None
    datacenter: str | None
    origin: Origin | None
    is_placeholder: bool = False
    is_connected: bool | None = None
    in_maintenance: bool | None = None
    cores: int | None = None
    memory_mib: int | None = None
    memory_usage_percent: float | None = None
    vcpus_per_core: float | None = None
    product: str | None = None  # "VMware ESXi"
    version: str | None = None  # "7.0.3"
    build: str | None = None
    boot_time: datetime | None = None
    bios_date: date | None = None
    time_servers: tuple[str, ...] | None = None
    time_daemon: bool | None = None
    certificate_expiry: datetime | None = None
    certificate_status: str | None = None
    swapped_mib: int | None = None
    ballooned_mib: int | None = None
    release: str | None = None  # product, version and build as the file writes them
    posture: HostPosture | None = None


@dataclass(frozen=True, slots=True)
class Datastore:
    ref: Ref
    name: str
    origin: Origin | None
    is_placeholder: bool = False
    kind: str | None = None
    is_accessible: bool | None = None
    capacity_mib: int | None = None
    provisioned_mib: int | None = None
    free_mib: int | None = None
    free_percent: float | None = None
    hosts: tuple[str, ...] = ()
    host_count: int | None = None


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """Layer-2 settings of a switch or port group; None = the file does not say."""

    promiscuous: bool | None = None
    mac_changes: bool | None = None
    forged_transmits: bool | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    ref: Ref
    name: str
    origin: Origin | None
    is_distributed: bool = False
    host: Ref | None = None
    policy: SecurityPolicy = SecurityPolicy()
    discovery: str | None = None


@dataclass(frozen=True, slots=True)
class PortGroup:
    ref: Ref
    name: str
    origin: Origin | None
    is_distributed: bool = False
    is_placeholder: bool = False
    switch: Ref | None = None
    switch_name: str | None = None
    host: Ref | None = None
    vlan: str | None = None
    policy: SecurityPolicy = SecurityPolicy()
    binding: str | None = None  # earlyBinding, ephemeral, ...
    security_override: bool | None = None
    vlan_override: bool | None = None
    config_reset: bool | None = None


@dataclass(frozen=True, slots=True)
class ServiceInterface:
    """A host's own network interface: management, migration, storage."""

    host: Ref | None
    host_name: str
    port_group: str
    device: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class StoragePath:
    """A host's paths to a datastore in their worst state; `number` is that of the path in it."""

    host_name: str
    datastore: str
    state: str
    origin: Origin
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence without its key: keys are dropped while reading."""

    name: str
    origin: Origin
    total: int | None = None
    used: int | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class HealthMessage:
    """What the exporting tool itself complained about."""

    subject: str
    message: str
    kind: str
    origin: Origin
