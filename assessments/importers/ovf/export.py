"""Envelopes of OVF: each virtual system is a template."""

from collections.abc import Iterator

from assessments.estate import Disk, Guest, GuestPosture, Kind, Nic, Origin, Ref
from assessments.importers.base import Reading, Unreadable
from assessments.importers.gathering import Gathered, Whole, columns
from assessments.importers.members import Files, Member
from assessments.importers.secrets import masked
from assessments.importers.xml import Element, line, local, roots, text

_ANSWERED = {
    "vm": "VirtualSystem",
    "vm.name": "Name",
    "vm.firmware": "Config firmware",
    "vm.secure_boot": "Config bootOptions.efiSecureBootEnabled",
    "vm.os_configured": "OperatingSystemSection",
    "vm.annotation": "AnnotationSection",
    "disk": "VirtualHardwareSection Item",
    "nic": "VirtualHardwareSection Item",
    "nic.network": "Connection",
}
_ABSENT = {
    "vm.power": "An image does not run.",
    "vm.host": "An image lies on no host.",
    "snapshot": "An image holds no snapshots.",
    "host": "An image names no host: import an export of the platform.",
}
_ADAPTER, _DISK, _CPU, _MEMORY = "10", "17", "3", "4"
_DIGITS = 9


def envelopes(member: Member) -> list[Element]:
    """The envelopes in a file; none for a file of something else."""
    if not member.is_xml or b"Envelope" not in member.content[:65_536]:
        return []
    try:
        return [root for root in roots(member) if local(root) == "Envelope"]
    except Unreadable:
        return []


def read(label: str, files: Files) -> Reading:
    """Read every envelope; whether manifests and certificates lie beside is told of each."""
    gathered = Gathered()
    names: set[str] = set()
    found: list[tuple[str, Element]] = []
    for member in files:
        names.add(member.path)
        gathered.read["files"] += 1
        systems = [
            each
            for root in envelopes(member)
            for each in root.iter("{*}VirtualSystem")  # also within collections
        ]
        gathered.kept["files"] += bool(systems)
        found.extend((member.path, each) for each in systems)
    for path, system in found:
        _template(system, path, _signed(path, names), gathered)
    said = files.collected
    whole = Whole(label, said.version, said.taken_at, columns(_ANSWERED, "VirtualSystem"), _ABSENT)
    return gathered.reading(label, whole)


def _signed(path: str, names: set[str]) -> str:
    """What lies beside an envelope; nothing is known of one that came alone."""
    stem = path.removesuffix(".ovf")
    if not path:
        return "not told: only the description was uploaded"
    if f"{stem}.cert" in names:
        return "certificate is there, not verified"
    return "manifest only" if f"{stem}.mf" in names else "no"


def _template(system: Element, path: str, signed: str, gathered: Gathered) -> None:
    native = _attribute(system, "id") or text(system, "{*}Name") or path or "image"
    origin = Origin(path or "file", line(system))
    ref = gathered.identities.claim(Ref(Kind.TEMPLATE, path or "OVF", native))
    firmware, secure = _boot(system)
    note, is_secret = masked(text(system, "{*}AnnotationSection/{*}Annotation"))
    attributes = {"Signed": signed}
    for name in ("Product", "Vendor", "Version", "FullVersion"):
        words = text(system, f"{{*}}ProductSection/{{*}}{name}")
        if words:
            attributes[name] = words
    items = list(_items(system))
    gathered.guests[ref] = Guest(
        ref,
        text(system, "{*}Name") or native,
        origin,
        vcpus=_number(items, _CPU),
        memory_mib=_number(items, _MEMORY) if _in_mib(items) else None,
        firmware=firmware,
        secure_boot=secure,
        os_configured=text(system, "{*}OperatingSystemSection/{*}Description"),
        annotation=note,
        secret_columns=("Annotation",) if is_secret else (),
        attributes=attributes,
        disks=tuple(
            Disk(text(each, "{*}ElementName") or "disk", None, Origin(origin.sheet, line(each)))
            for each in items
            if _type(each) == _DISK
        ),
        nics=tuple(_nic(each, ref, origin, gathered) for each in items if _type(each) == _ADAPTER),
        posture=GuestPosture(origin, firmware=firmware),
    )


def _items(system: Element) -> Iterator[Element]:
    yield from system.iterfind("{*}VirtualHardwareSection/{*}Item")
    yield from system.iterfind("{*}VirtualHardwareSection/{*}StorageItem")
    yield from system.iterfind("{*}VirtualHardwareSection/{*}EthernetPortItem")


def _type(item: Element) -> str | None:
    return text(item, "{*}ResourceType")


def _number(items: list[Element], kind: str) -> int | None:
    words = next((text(each, "{*}VirtualQuantity") for each in items if _type(each) == kind), None)
    digits = words is not None and words.isascii() and words.isdigit() and len(words) <= _DIGITS
    return int(words) if words is not None and digits else None


def _in_mib(items: list[Element]) -> bool:
    units = next((text(each, "{*}AllocationUnits") for each in items if _type(each) == _MEMORY), "")
    return (units or "").replace(" ", "").casefold() in ("byte*2^20", "megabytes", "mb")


def _nic(item: Element, guest: Ref, origin: Origin, gathered: Gathered) -> Nic:
    network = text(item, "{*}Connection")
    group = gathered.port_group(guest.source, network) if network else None
    return Nic(
        text(item, "{*}ElementName") or "adapter",
        group,
        network,
        Origin(origin.sheet, line(item)),
        adapter=text(item, "{*}ResourceSubType"),
    )


def _boot(system: Element) -> tuple[str | None, bool | None]:
    """Firmware and secure boot where VMware's settings are there; silent means not told."""
    settings = {
        _attribute(each, "key"): (_attribute(each, "value") or "").casefold()
        for each in system.iter("{*}Config", "{*}ExtraConfig")
    }
    firmware = {"efi": "uefi", "bios": "bios"}.get(settings.get("firmware", ""))
    words = settings.get("bootOptions.efiSecureBootEnabled", "")
    secure = {"true": True, "false": False}.get(words)
    return firmware, False if firmware == "bios" else secure


def _attribute(element: Element, name: str) -> str | None:
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).rpartition("}")[2] == name
        ),
        None,
    )
