"""OpenStack: answers of its services, and lists that its command line writes as JSON."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.members import Files, Member
from assessments.importers.openstack import cloud, documents

LABEL = "OpenStack"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether one of these files is a list of servers, networks, images and the like."""
    return documents.recognised(first)


def read(files: Files) -> Reading:
    """Read all answers together; each may stand alone."""
    return cloud.read(LABEL, files)
