"""Files in: an export of any known format to a neutral estate, with all its mistakes."""

from assessments.importers.base import (
    Hostile,
    Limits,
    NotRecognised,
    Problem,
    Progress,
    Reading,
    SheetReport,
    Skip,
    Stopped,
    TooLarge,
    Unreadable,
)
from assessments.importers.formats import LABELS, read
from assessments.importers.guarded import read_guarded

__all__ = [
    "LABELS",
    "Hostile",
    "Limits",
    "NotRecognised",
    "Problem",
    "Progress",
    "Reading",
    "SheetReport",
    "Skip",
    "Stopped",
    "TooLarge",
    "Unreadable",
    "read",
    "read_guarded",
]
