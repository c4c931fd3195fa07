"""What every request passes: an id, the policy of its route, the idle limit, safe headers."""

import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions import accesses
from assessments.catalogue import UnknownEdition
from assessments.models import Role
from assessments.permissions import Actor, Policy, Refused, Standing, enter, policy_of, require

type_of_answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
SEEN = "seen_at"


class NoPolicy(Exception):
    """A route without a policy was called: a mistake of ours, answered as 404."""


class SafeHeaders:
    """Set the request id and the headers that each answer carries."""

    def __init__(self, get_response: type_of_answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class IdleLimit:
    """End a session that nobody used for a while."""

    def __init__(self, get_response: type_of_answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif now - seen > settings.SESSION_IDLE_SECONDS // 60 or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class RoutePolicy:
    """Ask the policy table before any view runs; attach organisation and actor."""

    def __init__(self, get_response: type_of_answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        policy = policy_of(match.view_name if match else None)
        if policy is None:
            raise Http404 from NoPolicy(match.view_name if match else request.path)
        verb = "GET" if request.method == "HEAD" else str(request.method)
        if verb not in policy.verbs and verb != "OPTIONS":
            return HttpResponseNotAllowed(list(policy.verbs))
        return self._admit(request, policy, verb, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say in words that an assessment pins an edition that is not installed."""
        if not isinstance(error, UnknownEdition):
            return None
        words = _(
            "This was made with edition %(wanted)s of the catalogue, which is not part of this "
            "installation; it holds %(known)s. Install a version of the product that holds it."
        ) % {"wanted": error.wanted, "known": ", ".join(error.known)}
        return render(request, "409.html", {"words": words}, status=409)

    def _admit(
        self, request: HttpRequest, policy: Policy, verb: str, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if policy.standing is Standing.ANYONE:
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if policy.standing is Standing.MEMBER:
            return _admit_member(request, policy, verb, str(kwargs.get("org", "")))
        return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    if _is_rest(request.resolver_match):
        return None  # the REST door answers 401 in its own words
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response.headers["HX-Redirect"] = f"{settings.LOGIN_URL}?next={request.path}"
        return response
    return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))


def _admit_member(
    request: HttpRequest, policy: Policy, verb: str, slug: str
) -> HttpResponse | None:
    entered = enter(request.user, slug)  # type: ignore[arg-type]  # signed in, so a Person
    token_of = getattr(request, "token_organisation_id", None)
    if entered is None or token_of not in (None, entered[0].pk):
        raise Http404(_("There is nothing here, or not for you."))
    organisation, actor = entered
    request.organisation = organisation  # type: ignore[attr-defined]
    request.actor = actor  # type: ignore[attr-defined]
    capability = policy.verbs.get(verb)
    if capability is not None and not _is_rest(request.resolver_match):
        try:
            require(actor, capability)
        except Refused as refusal:
            return render(request, "403.html", {"words": str(refusal)}, status=403)
    if actor.has(Role.AUDITOR):
        _note_access(request, actor)
    return None


def _note_access(request: HttpRequest, actor: Actor) -> None:
    route = request.resolver_match.view_name if request.resolver_match else ""
    if not route.endswith("-progress"):  # which a page asks for by itself, again and again
        accesses.note(route=route, path=request.get_full_path(), by=actor, at=timezone.now())


def _is_rest(match: ResolverMatch | None) -> bool:
    return bool(match and match.view_name.startswith("api-"))
