"""What programs read: registers, findings, treatments, sign-offs. JSON, read-only, scoped."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments.api import shapes
from assessments.models import Assessment, Risk
from assessments.queries import access, estate, explanations, portfolio, register_export
from assessments.queries.register_export import number_of
from assessments.reports import register_table
from assessments.reports.register_table import Cell

LIMIT = 500


@api_view(["GET"])
def root(request: Request, org: str) -> Response:
    """Name the collections of this organisation."""
    return Response(
        {
            name: reverse(f"api-{name}", args=[org], request=request)
            for name in ("assessments", "assets")
        }
    )


@api_view(["GET"])
def assessments(request: Request, org: str) -> Response:
    """List the assessments with their counts."""
    return Response({"results": [shapes.line(line) for line in portfolio.rows(_actor(request))]})


@api_view(["GET"])
def assessment(request: Request, org: str, number: int) -> Response:
    """Show one assessment: scope, criteria, method, catalogue, inventory."""
    return Response(shapes.assessment(_assessment(request, number)))


@api_view(["GET"])
def assets(request: Request, org: str) -> Response:
    """List assets of the newest import, in pages: `kind`, `words`, `page`."""
    given = request.query_params
    page = estate.assets(
        _actor(request), given.get("kind", ""), given.get("words", ""), _whole(request, "page", 1)
    )
    return Response(
        {"count": page.count, "page": page.number, "results": [shapes.asset(s) for s in page.rows]}
    )


@api_view(["GET"])
def findings(request: Request, org: str, number: int) -> Response:
    """List what the checks saw in the pinned inventory, in pages: `code`, `page`."""
    code = request.query_params.get("code", "")
    page = estate.findings_of(_assessment(request, number), code, _whole(request, "page", 1))
    return Response(
        {
            "count": page.count,
            "page": page.number,
            "results": [shapes.finding(f) for f in page.rows],
        }
    )


@api_view(["GET"])
def risks(request: Request, org: str, number: int) -> Response:
    """List risks by number, `limit` at a time from `after`; `next` leads on, or is null."""
    limit, after = _whole(request, "limit", 100), _whole(request, "after", 0, least=0)
    if limit > LIMIT:
        raise ValidationError({"limit": [f"At most {LIMIT}."]})
    later = (row for row in _rows(request, number) if number_of(row) > after)
    found = list(islice(later, limit + 1))
    more = len(found) > limit
    results = found[:limit]
    where = reverse("api-risks", args=[org, number], request=request)
    following = f"{where}?limit={limit}&after={number_of(results[-1])}" if more else None
    return Response({"next": following, "results": results})


@api_view(["GET"])
def risk(request: Request, org: str, number: int, risk: int) -> Response:
    """Show one risk, with the fields of the register."""
    for row in _rows(request, number):
        if number_of(row) == risk:
            return Response(row)
    raise Http404


@api_view(["GET"])
def explanation(request: Request, org: str, number: int, risk: int) -> Response:
    """Show why a risk has its levels: inputs, steps, what would change it."""
    found = _assessment(request, number)
    try:
        return Response(explanations.document(found, found.risks.get(number=risk)))
    except Risk.DoesNotExist as error:
        raise Http404 from error


@api_view(["GET"])
def register_json(request: Request, org: str, number: int) -> HttpResponseBase:
    """Stream the whole register as one JSON array."""
    rows = _rows(request, number)
    return StreamingHttpResponse(register_table.json_stream(rows), content_type="application/json")


@api_view(["GET"])
def register_csv(request: Request, org: str, number: int) -> HttpResponseBase:
    """Stream the whole register as CSV, safe to open in a spreadsheet."""
    rows = _rows(request, number)
    return StreamingHttpResponse(
        register_table.csv_stream(rows), content_type="text/csv; charset=utf-8"
    )


@api_view(["GET"])
def treatments(request: Request, org: str, number: int) -> Response:
    """List the actions of the treatment plan with the risks they treat."""
    plan = _assessment(request, number).treatmentactions.select_related("owner")
    rows = plan.prefetch_related("links__risk").order_by("number")
    return Response({"results": [shapes.action(row) for row in rows]})


@api_view(["GET"])
def sign_offs(request: Request, org: str, number: int) -> Response:
    """List the frozen revisions: fingerprint, who signed what and when."""
    rows = _assessment(request, number).revisions.prefetch_related("signatures")
    return Response({"results": [shapes.revision(row) for row in rows.order_by("number")]})


def _actor(request: Request) -> Any:
    return request.actor  # type: ignore[attr-defined]  # the policy middleware put it there


def _assessment(request: Request, number: int) -> Assessment:
    try:
        return access.assessment(_actor(request), number)
    except Assessment.DoesNotExist as error:
        raise Http404 from error


def _rows(request: Request, number: int) -> Iterator[dict[str, Cell]]:
    return register_export.rows(_assessment(request, number), at=timezone.now())


def _whole(request: Request, name: str, default: int, *, least: int = 1) -> int:
    given = request.query_params.get(name, str(default))
    if not given.isascii() or not given.isdigit() or not least <= int(given[:9]) == int(given):
        raise ValidationError({name: [f"Needs a whole number from {least}."]})
    return int(given)
