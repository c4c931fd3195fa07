"""What a machine's settings say of how it is kept apart, with the defaults of Proxmox VE."""

import re
from collections.abc import Iterator, Mapping

from assessments.estate import Device, GuestPosture, Origin
from assessments.importers.proxmox.configs import Section

_SAFE_MODEL = re.compile(r"-IBRS|-IBPB|-noTSX|^(?:EPYC|Icelake|Cooperlake|Sapphire|Granite)")
_SAFE_FLAG = re.compile(r"\+(?:spec-ctrl|ibpb|ssbd|amd-ssbd|virt-ssbd|md-clear|stibp)")
_PLAIN = frozenset(("kvm64", "kvm32", "qemu64", "qemu32"))
_OPEN_TOO = re.compile(r"\+(?:vmx|svm|nested-virt)")
_VERSION = re.compile(r"-(\d{1,3})\.\d+")
DEFAULT_CPU = "kvm64"


def firmware(now: Section) -> str:
    """Say bios or uefi; BIOS is the default."""
    return "uefi" if now.values.get("bios", "seabios") == "ovmf" else "bios"


def secure_boot(now: Section) -> bool:
    """Say whether keys are enrolled in a disk that can hold them; else nothing is checked."""
    disk = now.options("efidisk0")
    is_kept = disk.get("efitype", "2m") == "4m" and disk.get("pre-enrolled-keys", "0") == "1"
    return firmware(now) == "uefi" and is_kept


def posture(
    now: Section, sheet: str, origin: Origin, firewall: Mapping[str, str] | None
) -> GuestPosture:
    """Return everything of a machine that keeps it apart from its host and its neighbours."""
    cpu = now.options("cpu")
    model = cpu.get("") or cpu.get("cputype") or DEFAULT_CPU
    flags = cpu.get("flags", "")
    machine = now.options("machine")
    kind = machine.get("") or machine.get("type")
    return GuestPosture(
        origin=origin,
        firmware=firmware(now),
        tpm="emulated" if "tpmstate0" in now.values else "none",
        tpm_version=now.options("tpmstate0").get("version", "v1.2")
        if "tpmstate0" in now.values
        else None,
        memory_encryption=_memory(now),
        is_nested=_nested(model, flags),
        cpu=model,
        is_host_cpu=model == "host",
        has_mitigations=_mitigated(model, flags),
        machine=kind,
        machine_version=_release(kind),
        has_agent=_agent(now),
        is_protected=now.flag("protection"),
        lock=now.values.get("lock", ""),
        overrides=tuple(key for key in ("args", "hookscript") if key in now.values),
        loose_settings=tuple(_loose(now, firewall)),
        devices=tuple(_devices(now, sheet)),
    )


def _memory(now: Section) -> str:
    for key, name in (("amd-sev", "SEV"), ("intel-tdx", "TDX")):
        if key in now.values:
            kind = now.options(key).get("") or now.options(key).get("type") or ""
            return f"{name} {kind}".strip()
    return "none"


def _nested(model: str, flags: str) -> bool | None:
    if _OPEN_TOO.search(flags):
        return True
    return None if model == "host" else False


def _mitigated(model: str, flags: str) -> bool | None:
    """Say whether the model brings mitigations; None where the host or a custom model decides."""
    if _SAFE_MODEL.search(model) or _SAFE_FLAG.search(flags):
        return True
    return False if model in _PLAIN else None


def _release(machine: str | None) -> int | None:
    found = _VERSION.search(machine or "")
    return int(found[1]) if found else None


def _agent(now: Section) -> bool:
    options = now.options("agent")
    return (options.get("") or options.get("enabled") or "0") == "1"


def _loose(now: Section, firewall: Mapping[str, str] | None) -> Iterator[str]:
    if now.options("spice_enhancements").get("foldersharing") == "1":
        yield "foldersharing"
    if "clipboard" in now.options("vga"):
        yield "clipboard"
    settings = firewall or {}
    for name, closed in (("policy_in", "DROP"), ("macfilter", "1")):
        if settings.get("enable") == "1" and settings.get(name, closed).upper() in ("ACCEPT", "0"):
            yield f"{name} {settings[name]}"


def _devices(now: Section, sheet: str) -> Iterator[Device]:
    for name, kind in (
        ("hostpci", "pci"),
        ("virtiofs", "directory"),
        ("parallel", "parallel_port"),
    ):
        for key in now.numbered(name):
            options = now.options(key)
            yield Device(
                kind,
                options.get("") or options.get("mapping") or options.get("dirid") or key,
                Origin(sheet, now.lines[key]),
            )
    for key in now.numbered("usb"):
        value = now.values[key]
        is_redirected = value.startswith(("spice", "host=spice"))
        kind = "usb_redirection" if is_redirected else "usb"
        yield Device(kind, key, Origin(sheet, now.lines[key]))
    for key in now.numbered("serial"):
        if now.values[key].startswith("/dev/"):
            yield Device("serial_port", now.values[key], Origin(sheet, now.lines[key]))
