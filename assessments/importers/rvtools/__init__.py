"""RVTools exports, XLSX or CSV (one file or a zip of them), of versions 3.9 to 4.8."""

from collections.abc import Sequence

from assessments.importers.base import Progress, Reading
from assessments.importers.rvtools import export, naming
from assessments.importers.sheets import Sheet

LABEL = "RVTools"


def recognises(sheets: Sequence[Sheet]) -> bool:
    """Say whether these sheets are an RVTools export: vInfo with a column VM."""
    info = naming.named(sheets).get("vInfo")
    return info is not None and naming.has_guests(info)


def read(kind: str, sheets: Sequence[Sheet], progress: Progress) -> Reading:
    """
    Read an export, whatever of its sheets is there.

    Raises:
        Unreadable: a sheet is damaged or beyond the limits.
    """
    return export.read(LABEL, kind, sheets, progress)
