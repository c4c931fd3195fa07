"""A frozen revision for other tools: OSCAL, statement of applicability, and its own schema."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import ValidationError

from assessments.api import answers
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.parameters import whole
from assessments.api.rendering import CSV
from assessments.models import Revision
from assessments.permissions import Refused
from assessments.queries import exports
from assessments.reports.document import schema

TAG = "Other tools"
REVISION = (whole("revision", "A frozen revision; the newest one unless told."),)


@operation(OpenApiTypes.OBJECT, TAG, REVISION)
def oscal_results(asked: Asked, number: int) -> HttpResponseBase:
    """Give a frozen revision as OSCAL assessment results."""
    return _given(asked, number, exports.oscal_results, "application/json")


@operation(OpenApiTypes.OBJECT, TAG, REVISION)
def oscal_poam(asked: Asked, number: int) -> HttpResponseBase:
    """Give a frozen revision as OSCAL plan of action and milestones."""
    return _given(asked, number, exports.oscal_plan, "application/json")


@operation(OpenApiTypes.STR, TAG, REVISION, kind=CSV)
def applicability(asked: Asked, number: int) -> HttpResponseBase:
    """Give the statement of applicability of a frozen revision by control number, as CSV."""
    return _given(asked, number, exports.applicability, exports.CSV)


@operation(OpenApiTypes.OBJECT, TAG)
def schema_of_snapshots(asked: Asked) -> HttpResponseBase:
    """Give the JSON Schema of frozen content, the snapshot.json of a bundle."""
    return answers.json(asked, schema())


def _given(
    asked: Asked, number: int, write: Callable[[Revision], bytes], kind: str
) -> HttpResponseBase:
    assessment = asked.assessment(number)
    rows = assessment.revisions.select_related("snapshot", "assessment").order_by("-number")
    wanted = asked.given["revision"]
    revision = (rows.filter(number=wanted) if wanted else rows).first()
    if revision is None:
        raise Http404("There is no such frozen revision.")
    try:
        content = write(revision)
    except Refused as refusal:
        raise ValidationError({"revision": [str(refusal)]}) from refusal
    response = HttpResponse(content, content_type=kind)
    return answers.tagged(asked, response, hashlib.sha256(content).hexdigest()[:40])
