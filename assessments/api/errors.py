"""How refusals are answered over REST: problem details (RFC 9457), all in one place."""

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.views import exception_handler

from assessments.catalogue import UnknownEdition, UnknownItem, UnknownRisk
from assessments.permissions import Refused

PROBLEM = "application/problem+json"
STATUS: dict[type[Exception], int] = {
    Refused: 403,
    UnknownRisk: 404,
    UnknownItem: 404,
    UnknownEdition: 409,
}
TITLES = {
    400: "The request cannot be understood",
    401: "Sign in first",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This verb is not supported here",
    406: "This format is not offered",
    409: "The state of things does not allow this",
    412: "It is no longer what you saw",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "Try again later",
}
WORDS = {
    400: "The address or a header is not well formed.",
    404: "There is nothing here, or not for you.",
    405: "Nothing is written over REST: use GET.",
    412: "What If-Match names is not what would be answered now.",
    500: "The error was logged under the id in X-Request-ID.",
}


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer our own refusals from the table above; reshape what DRF answers."""
    status = STATUS.get(type(error))
    if status is not None:
        return problem(status, str(error))
    response = exception_handler(error, context)
    if response is None:
        return None  # a mistake of ours: logged by Django, answered by the middleware
    errors = response.data if isinstance(error, ValidationError) else None
    shaped = problem(response.status_code, _words(error), errors)
    for name, value in response.items():
        shaped.headers.setdefault(name, value)
    return shaped


def problem(status: int, detail: str, errors: Any = None) -> HttpResponse:
    """Return a problem document; *errors* says by parameter what is wrong with the request."""
    said = {
        "type": "about:blank",
        "title": TITLES.get(status, "The request was refused"),
        "status": status,
        "detail": detail,
    }
    content = orjson.dumps(said if errors is None else said | {"errors": errors})
    return HttpResponse(content, status=status, content_type=PROBLEM)


def _words(error: Exception) -> str:
    if isinstance(error, Http404):
        return WORDS[404]
    if isinstance(error, PermissionDenied):
        return "Your role does not allow this."
    if isinstance(error, ValidationError):
        return "Some parameters are not right; see errors."
    return str(error.detail) if isinstance(error, APIException) else ""
