"""XCP-ng and XenServer: listings of `xe … params=all`, or lists of Xen Orchestra's REST."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.xen import export
from assessments.importers.xen.shapes import records_of

LABEL = "XCP-ng"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether any file lists machines or hosts in one of the two forms."""
    return any(records_of(each) for each in first)


def read(files: Files) -> Reading:
    """Read all listings; what cannot be read is a problem of the reading."""
    return export.read(LABEL, files)
