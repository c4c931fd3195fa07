"""vSphere objects as JSON: by pyVmomi's encoder, and by govc."""

from collections.abc import Sequence

from assessments.importers.base import Reading, Unreadable
from assessments.importers.members import Files, Member
from assessments.importers.vsphere import listing, objects

LABEL = "vSphere JSON"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether one of the first files holds an object of vSphere's."""
    return any(objects.is_ours(member) for member in first if member.is_json)


def read(files: Files) -> Reading:
    """
    Read the objects of one management server or host, in any order.

    Raises:
        Unreadable: none of them is of a kind that is read.
    """
    found = listing.read(files)
    if not found.work.kept:
        words = found.work.problems[0].words if found.work.problems else "It holds no machine."
        raise Unreadable(f"Nothing of {LABEL} could be read. {words}")
    return found.reading(LABEL)
