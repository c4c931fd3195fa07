"""What a machine's definition says of how it is kept apart: each answer as libvirt decides it."""

import re
from collections.abc import Iterator

from assessments.estate import Console, Device, GuestPosture
from assessments.importers.libvirt.places import Place
from assessments.importers.xml import Element, attribute, children, local, text

_AGENT = "org.qemu.guest_agent.0"
_FLAGS = frozenset(
    ("spec-ctrl", "ibrs", "ibpb", "ssbd", "amd-ssbd", "virt-ssbd", "stibp", "md-clear")
)
_SAFE_MODEL = re.compile(r"-IBRS|-IBPB|-noTSX-|^(?:EPYC|Icelake|Cooperlake|Sapphire|Granite|Snow)")
_HOSTDEV = {"pci": "pci", "usb": "usb", "scsi": "scsi", "scsi_host": "scsi", "mdev": "mediated"}
_VERSION = re.compile(r"-(\d{1,3})\.\d+$")
_DISTRIBUTION = re.compile(r"(?:rhel|ubuntu|s390|pseries|virt)")
_USUAL = re.compile(r"^(?:/usr/|/run/current-system/|/nix/store/|/snap/)")


def posture(element: Element, place: Place) -> GuestPosture:
    """Return everything of a machine that keeps it apart from its host and its neighbours."""
    cpu = element.find("cpu")
    machine = attribute(element, "os/type", "machine")
    return GuestPosture(
        origin=place.origin(element),
        firmware=firmware(element),
        tpm=_tpm(element),
        tpm_version=attribute(element, "devices/tpm/backend", "version"),
        confinement=_confinement(element),
        memory_encryption=attribute(element, "launchSecurity", "type") or "none",
        is_nested=_nested(cpu),
        cpu=_cpu(cpu),
        is_host_cpu=None if cpu is None else cpu.get("mode") == "host-passthrough",
        has_mitigations=_mitigated(cpu),
        machine=machine,
        machine_version=_machine_version(machine),
        has_agent=_has_agent(element),
        overrides=tuple(_overrides(element)),
        consoles=tuple(_consoles(element, place)),
        devices=tuple(_devices(element, place)),
    )


def firmware(element: Element) -> str | None:
    """Say bios or uefi; a machine that asks for neither gets bios."""
    asked = attribute(element, "os", "firmware")
    if asked:
        return "uefi" if asked == "efi" else "bios"
    loader = element.find("os/loader")
    is_flash = loader is not None and loader.get("type") == "pflash"
    return "uefi" if is_flash else "bios"


def secure_boot(element: Element) -> bool | None:
    """Say whether it is enforced; None where libvirt itself decides when the machine starts."""
    features = element.iterfind("os/firmware/feature")
    asked = {each.get("name"): each.get("enabled") for each in features}
    loader = element.find("os/loader")
    is_off = "no" in (asked.get("secure-boot"), asked.get("enrolled-keys"))
    if firmware(element) == "bios" or is_off:
        return False
    if loader is not None and (text(loader) or loader.get("secure")):
        return loader.get("secure") == "yes"
    return True if asked.get("secure-boot") == "yes" else None


def _tpm(element: Element) -> str:
    backend = element.find("devices/tpm/backend")
    if backend is None:
        return "none"
    if backend.get("type") == "passthrough":
        return "host"
    return "encrypted" if backend.find("encryption") is not None else "emulated"


def _confinement(element: Element) -> str | None:
    labels = element.findall("seclabel")
    if not labels:
        return None  # the host's default, which its capabilities tell
    kinds = [each.get("type", "dynamic") for each in labels if each.get("model") != "dac"]
    return "none" if "none" in kinds else (kinds[0] if kinds else None)


def _nested(cpu: Element | None) -> bool | None:
    if cpu is None:
        return False
    for feature in cpu.iterfind("feature"):
        if feature.get("name") in ("vmx", "svm"):
            return feature.get("policy") in ("require", "force")
    return False if cpu.get("mode", "custom") == "custom" else None


def _cpu(cpu: Element | None) -> str | None:
    return None if cpu is None else text(cpu, "model") or cpu.get("mode")


