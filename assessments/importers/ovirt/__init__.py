"""oVirt and RHV: lists of the REST API, as JSON or XML."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.ovirt import export
from assessments.importers.ovirt.shapes import lists

LABEL = "oVirt"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether any file is a list of machines, hosts or templates of the API."""
    return any(key in ("vm", "host", "template") for each in first for key in lists(each))


def read(files: Files) -> Reading:
    """Read all lists, in whatever order; what cannot be read is a problem."""
    return export.read(LABEL, files)
