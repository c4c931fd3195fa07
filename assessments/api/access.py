"""Who calls: the middleware has signed them in; the policy table says what they may."""

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from assessments.models import Person
from assessments.permissions import Standing, policy_of

if TYPE_CHECKING:  # settings name these classes: DRF's views import this module
    from rest_framework.views import APIView


class AlreadySignedIn(BaseAuthentication):
    """Hand on who the session or the token signed in."""

    def authenticate(self, request: Request) -> tuple[Person, Any] | None:
        person = request._request.user  # noqa: SLF001  DRF's documented way to the request below
        return (person, None) if isinstance(person, Person) else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="vsrisk"'


class ByPolicy(BasePermission):
    """Ask the same policy table as the browser door."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        below = request._request  # noqa: SLF001  as above
        match = below.resolver_match
        policy = policy_of(match.view_name if match else None)
        actor = getattr(below, "actor", None)
        if policy is None:
            return False
        if policy.standing is Standing.SIGNED_IN:
            return isinstance(below.user, Person)
        if actor is None:
            return False
        verb = "GET" if request.method == "HEAD" else str(request.method)
        capability = policy.verbs.get(verb)
        return capability is None or actor.may(capability)
