"""Images as templates, and what they tell of the servers made from them."""

from collections.abc import Mapping

from assessments.estate import Guest, GuestCloud, Kind, Ref, Snapshot
from assessments.importers import secrets
from assessments.importers.answers import Item
from assessments.importers.gathering import Gathered
from assessments.importers.openstack import hardware
from assessments.importers.openstack.documents import Documents

_MIB = 1024 * 1024
_DISTROS = {
    "almalinux": "AlmaLinux",
    "centos": "CentOS",
    "debian": "Debian",
    "freebsd": "FreeBSD",
    "ol": "Oracle Linux",
    "rhel": "Red Hat Enterprise Linux",
    "rocky": "Rocky Linux",
    "sled": "SUSE Linux Enterprise",
    "sles": "SUSE Linux Enterprise",
    "ubuntu": "Ubuntu",
    "windows": "Windows",
}


class Images:
    """Images by id; each becomes a template, or a snapshot of the server it was made from."""

    def __init__(self, found: Documents, source: str) -> None:
        """Index the images; nothing is read yet."""
        self._source = source
        self._images = {item.key("id") or "": item for item in found["images"]}

    def get(self, native_id: str | None) -> Item | None:
        """The image of this id, where the file holds it."""
        return self._images.get(native_id or "")

    def gather(self, gathered: Gathered) -> None:
        """Add every image; those of a server of the file as its snapshots."""
        for native_id, item in self._images.items():
            guest = Ref(Kind.VM, self._source, item.text("instance_uuid") or "")
            if item.text("image_type") == "snapshot" and guest in gathered.guests:
                ref = Ref(Kind.SNAPSHOT, self._source, native_id)
                gathered.snapshots[ref] = _snapshot(item, ref, guest)
            else:
                ref = Ref(Kind.TEMPLATE, self._source, native_id)
                gathered.guests[ref] = _template(item, ref)


def system(image: Item | None) -> str | None:
    """The operating system that an image says it holds, such as "Ubuntu 22.04"."""
    if image is None:
        return None
    distro = image.text("os_distro") or image.text("os_type") or ""
    parts = (_DISTROS.get(distro.casefold(), distro), image.text("os_version") or "")
    return " ".join(part for part in parts if part) or None


def _snapshot(item: Item, ref: Ref, guest: Ref) -> Snapshot:
    return Snapshot(
        ref,
        item.text("name") or ref.native_id,
        guest,
        item.origin,
        taken_at=item.instant("created_at"),
        size_mib=_mib(item),
    )


def _template(item: Item, ref: Ref) -> Guest:
    attributes, secret = secrets.masked_all(_attributes(item))
    return Guest(
        ref,
        item.text("name") or ref.native_id,
        item.origin,
        created_at=item.instant("created_at"),
        changed_at=item.instant("updated_at"),
        provisioned_mib=_mib(item),
        firmware=hardware.firmware(item),
        secure_boot=hardware.secure_boot(item),
        os_configured=system(item),
        attributes=attributes,
        secret_columns=secret,
        posture=hardware.posture(item, "protected", item),
        cloud=GuestCloud(
            item.origin,
            visibility=item.text("visibility"),
            is_signed=_is_signed(item),
        ),
    )


def _attributes(item: Item) -> Mapping[str, str]:
    tags = ", ".join(item.texts("tags"))
    found = {"Project": item.text("owner"), "Tags": tags, "Status": item.text("status")}
    return {name: said for name, said in found.items() if said}


def _is_signed(item: Item) -> bool | None:
    """Only an answer of the API holds an image's properties; its checksum is no signature."""
    if item.text("img_signature"):
        return True
    return False if item.has(*hardware.OF_API) else None


def _mib(item: Item) -> int | None:
    size = item.whole("virtual_size", "size")
    return None if size is None else size // _MIB
