"""Proxmox VE: the cluster's list of resources, machines' configurations, firewall files."""

from collections.abc import Sequence

from assessments.importers.base import Reading, Unreadable
from assessments.importers.members import Files, Member
from assessments.importers.proxmox import configs, listing

LABEL = "Proxmox VE"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether the files are of /etc/pve, a list of resources, or a machine's configuration."""
    return any(
        listing.is_machine(each) or listing.is_firewall(each) or listing.is_resources(each)
        for each in first
    ) or (len(first) == 1 and not first[0].path and configs.looks_like_one(first[0].text))


def read(files: Files) -> Reading:
    """
    Read everything that is there, in any order.

    Raises:
        Unreadable: nothing in it is a machine's or a node's.
    """
    found = listing.read(files)
    if not found.work.kept:
        words = found.work.problems[0].words if found.work.problems else "It holds no machine."
        raise Unreadable(f"Nothing of {LABEL} could be read. {words}")
    return found.reading(LABEL)
