"""Sign a program in by its token, before the route's policy is asked."""

import hashlib
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.actions import tokens

PREFIX = "/api/"


class TokenSignIn:
    """Take `Authorization: Bearer …` on REST routes; a wrong token is nobody, never the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
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
