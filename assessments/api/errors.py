"""How refusals are answered over REST: problem details (RFC 9457), all in one place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from assessments.catalogue import UnknownEdition, UnknownItem, UnknownRisk
from assessments.permissions import Refused

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
    429: "Too many requests",
    503: "Try again later",
}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer our own refusals from the table above; reshape what DRF answers."""
    status = STATUS.get(type(error))
    if status is not None:
        return problem(status, str(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    shaped = problem(response.status_code, _words(error))
    if isinstance(error, ValidationError):
        shaped.data["errors"] = response.data
    for name, value in response.items():
        if name.lower() != "content-type":
            shaped[name] = value
    return shaped


def problem(status: int, detail: str) -> Response:
    """Return a problem document."""
    return Response(
        {
            "type": "about:blank",
            "title": TITLES.get(status, "The request was refused"),
            "status": status,
            "detail": detail,
        },
        status=status,
        content_type="application/problem+json",
    )


def _words(error: Exception) -> str:
    if isinstance(error, Http404):
        return "There is nothing here, or not for you."
    if isinstance(error, PermissionDenied):
        return "Your role does not allow this."
    if isinstance(error, ValidationError):
        return "Some parameters are not right; see errors."
    return str(error.detail) if isinstance(error, APIException) else ""
