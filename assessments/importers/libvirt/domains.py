"""One machine's definition: who it is, what it is made of; its posture is in `posture`."""

import re
from collections.abc import Iterator

from assessments.estate import Disk, Guest, Kind, Media, Nic, Power, Ref
from assessments.importers import secrets
from assessments.importers.gathering import Gathered
from assessments.importers.libvirt import around, posture
from assessments.importers.libvirt.places import SOURCE, Place
from assessments.importers.xml import Element, attribute, local, text

_PAIR = re.compile(r"\s*([^\W\d][\w .-]{0,38}?)\s*[:=]\s*(\S.*?)\s*")
_MOST_LEAVES = 40
_SYSTEMS = {
    "rhel": "Red Hat Enterprise Linux",
    "centos": "CentOS",
    "debian": "Debian",
    "ubuntu": "Ubuntu",
    "fedora": "Fedora",
    "sles": "SUSE Linux Enterprise Server",
    "sle": "SUSE Linux Enterprise Server",
    "rocky": "Rocky Linux",
    "almalinux": "AlmaLinux",
    "ol": "Oracle Linux",
    "freebsd": "FreeBSD",
}
_YEAR = re.compile(r"2k(\d{1,2})(r2)?")


def guest(element: Element, place: Place, work: Gathered) -> Guest:
    """Return a machine as its definition describes it; whether it runs only if the file tells."""
    name = text(element, "name") or "machine"
    ref = Ref(Kind.VM, SOURCE, text(element, "uuid") or place.scoped(name))
    origin = place.origin(element)
    note, attributes, secret = _notes(element)
    drives = list(_drives(element))
    return Guest(
        ref,
        name,
        origin,
        number=name,
        host=place.host(work),
        power=Power.ON if element.get("id") else None,
        vcpus=_number(text(element, "vcpu")),
        memory_mib=around.mebibytes(element.find("memory")),
        firmware=posture.firmware(element),
        secure_boot=posture.secure_boot(element),
        os_configured=_system(element),
        smbios_uuid=_smbios(element),
        annotation=note,
        attributes=attributes,
        secret_columns=secret,
        disks=tuple(_disk(each, place, work) for each in drives if _is_disk(each)),
        nics=tuple(_nics(element, place, work)),
        media=tuple(_media(each, place) for each in drives if not _is_disk(each)),
        posture=posture.posture(element, place),
    )


def _drives(element: Element) -> Iterator[Element]:
    return element.iterfind("devices/disk")


def _is_disk(drive: Element) -> bool:
    return drive.get("device", "disk") in ("disk", "lun")


def _disk(drive: Element, place: Place, work: Gathered) -> Disk:
    is_shared = drive.find("shareable") is not None
    is_kept = drive.find("transient") is None
    return Disk(
        attribute(drive, "target", "dev") or "disk",
        _datastore(drive, place, work),
        place.origin(drive),
        mode="persistent" if is_kept else "independent_nonpersistent",
        is_raw=drive.get("device") == "lun" or drive.get("rawio") == "yes",
        sharing="sharingMultiWriter" if is_shared else "sharingNone",
        is_encrypted=_is_encrypted(drive),
        cache=attribute(drive, "driver", "cache") or "default",
    )


def _is_encrypted(drive: Element) -> bool:
    found = drive.find("encryption")
    found = drive.find("source/encryption") if found is None else found
    return found is not None and (found.get("format") or "").startswith("luks")


def _datastore(drive: Element, place: Place, work: Gathered) -> Ref | None:
    source = drive.find("source")
    kept = None if source is None else _kept_in(source, place)
    return work.datastore(SOURCE, *kept) if kept else None


