"""NetBox: pages of its REST interface, versions 3 and 4; `tables` reads its CSV export."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.netbox import pages, whole

LABEL = "NetBox"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether one of these files is a page of NetBox's REST interface."""
    return pages.recognised(first)


def read(files: Files) -> Reading:
    """Read all pages of all endpoints together."""
    return whole.read(LABEL, files)
