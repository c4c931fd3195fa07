"""The OpenAPI description: made once for a process, and served."""

from functools import cache
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from assessments.api import answers, parameters
from assessments.api.asked import Asked


@cache
def document() -> dict[str, Any]:
    """Return the description of every operation."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def tidied(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Take out what drf-spectacular notes for itself."""
    _without_notes(result)
    return result


def _without_notes(part: Any) -> None:
    if isinstance(part, dict):
        part.pop("x-spec-enum-id", None)
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            _without_notes(inner)


@extend_schema(exclude=True)
@api_view(["GET", "HEAD"])
def schema(request: Request) -> HttpResponseBase:
    """Describe the REST door (OpenAPI 3.1)."""
    below = request._request  # noqa: SLF001  DRF's documented way to the request below
    return answers.json(Asked(below, "", parameters.read(below.GET, ())), document())
