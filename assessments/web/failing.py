"""What people and programs are told when a request fails by no fault of theirs."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

RETRY_SECONDS = 5
AWAY = (DatabaseError, InterfaceError, OperationalError)  # these very types: others are mistakes


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, else 500, in the form of the door that was used."""
    away = sys.exc_info()[0] in AWAY
    status = 503 if away else 500
    title, words = _away() if away else _fault(request)
    response: HttpResponse
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": words}
        response = JsonResponse(problem, content_type="application/problem+json", status=status)
    else:
        response = render(None, "500.html", {"title": title, "words": words}, status=status)
    if away:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _away() -> tuple[str, str]:
    return _("The database does not answer"), _(
        "What you sent may not be saved. Wait a moment, look whether it is there, and send it "
        "again if it is not."
    )


def _fault(request: HttpRequest) -> tuple[str, str]:
    words = _(
        "This is a fault of vsrisk. What you sent may not be saved: look before you send it again. "
        "Tell an administrator the number of the request: %(number)s."
    ) % {"number": getattr(request, "request_id", "-")}
    return _("Something went wrong"), words
