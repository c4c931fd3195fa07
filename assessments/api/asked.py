"""A request as the views of the REST door take it: who asks, where, with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from assessments.api.parameters import CURSOR
from assessments.models import Assessment
from assessments.permissions import Actor
from assessments.queries import access


@dataclass(frozen=True, slots=True)
class Asked:
    """What passed the policy, with every parameter read."""

    request: HttpRequest
    organisation: str  # its slug
    given: Mapping[str, Any]

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]  # by the policy middleware
        return actor

    @property
    def route(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def assessment(self, number: int) -> Assessment:
        """Return the assessment of the caller's organisation with that number, or answer 404."""
        try:
            return access.assessment(self.actor, number)
        except Assessment.DoesNotExist as error:
            raise Http404 from error

    def address(self, cursor: str) -> str:
        """Return the address of this request with another cursor."""
        kept = [(name, word) for name, word in self.request.GET.items() if name != CURSOR and word]
        query = urlencode([*kept, (CURSOR, cursor)])
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")
