"""Volumes as disks on datastores, and their snapshots."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from assessments.estate import Disk, Kind, Ref, Snapshot
from assessments.importers.answers import Item
from assessments.importers.gathering import Gathered
from assessments.importers.openstack.documents import Documents

_GIB = 1024  # MiB
IMAGE = "volume_image_metadata"
MULTI_ATTACH = "multi-attach"
_SHARING: Mapping[bool | None, str] = {True: MULTI_ATTACH, False: "sharingNone"}


class Volumes:
    """Volumes by id, and by the servers that they are attached to."""

    def __init__(self, found: Documents, gathered: Gathered, source: str) -> None:
        """Index volumes and snapshots; nothing is read yet."""
        self._gathered, self._source = gathered, source
        self._volumes = {item.key("id") or "": item for item in found["volumes"]}
        self._snapshots = found["snapshots"]
        self._named: dict[str, list[str]] = defaultdict(list)
        self._servers: dict[str, list[str]] = defaultdict(list)
        self._guests: dict[str, Ref] = {}
        for native_id, item in self._volumes.items():
            self._named[item.text("name") or ""].append(native_id)
            for attachment in item.items("attachments"):
                self._servers[attachment.text("server_id") or ""].append(native_id)

    def of(self, guest: Ref, item: Item) -> tuple[Disk, ...]:
        """The volumes of a server, by what either side says."""
        named = self._attached(guest, item)
        for native_id in named:
            self._guests.setdefault(native_id, guest)
        return tuple(self._disk(native_id, item) for native_id in named)

    def image(self, guest: Ref, item: Item) -> Item | None:
        """What the volume that a server starts from keeps of its image; None where untold."""
        for native_id in self._attached(guest, item):
            volume = self._volumes.get(native_id)
            if volume is not None and volume.has(IMAGE):
                return volume.inner(IMAGE)
        return None

    def _attached(self, guest: Ref, item: Item) -> list[str]:
        said = item.items("os-extended-volumes:volumes_attached")
        told = [each.text("id") or "" for each in said] + self._servers.get(guest.native_id, [])
        return list(dict.fromkeys(each for each in told if each))

    def gather(self) -> None:
        """Add the snapshots of volumes that servers of the file use."""
        for item in self._snapshots:
            volume = self._volume_of(item)
            guest = self._guests.get(volume)
            if guest is None:
                self._gathered.skip("snapshots", "its volume is of no server of the file")
                self._gathered.kept["snapshots"] -= 1
                continue
            ref = Ref(Kind.SNAPSHOT, self._source, item.key("id") or "")
            size = item.whole("size")
            self._gathered.snapshots[ref] = Snapshot(
                ref,
                item.text("name") or ref.native_id,
                guest,
                item.origin,
                taken_at=item.instant("created_at"),
                size_mib=None if size is None else size * _GIB,
                datastore=self._datastore(self._volumes.get(volume)),
            )
        for _volume in self._volumes.keys() - self._guests.keys():
            self._gathered.skip("volumes", "attached to no server of the file")
            self._gathered.kept["volumes"] -= 1

    def _volume_of(self, snapshot: Item) -> str:
        """The volume of a snapshot; the command line names it instead, if it has a name."""
        said = snapshot.text("volume_id") or ""
        named = self._named.get(said, [])
        return named[0] if said not in self._volumes and len(named) == 1 else said

    def _disk(self, native_id: str, server: Item) -> Disk:
        item = self._volumes.get(native_id)
        if item is None:
            return Disk(native_id, None, server.origin)
        size = item.whole("size")
        return Disk(
            item.text("name") or native_id,
            self._datastore(item),
            item.origin,
            capacity_mib=None if size is None else size * _GIB,
            sharing=_SHARING.get(item.truth("multiattach")),
            is_encrypted=item.truth("encrypted"),
        )

    def _datastore(self, item: Item | None) -> Ref | None:
        """The pool of a backend, which only administrators see, else the type of volume."""
        if item is None:
            return None
        named = next(_stores(item), None)
        return self._gathered.datastore(self._source, named) if named else None


def _stores(item: Item) -> Iterator[str]:
    for key in ("os-vol-host-attr:host", "volume_type"):
        if said := item.key(key):
            yield said
