"""The ledger on a page and as files, and the bundles of signed revisions."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.actions import evidence
from assessments.models import LedgerEntry, Revision
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
        content = bundles.bundle_of(row, _evidence(row, request))
    except Refused as refusal:
        context = {"refusal": refusal, "assessment": assessment}
        return render(request, "assessments/no_bundle.html", context, status=409)
    return attachment(content, "application/zip", bundles.name_of(row))


def _evidence(row: Revision, request: MemberRequest) -> dict[str, bytes]:
    """
    Return the files of evidence that were asked for and are still kept.

    Raises:
        Refused: they are too large to be carried in one bundle.
    """
    if not Fields(request.GET).text("evidence"):
        return {}
    listed = bundles.listed_evidence(row)
    kept = row.assessment.evidences.filter(sha256__in=listed).order_by("pk")
    if sum({each.sha256: each.size for each in kept}.values()) > settings.BUNDLE_EVIDENCE_BYTES:
        raise Refused(
            _("The files of evidence are too large for one bundle. Take it without them.")
        )
    found = {each.sha256: evidence.path_of(each) for each in kept}
    return {sha: path.read_bytes() for sha, path in found.items() if path.exists()}
