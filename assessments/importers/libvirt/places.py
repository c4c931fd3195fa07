"""Which host a document is of: libvirt does not say so in it, the folder does."""

from dataclasses import dataclass

from assessments.estate import Origin, Ref
from assessments.importers.gathering import Gathered
from assessments.importers.members import Member
from assessments.importers.xml import Element, line

SOURCE = "libvirt"
_FOLDERS = frozenset(
    (
        "autostart",
        "capabilities",
        "domain",
        "domains",
        "domains-inactive",
        "etc",
        "filters",
        "libvirt",
        "network",
        "networks",
        "nwfilter",
        "nwfilters",
        "pool",
        "pools",
        "qemu",
        "run",
        "secrets",
        "snapshot",
        "snapshots",
        "status",
        "storage",
        "vol",
        "volumes",
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """A document's file and the name of the host it is of; blank where no folder tells."""

    sheet: str
    host_name: str

    def origin(self, element: Element) -> Origin:
        """Where an element stands: the file and the line."""
        return Origin(self.sheet, line(element))

    def line(self, element: Element) -> int:
        return line(element)

    def host(self, work: Gathered) -> Ref | None:
        """The host's identity; None if its name is not known."""
        return work.host(SOURCE, self.host_name) if self.host_name else None

    def scoped(self, name: str) -> str:
        """An id of something that each host has of its own."""
        return f"{self.host_name}/{name}"


def place_of(member: Member) -> Place:
    """Tell the host of a file: the folder before the first one that names a kind of document."""
    folders = member.folders
    kinds = [place for place, name in enumerate(folders) if name.casefold() in _FOLDERS]
    before = folders[: kinds[0]] if kinds else folders
    return Place(member.sheet, before[-1] if before else "")
