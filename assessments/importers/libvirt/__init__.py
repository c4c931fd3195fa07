"""libvirt's XML: machines, networks, storage, filters, snapshots and capabilities of KVM hosts."""

from collections.abc import Sequence

from assessments.importers.base import Reading, Unreadable
from assessments.importers.libvirt import listing
from assessments.importers.members import Files, Member

LABEL = "libvirt"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether one of the first files begins with an element of libvirt's."""
    return any(listing.ROOT.search(member.head) for member in first if member.is_xml)


def read(files: Files) -> Reading:
    """
    Read the documents of one host or several, in any order.

    Raises:
        Unreadable: it is one file, which cannot be read, or nothing in it is a machine's.
    """
    found = listing.read(files)
    if not found.work.kept:
        words = found.work.problems[0].words if found.work.problems else "It holds no machine."
        raise Unreadable(f"Nothing of {LABEL} could be read. {words}")
    return found.reading(LABEL)
