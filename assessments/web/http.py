"""Requests as the doors know them, and the few answers that every page gives."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from assessments.models import Assessment, Organisation, Person
from assessments.permissions import Actor
from assessments.queries import access

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class SignedInRequest(HttpRequest):
    """A request that passed the policy of a signed-in route."""

    user: Person  # the policy middleware let nobody else through
    htmx: HtmxDetails
    session: "SessionBase"
    request_id: str


class MemberRequest(SignedInRequest):
    """A request that passed the policy of a member's route: it has an organisation."""

    organisation: Organisation
    actor: Actor


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether only a piece of the page was asked for."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted if htmx is not None else False


def assessment_or_404(request: MemberRequest, number: int) -> Assessment:
    """Return the assessment of the caller's organisation with that number, or answer 404."""
    try:
        return access.assessment(request.actor, number)
    except Assessment.DoesNotExist as error:
        raise Http404 from error


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to be kept, which no browser opens as a page of ours."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