def _kept_in(source: Element, place: Place) -> tuple[str, str] | None:
    """Return id and name of what a disk lies in: a pool, a folder, or a service of the network."""
    pool, protocol = source.get("pool"), source.get("protocol")
    path = source.get("file") or source.get("dev") or source.get("dir")
    if pool:
        return place.scoped(pool), pool
    if path:
        folder = path.rpartition("/")[0] or path
        return place.scoped(folder), folder.rpartition("/")[2] or folder
    if protocol:
        shared = f"{protocol}:{(source.get('name') or '').partition('/')[0]}"
        return shared, shared
    return None


def _media(drive: Element, place: Place) -> Media:
    source = drive.find("source")
    path = source.get("file") or source.get("dev") if source is not None else None
    kind = "floppy" if drive.get("device") == "floppy" else "cd"
    is_in = source is not None and bool(source.attrib)
    return Media(
        kind,
        attribute(drive, "target", "dev") or kind,
        place.origin(drive),
        is_connected=is_in,
        starts_connected=is_in,
        backing=path,
    )


def _nics(element: Element, place: Place, work: Gathered) -> Iterator[Nic]:
    for number, each in enumerate(element.iterfind("devices/interface")):
        network = _network(each)
        address = each.find("mac")
        yield Nic(
            attribute(each, "target", "dev") or f"interface {number}",
            work.port_group(SOURCE, place.scoped(network), network, place.host(work))
            if network
            else None,
            network,
            place.origin(each),
            adapter="passthrough" if each.get("type") == "hostdev" else _model(each),
            mac=address.get("address") if address is not None else None,
            is_connected=attribute(each, "link", "state") != "down",
            filter=attribute(each, "filterref", "filter") or "",
            trusts_guest=each.get("trustGuestRxFilters") == "yes",
            vlan=around.vlan_of(each),
        )


def _network(interface: Element) -> str | None:
    source = interface.find("source")
    if source is None:
        return None
    network, group = source.get("network"), source.get("portgroup")
    if network:
        return f"{network}/{group}" if group else network
    return source.get("bridge") or source.get("dev")


def _model(interface: Element) -> str | None:
    return attribute(interface, "model", "type")


def _notes(element: Element) -> tuple[str | None, dict[str, str], tuple[str, ...]]:
    """
    Return the note, the attributes and the columns in which a secret was masked.

    "owner: Data; zone: RES" is read as two attributes; so is each leaf of others' metadata.
    """
    title, description = text(element, "title"), text(element, "description")
    note = "\n".join(words for words in (title, description) if words) or None
    pairs = [
        _PAIR.fullmatch(part) for part in re.split(r"[;\n]", description or "") if part.strip()
    ]
    found = {pair[1].capitalize(): pair[2] for pair in pairs if pair} if all(pairs) else {}
    attributes, columns = secrets.masked_all(_leaves(element) | found)
    masked, is_secret = secrets.masked(note)
    return masked, attributes, (*columns, "Annotation") if is_secret else columns


def _leaves(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for leaf in element.iterfind("metadata//*"):
        words = (leaf.text or "").strip()
        if words and not len(leaf) and len(found) < _MOST_LEAVES:
            found.setdefault(local(leaf).capitalize(), words)
    return found


def _system(element: Element) -> str | None:
    """Read the system's address in libosinfo's list: http://ubuntu.com/ubuntu/22.04."""
    for each in element.iterfind("metadata//{*}os"):
        parts = (each.get("id") or "").rstrip("/").split("/")
        if len(parts) < len(("http:", "", "host", "product")):
            continue
        product, version = parts[-2], parts[-1]
        year = _YEAR.fullmatch(version)
        if product == "win":
            words = f"Server 20{year[1]:0>2}{' R2' if year[2] else ''}" if year else version
            return f"Windows {words}"
        return f"{_SYSTEMS.get(product, product)} {version}"
    return None


def _smbios(element: Element) -> str | None:
    for entry in element.iterfind("sysinfo/system/entry"):
        if entry.get("name") == "uuid":
            return text(entry)
    return None


def _number(words: str | None) -> int | None:
    return int(words) if words and words.isdecimal() and len(words) < len("100000") else None
