"""What auditors asked for, and everything of a revision to take along."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments.queries import dossier
from assessments.web import audit
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, attachment

ROWS = 100


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    pages = Paginator(dossier.accesses(request.actor), ROWS)
    shown = pages.get_page(Fields(request.GET).whole("page") or 1)
    context = {
        "rows": shown,
        "page": {"number": shown.number, "pages": pages.num_pages, "count": pages.count},
        "nav": "people",
    }
    return render(request, "assessments/accesses.html", context)


@require_GET
def everything(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    revision = audit.revision_of(assessment, Fields(request.GET).whole("revision"))
    if revision is None:
        return redirect("audit", org=org, number=number)
    name = f"{assessment.key}-r{revision.number}-everything.zip"
    return attachment(dossier.archive(revision, request.actor), "application/zip", name)
