"""The ledger on a page and as files, and the bundles of signed revisions."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assessments.models import LedgerEntry
from assessments.permissions import Refused
from assessments.queries import bundles
from assessments.queries import ledger as ledgers
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, attachment

ROWS = 50


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    rows = LedgerEntry.objects.filter(organisation=request.organisation).order_by("-number")
    pages = Paginator(rows, ROWS)
    shown = pages.get_page(Fields(request.GET).whole("page") or 1)
    newest = ledgers.newest(request.organisation.pk)
    sealed = newest.size if newest else 0
    context = {
        "entries": [ledgers.told(row, sealed) for row in shown],
        "page": {"number": shown.number, "pages": pages.num_pages, "count": pages.count},
        "newest": newest,
        "unsealed": pages.count - sealed,
        "ledger_key": ledgers.key_of(request.organisation.pk),
        "nav": "ledger",
    }
    return render(request, "assessments/ledger.html", context)


@require_GET
def file(request: MemberRequest, org: str) -> HttpResponse:
    content = ledgers.lines(request.organisation.pk)
    return attachment(content, "application/jsonl", f"{org}-ledger.jsonl")


@require_GET
def checkpoint(request: MemberRequest, org: str) -> HttpResponse:
    newest = ledgers.newest(request.organisation.pk)
    if newest is None:
        raise Http404
    return attachment(newest.note.encode(), "text/plain", f"{org}-{newest.size}.txt")


@require_GET
def bundle(request: MemberRequest, org: str, number: int, revision: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    rows = assessment.revisions.select_related("snapshot", "assessment")
    row = get_object_or_404(rows, number=revision)
    try:
        content = bundles.bundle_of(row)
    except Refused as refusal:
        context = {"refusal": refusal, "assessment": assessment}
        return render(request, "assessments/no_bundle.html", context, status=409)
    return attachment(content, "application/zip", bundles.name_of(row))
