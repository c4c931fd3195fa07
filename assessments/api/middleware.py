"""What REST requests pass before their view: the token's sign-in, and problems as JSON."""

import hashlib
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.actions import tokens
from assessments.api.errors import PROBLEM, WORDS, problem

PREFIX = "/api/"
KEPT = ("Allow", "WWW-Authenticate", "Retry-After")
ERRORS = 400

type_of_answer = Callable[[HttpRequest], HttpResponse]


class Problems:
    """Turn any refusal below /api/ into a problem document, whoever refused."""

    def __init__(self, get_response: type_of_answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status = response.status_code
        if not request.path.startswith(PREFIX) or status < ERRORS:
            return response
        if response.headers.get("Content-Type") == PROBLEM:
            return response
        shaped = problem(status, WORDS.get(status, ""))
        for name in KEPT:
            if name in response.headers:
                shaped.headers[name] = response.headers[name]
        return shaped


class TokenSignIn:
    """Take `Authorization: Bearer …` on REST routes; a wrong token is nobody, never the session."""

    def __init__(self, get_response: type_of_answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if request.path.startswith(PREFIX) and scheme.lower() == "bearer":
            digest = hashlib.sha256(secret.strip().encode()).hexdigest()
            token = tokens.use(token_hash=digest, at=timezone.now())
            request.user = token.person if token else AnonymousUser()
            if token:
                request.token_organisation_id = token.organisation_id  # type: ignore[attr-defined]
        return self.get_response(request)
