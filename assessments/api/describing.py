"""What turns a function into an operation of the REST door: read, checked and described."""

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from assessments.api import parameters
from assessments.api.asked import Asked
from assessments.api.documents import Problem
from assessments.api.errors import PROBLEM, TITLES
from assessments.api.parameters import Parameter
from assessments.api.rendering import JSON, renderer_of

View = Callable[..., HttpResponseBase]
REFUSALS = (400, 401, 403, 404, 405, 406, 409, 412, 500, 503)
CONDITION = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of an earlier answer: 304 without a body while nothing changed.",
)
TAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 304],
    description="Changes whenever the bytes would; absent while levels are being computed.",
)


def operation(
    answer: Any,
    tag: str,
    takes: Sequence[Parameter] = (),
    *,
    kind: str = JSON,
) -> Callable[[View], View]:
    """
    Make a function of (Asked, numbers of the address) the GET operation of a route.

    Args:
        answer: the serializer that describes the answer, or a type for what is no JSON.
        tag: the chapter of the description that it belongs to.
        takes: its query parameters; all others are refused.
        kind: the media type of the answer.
    """

    def wrap(view: View) -> View:
        def ask(request: Request, /, org: str = "", **numbers: int) -> HttpResponseBase:
            below = request._request  # noqa: SLF001  DRF's documented way to the request below
            given = parameters.read(below.GET, takes)
            return view(Asked(below, org, given), **numbers)

        update_wrapper(ask, view)
        ask.renderer_classes = [renderer_of(kind)]  # type: ignore[attr-defined]
        described = extend_schema(
            operation_id=view.__name__,
            summary=str(view.__doc__).strip().removesuffix("."),
            description="",
            tags=[tag],
            parameters=[CONDITION, TAG, *(parameter.described() for parameter in takes)],
            responses=_responses(answer, kind),
        )
        made: View = described(api_view(["GET", "HEAD"])(ask))
        return made

    return wrap


def _responses(answer: Any, kind: str) -> dict[Any, Any]:
    refusals = {
        (status, PROBLEM): OpenApiResponse(Problem, description=TITLES[status])
        for status in REFUSALS
    }
    return {
        (200, kind): OpenApiResponse(answer, description="As asked for."),
        304: OpenApiResponse(description="Nothing changed since that ETag."),
        **refusals,
    }


class Described(AutoSchema):
    """Describe addresses: what each part of them means."""

    PARTS = {
        "org": "The organisation's short name, as in the browser's addresses.",
        "number": "Number of the assessment.",
        "risk": "Number of the risk: 17 of R-17.",
        "asset": "Number of the asset.",
    }

    def get_override_parameters(self) -> list[Any]:
        """Add words to the parts of the address."""
        here = [name for name in self.PARTS if f"{{{name}}}" in self.path]
        return [
            *super().get_override_parameters(),
            *(
                OpenApiParameter(
                    name,
                    OpenApiTypes.STR if name == "org" else OpenApiTypes.INT,
                    OpenApiParameter.PATH,
                    description=self.PARTS[name],
                )
                for name in here
            ),
        ]


class SignedIn(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describe both ways in: a token for programs, the session for the browser."""

    target_class = "assessments.api.access.AlreadySignedIn"
    name = ["token", "session"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> Any:
        """Either will do."""
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: AutoSchema) -> Any:
        return [
            {"type": "http", "scheme": "bearer", "description": "A personal API token."},
            {"type": "apiKey", "in": "cookie", "name": "session", "description": "The browser's."},
        ]
