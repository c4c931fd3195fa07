"""How far guests and hosts are closed: what only some exports tell, each None where untold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.estate.identity import Origin


@dataclass(frozen=True, slots=True)
class Console:
    """
    A way to a guest's screen or serial line; `kind` is vnc, spice, rdp or serial.

    `listens_on` is an address, blank for one that no network reaches.
    """

    kind: str
    origin: Origin
    listens_on: str | None = None
    shows_password: bool | None = None  # the file holds the password in clear
    is_encrypted: bool | None = None
    is_telnet: bool | None = None
    shares_clipboard: bool | None = None  # or lets files be dragged in


@dataclass(frozen=True, slots=True)
class Device:
    """
    A device of the host in a guest's hands.

    `kind` is pci, usb, scsi, mediated, network, usb_redirection, memory, smartcard,
    serial_port, parallel_port or directory.
    """

    kind: str
    label: str
    origin: Origin
    is_read_only: bool | None = None


@dataclass(frozen=True, slots=True)
class GuestPosture:
    """Settings of a guest that keep it apart from its host and its neighbours."""

    origin: Origin
    firmware: str | None = None  # bios, uefi
    tpm: str | None = None  # none, emulated, encrypted, host
    tpm_version: str | None = None
    confinement: str | None = None  # none, or the kind of label the host puts on its process
    is_encrypted: bool | None = None  # its disks or its whole configuration
    memory_encryption: str | None = None  # none, or the processor's technique
    migration_encryption: str | None = None  # required, opportunistic, disabled
    is_nested: bool | None = None
    cpu: str | None = None  # the model, as the platform names it
    is_host_cpu: bool | None = None
    has_mitigations: bool | None = None
    machine: str | None = None
    machine_version: int | None = None
    has_agent: bool | None = None
    is_protected: bool | None = None  # against being deleted by mistake
    lock: str | None = None  # what a task left behind
    overrides: tuple[str, ...] = ()  # options that the platform does not manage
    loose_settings: tuple[str, ...] = ()  # named settings that open the guest to its console
    consoles: tuple[Console, ...] = ()
    devices: tuple[Device, ...] = ()


@dataclass(frozen=True, slots=True)
class HostPosture:
    """Settings of a host that decide who reaches it and what it runs."""

    origin: Origin
    lockdown: bool | None = None
    shell: bool | None = None
    ssh: bool | None = None
    object_browser: bool | None = None
    log_server: str | None = None
    lockout_failures: int | None = None
    password_rule: str | None = None
    page_sharing: bool | None = None  # between guests
    firewall_blocks: bool | None = None  # what no rule names
    open_services: tuple[str, ...] = ()  # rules that let every address in
    has_tpm: bool | None = None
    attestation: str | None = None
    only_installed_programs: bool | None = None
    acceptance: str | None = None
    confinement: str | None = None  # none, or the security models in force
    settings: Mapping[str, str] = field(default_factory=dict)
