"""The whole register as rows that files and REST carry."""

from collections.abc import Iterator

from assessments.models import Assessment, Snapshot
from assessments.queries import register_stream
from assessments.reports import register_rows
from assessments.reports.document import Document
from assessments.reports.judgements import number_of
from assessments.reports.register_table import Cell


def rows(assessment: Assessment) -> Iterator[dict[str, Cell]]:
    """
    Yield one row for each risk with every field that the screen shows, in order of number.

    A revision in sign-off or signed speaks from its frozen bytes, never from live rows.
    """
    if not assessment.is_draft:
        return frozen_rows(assessment.snapshots.get(revision=assessment.revision))
    return register_stream.rows(assessment)


def frozen_rows(snapshot: Snapshot) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a frozen revision, from the bytes that are signed and nothing else."""
    found = register_rows.rows_of(Document.from_json(bytes(snapshot.content)))
    return iter(sorted(found, key=lambda row: number_of(str(row["key"]))))
