"""Hyper-V: what our PowerShell collector writes, or `Get-VM | ConvertTo-Json`."""

from collections.abc import Sequence

from assessments.importers.base import Reading
from assessments.importers.hyperv import export
from assessments.importers.members import Files, Member

LABEL = "Hyper-V"


def recognises(first: Sequence[Member]) -> bool:
    """Say whether any file describes machines with an id, a state and a generation."""
    return any(export.is_ours(member) for member in first)


def read(files: Files) -> Reading:
    """Read every host's file; what cannot be read is a problem of the reading."""
    return export.read(LABEL, files)
