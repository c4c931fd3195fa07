"""OVF: golden images as templates, packed (.ova) or as their description alone (.ovf)."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.ovf import export

LABEL = "OVF"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether any file is an OVF envelope."""
    return any(export.envelopes(each) for each in first)


def read(files: Files) -> Reading:
    """Read every envelope; disks are passed over."""
    return export.read(LABEL, files)
