"""Nutanix Prism: answers of the v3 and v4 APIs."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.nutanix import export

LABEL = "Nutanix"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether any file is an answer of Prism with machines, hosts or clusters."""
    return any(export.items_of(each) for each in first)


def read(files: Files) -> Reading:
    """Read all answers; what cannot be read is a problem of the reading."""
    return export.read(LABEL, files)
