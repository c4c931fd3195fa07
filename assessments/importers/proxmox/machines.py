"""One machine from its configuration and what the list of resources says of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assessments.estate import Disk, Guest, Kind, Media, Nic, Origin, Power, Ref, Snapshot
from assessments.importers import secrets
from assessments.importers.gathering import Gathered
from assessments.importers.proxmox import posture
from assessments.importers.proxmox.configs import Config, Section

_DRIVE = re.compile(r"(?:ide|sata|scsi|virtio)\d+")
_MODELS = re.compile(r"^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")
_POWER = {"running": Power.ON, "stopped": Power.OFF, "paused": Power.SUSPENDED}
_SIZES = {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2}
_SYSTEMS = {"l24": "Linux 2.4", "l26": "Linux", "w2k": "Windows 2000", "wxp": "Windows XP"}
_SYSTEMS |= {"w2k3": "Windows Server 2003", "solaris": "Solaris"}
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Found:
    """A machine's file: where it lies, of which node it is, its number, and what it says."""

    sheet: str
    node: str
    number: str
    config: Config


@dataclass(frozen=True, slots=True)
class Around:
    """What machines refer to: the source's name, shared storage, how the firewalls stand."""

    source: str
    work: Gathered
    shared: frozenset[str] = frozenset()
    firewalls: Mapping[str, Mapping[str, str]] | None = None  # None: no such file was uploaded
    is_cluster_on: bool | None = None


def guest(found: Found, known: Mapping[str, object], around: Around) -> Guest:
    """Return a machine; *known* is its row in the list of resources, empty if there is none."""
    now, work = found.config.current, around.work
    is_template = now.flag("template") or known.get("template") == 1
    kind = Kind.TEMPLATE if is_template else Kind.VM
    ref = work.identities.claim(Ref(kind, around.source, found.number))
    origin = Origin(found.sheet, 1)
    note, is_secret = secrets.masked(now.description or None)
    attributes = _attributes(now, known)
    node = found.node or str(known.get("node") or "")
    drives = [key for key in now.values if _DRIVE.fullmatch(key)]
    disks = [key for key in drives if now.options(key).get("media") != "cdrom"]
    return Guest(
        ref,
        now.values.get("name") or str(known.get("name") or f"machine {found.number}"),
        origin,
        number=found.number,
        host=work.host(around.source, node) if node else None,
        resource_pool=_text(known.get("pool")),
        power=_POWER.get(str(known.get("status"))),
        created_at=_created(now),
        vcpus=_whole(now, "cores", 1) * _whole(now, "sockets", 1),
        memory_mib=_whole(now, "memory", 512),
        firmware=posture.firmware(now),
        secure_boot=posture.secure_boot(now),
        os_configured=_system(now.values.get("ostype")),
        smbios_uuid=now.options("smbios1").get("uuid"),
        annotation=note,
        secret_columns=("Annotation",) if is_secret else (),
        attributes=attributes,
        disks=tuple(_disk(key, found, node, around) for key in disks),
        nics=tuple(_nics(found, around)),
        media=tuple(_media(found, [key for key in drives if key not in disks])),
        posture=posture.posture(now, found.sheet, origin, _fire(found, around)),
    )


def snapshots(found: Found, guest: Ref, work: Gathered) -> Iterator[Snapshot]:
    """Yield a machine's snapshots: each is a section with the time it was taken."""
    for section in found.config.snapshots:
        ref = work.identities.claim(
            Ref(Kind.SNAPSHOT, guest.source, f"{guest.native_id}/{section.name}")
        )
        yield Snapshot(
            ref,
            section.name,
            guest,
            Origin(found.sheet, section.line),
            taken_at=_moment(section.values["snaptime"]),
            has_memory="vmstate" in section.values,
        )


def _attributes(now: Section, known: Mapping[str, object]) -> dict[str, str]:
    tags = now.values.get("tags") or _text(known.get("tags")) or ""
    return {"Tags": ", ".join(part for part in re.split(r"[;, ]+", tags) if part)} if tags else {}


def _disk(key: str, found: Found, node: str, around: Around) -> Disk:
    options = found.config.current.options(key)
    storage, _, _ = (options.get("") or options.get("file") or "").partition(":")
    origin = Origin(found.sheet, found.config.current.lines[key])
    is_raw = storage.startswith("/dev/")
    return Disk(
        key,
        None if is_raw or not storage else _storage(storage, node, around),
        origin,
        capacity_mib=_size(options.get("size")),
        is_raw=is_raw,
        cache=options.get("cache", "default"),
        in_backup=options.get("backup", "1") not in ("0", "no", "off"),
    )


def _storage(name: str, node: str, around: Around) -> Ref:
    is_shared = name in around.shared or not node
    return around.work.datastore(around.source, name if is_shared else f"{node}/{name}", name)


def _nics(found: Found, around: Around) -> Iterator[Nic]:
    now = found.config.current
    for key in now.numbered("net"):
        options = now.options(key)
        model, mac = _model(options)
        bridge, tag = options.get("bridge"), options.get("tag")
        network = f"{bridge}.{tag}" if bridge and tag else bridge
        group = around.work.port_group(around.source, network) if network else None
        yield Nic(
            key,
            group,
            network,
            Origin(found.sheet, now.lines[key]),
            adapter=model,
            mac=mac,
            is_connected=options.get("link_down") != "1",
            filter=_filter(options, found, around),
            vlan=f"trunk {options['trunks']}" if options.get("trunks") else tag,
        )


def _model(options: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The model and the address stand as model=address; an address may be left out."""
    for name, value in options.items():
        if name and _MODELS.match(value):
            return (options.get("model") if name == "macaddr" else name), value
    return options.get("model") or options.get("") or None, None


def _filter(options: Mapping[str, str], found: Found, around: Around) -> str:
    """Say what filters an adapter: its own mark counts only where both firewalls above are on."""
    if options.get("firewall") != "1" or around.is_cluster_on is False:
        return ""
    settings = _fire(found, around)
    is_off = settings is not None and settings.get("enable", "0") != "1"
    return "" if is_off else "firewall"


def _fire(found: Found, around: Around) -> Mapping[str, str] | None:
    return None if around.firewalls is None else around.firewalls.get(found.number, {})


def _media(found: Found, drives: list[str]) -> Iterator[Media]:
    now = found.config.current
    for key in drives:
        options = now.options(key)
        what = options.get("") or options.get("file") or "none"
        if "cloudinit" in what:
            continue
        is_in = what != "none"
        origin = Origin(found.sheet, now.lines[key])
        backing = what if is_in else None
        yield Media("cd", key, origin, is_connected=is_in, starts_connected=is_in, backing=backing)


def _whole(now: Section, key: str, default: int) -> int:
    found = _NUMBER.match(now.values.get(key, "").removeprefix("current="))
    return int(found[0]) if found else default


def _size(words: str | None) -> int | None:
    found = re.fullmatch(r"(\d{1,9})(?:\.\d+)?([KMGT]?)", words or "")
    return int(int(found[1]) * _SIZES[found[2] or "M"]) if found else None


def _created(now: Section) -> datetime | None:
    return _moment(now.options("meta").get("ctime", ""))


def _moment(words: str) -> datetime | None:
    if not words.isdecimal() or not words.isascii() or len(words) > len("99999999999"):
        return None
    return datetime.fromtimestamp(int(words), UTC)


def _system(ostype: str | None) -> str | None:
    """Name the system; what stands for several releases at once keeps its short name."""
    if ostype is None:
        return None
    return _SYSTEMS.get(ostype, f"Windows ({ostype})" if ostype.startswith("w") else ostype)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