def _mitigated(cpu: Element | None) -> bool | None:
    """Say whether the model brings the processor's mitigations; None where the host decides."""
    if cpu is None or cpu.get("mode", "custom") != "custom":
        return None
    on = {each.get("name") for each in cpu.iterfind("feature") if each.get("policy") != "disable"}
    return bool(_SAFE_MODEL.search(text(cpu, "model") or "")) or bool(on & _FLAGS)


def _machine_version(machine: str | None) -> int | None:
    """Read pc-q35-6.2 as 6; distributions number theirs in other ways."""
    found = _VERSION.search(machine or "")
    if found is None or _DISTRIBUTION.search(machine or ""):
        return None
    return int(found[1])


def _has_agent(element: Element) -> bool:
    return any(each.get("name") == _AGENT for each in element.iterfind("devices/channel/target"))


def _overrides(element: Element) -> Iterator[str]:
    for child in element:
        if not isinstance(child.tag, str) or "}" not in child.tag:
            continue
        if local(child) in ("commandline", "override", "capabilities"):
            yield f"{local(child)}: {sum(1 for _ in child)}"
    emulator = text(element, "devices/emulator")
    if emulator and not _USUAL.match(emulator):
        yield f"emulator: {emulator}"
    for name in ("kernel", "initrd"):
        if text(element, f"os/{name}"):
            yield name


def _consoles(element: Element, place: Place) -> Iterator[Console]:
    for each in element.iterfind("devices/graphics"):
        kind = each.get("type", "")
        if kind not in ("vnc", "spice", "rdp"):
            continue
        port = each.get("tlsPort")
        secure = each.get("defaultMode") == "secure" or (
            bool(port) and port != "-1" and each.get("port") in (None, "-1")
        )
        yield Console(
            kind,
            place.origin(each),
            listens_on=_address(each),
            shows_password=True if each.get("passwd") else None,
            is_encrypted=secure if kind == "spice" else None,
            shares_clipboard=_shares(each) if kind == "spice" else None,
        )
    for each in children(element, "devices/serial", "devices/console", "devices/parallel"):
        if each.get("type") in ("tcp", "udp"):
            yield _line(each, place)


def _address(graphics: Element) -> str:
    listen = graphics.find("listen")
    if listen is not None:
        return (listen.get("address") or "") if listen.get("type") != "none" else ""
    return graphics.get("listen") or ""


def _shares(graphics: Element) -> bool:
    """Clipboard and file transfer are on unless they are switched off."""
    clipboard = attribute(graphics, "clipboard", "copypaste")
    return clipboard != "no" or attribute(graphics, "filetransfer", "enable") != "no"


def _line(serial: Element, place: Place) -> Console:
    source = serial.find("source[@mode='bind']")
    return Console(
        "serial",
        place.origin(serial),
        listens_on=(source.get("host") or "") if source is not None else "",
        is_encrypted=attribute(serial, "source", "tls") == "yes",
        is_telnet=attribute(serial, "protocol", "type") == "telnet",
    )


def _devices(element: Element, place: Place) -> Iterator[Device]:
    for each in element.iterfind("devices/hostdev"):
        kind = _HOSTDEV.get(each.get("type") or "", "pci")
        yield Device(kind, each.get("type") or "device", place.origin(each))
    for each in element.iterfind("devices/interface[@type='hostdev']"):
        yield Device("network", "interface", place.origin(each))
    for each in element.iterfind("devices/redirdev"):
        yield Device("usb_redirection", each.get("bus") or "usb", place.origin(each))
    for each in children(element, "devices/smartcard", "devices/shmem"):
        kind = "memory" if local(each) == "shmem" else "smartcard"
        yield Device(kind, each.get("name") or kind, place.origin(each))
    for each in element.iterfind("devices/filesystem"):
        source = each.find("source")
        yield Device(
            "directory",
            (source.get("dir") or source.get("file") or "" if source is not None else "")
            or attribute(each, "target", "dir")
            or "directory",
            place.origin(each),
            is_read_only=each.find("readonly") is not None,
        )
