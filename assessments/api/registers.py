"""The whole register at once, as JSON, CSV and XLSX."""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes

from assessments.api import answers
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.parameters import whole
from assessments.api.rendering import CSV, JSON, XLSX
from assessments.api.risk_documents import RegisterRow
from assessments.models import Assessment, Snapshot
from assessments.queries import marks, register_export
from assessments.reports import register_table
from assessments.reports.register_table import Cell

TAG = "Whole register"
REVISION = (whole("revision", "A frozen revision; the current one unless told."),)
Rows = Iterable[dict[str, Cell]]


@operation(RegisterRow(many=True), TAG, REVISION)
def register_json(asked: Asked, number: int) -> HttpResponseBase:
    """Stream the whole register as one JSON array."""
    return _stream(asked, number, JSON, register_table.json_stream)


@operation(OpenApiTypes.STR, TAG, REVISION, kind=CSV)
def register_csv(asked: Asked, number: int) -> HttpResponseBase:
    """Stream the whole register as CSV, safe to open in a spreadsheet."""
    return _stream(asked, number, CSV, register_table.csv_stream)


@operation(OpenApiTypes.BINARY, TAG, REVISION, kind=XLSX)
def register_xlsx(asked: Asked, number: int) -> HttpResponseBase:
    """Give the whole register as a workbook."""
    return _stream(asked, number, XLSX, _workbook)


def _stream(
    asked: Asked, number: int, kind: str, write: Callable[[Any], Iterator[bytes]]
) -> HttpResponseBase:
    assessment = asked.assessment(number)
    digest = _frozen(assessment, asked.given["revision"])
    if digest is not None:
        return answers.stream(
            asked,
            lambda: marks.of_frozen(digest),
            lambda: write(register_export.frozen_rows(Snapshot.objects.get(pk=digest))),
            kind=kind,
        )
    return answers.stream(
        asked,
        lambda: marks.of_register(assessment),
        lambda: write(register_export.rows(assessment)),
        kind=kind,
    )


def _frozen(assessment: Assessment, revision: int | None) -> str | None:
    """Return the digest of the frozen bytes that are asked for; None for the live draft."""
    wanted = revision or assessment.revision
    if assessment.is_draft and wanted == assessment.revision:
        return None
    digests = assessment.snapshots.filter(revision=wanted).values_list("digest", flat=True)
    found = digests.first()
    if found is None:
        raise Http404
    return str(found)


def _workbook(rows: Rows) -> Iterator[bytes]:
    out = io.BytesIO()
    register_table.write_xlsx(rows, out)
    yield out.getvalue()
