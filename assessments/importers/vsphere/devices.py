"""A machine's virtual hardware: disks, adapters, media, and what is the host's."""

from collections.abc import Iterator, Mapping

from assessments.estate import Device, Disk, Media, Nic, Origin, Ref
from assessments.importers.vsphere.objects import (
    Value,
    mebibytes,
    reference,
    rows,
    step,
    text,
    truth,
    type_of,
    whole,
)
from assessments.importers.vsphere.work import Work

_PARTS = {
    "VirtualPCIPassthrough": "pci",
    "VirtualUSB": "usb",
    "VirtualSerialPort": "serial_port",
    "VirtualParallelPort": "parallel_port",
    "VirtualSriovEthernetCard": "network",
}
_MEDIA = {"VirtualCdrom": "cd", "VirtualFloppy": "floppy"}
_CARDS = ("VirtualE1000", "VirtualE1000e", "VirtualPCNet32", "VirtualVmxnet")
_KIB = 1024


def devices(values: Value) -> list[Value]:
    """The machine's virtual devices, or the list alone."""
    return rows(values, "config.hardware.device")


def disks(values: Value, origin: Origin, work: Work) -> Iterator[Disk]:
    """Yield its disks; a raw one is backed by a mapping."""
    buses = {whole(each, "key"): text(each, "sharedBus") for each in devices(values)}
    for each in devices(values):
        if type_of(each) != "VirtualDisk":
            continue
        backing = step(each, "backing")
        kind = type_of(backing) if isinstance(backing, dict) else ""
        size = mebibytes(each, "capacityInBytes") or (whole(each, "capacityInKB") or 0) // _KIB
        yield Disk(
            _label(each),
            _store(backing, work),
            origin,
            capacity_mib=size or None,
            mode=text(backing, "diskMode"),
            is_raw="RawDisk" in kind,
            sharing=text(backing, "sharing") or ("sharingNone" if kind else None),
            shared_bus=buses.get(whole(each, "controllerKey")) or "noSharing",
            is_encrypted=_is_encrypted(backing, values),
        )


def nics(values: Value, origin: Origin, work: Work) -> Iterator[Nic]:
    """Yield its network adapters, whatever model."""
    host = reference(step(values, "runtime.host"))
    for each in devices(values):
        kind = type_of(each)
        if text(each, "macAddress") is None and not kind.startswith(_CARDS):
            continue
        group, network = work.network(step(each, "backing"), host)
        yield Nic(
            _label(each),
            group,
            network,
            origin,
            adapter="passthrough" if "Sriov" in kind else kind.removeprefix("Virtual"),
            mac=text(each, "macAddress"),
            mac_type=text(each, "addressType"),
            is_connected=truth(each, "connectable.connected"),
            starts_connected=truth(each, "connectable.startConnected"),
        )


def media(values: Value, origin: Origin) -> Iterator[Media]:
    """Yield its removable devices; a USB controller alone is none."""
    for each in devices(values):
        kind = _MEDIA.get(type_of(each)) or ("usb" if type_of(each) == "VirtualUSB" else None)
        if kind:
            yield Media(
                kind,
                _label(each),
                origin,
                is_connected=truth(each, "connectable.connected")
                if step(each, "connectable")
                else truth(each, "connected"),
                starts_connected=truth(each, "connectable.startConnected"),
                backing=text(each, "backing.fileName") or text(each, "backing.deviceName"),
            )


def of_host(values: Value, origin: Origin) -> Iterator[Device]:
    """Yield what of the host is in the machine's hands."""
    for each in devices(values):
        kind = _PARTS.get(type_of(each))
        if kind:
            yield Device(kind, _label(each), origin)


def has_tpm(values: Value) -> bool | None:
    """Say whether there is a virtual TPM; None where the hardware is not told."""
    found = devices(values)
    return any(type_of(each) == "VirtualTPM" for each in found) if found else None


def _store(backing: object, work: Work) -> Ref | None:
    known, path = reference(step(backing, "datastore")), text(backing, "fileName")
    if known is None:
        return work.store_named(path)
    if path and path.startswith("[") and "]" in path:
        work.named_stores.setdefault(path[1 : path.index("]")], known)
    return work.store(known)


def _is_encrypted(backing: object, values: Value) -> bool:
    key = step(backing, "keyId") or step(values, "config.keyId")
    return isinstance(key, Mapping)


def _label(device: Value) -> str:
    return text(device, "deviceInfo.label") or type_of(device).removeprefix("Virtual") or "device"
