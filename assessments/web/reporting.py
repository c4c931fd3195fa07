"""Reports: on screen, as PDF, the frozen bytes, and what changed between revisions."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import publishing
from assessments.models import Assessment, Revision, Run
from assessments.queries import compared, curves
from assessments.queries.document import document_of
from assessments.queries.signed import signing_of
from assessments.reports.difference import difference
from assessments.reports.document import Document
from assessments.reports.view import report_view
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, attachment

RENDERING = (Run.Kind.REPORT, Run.Kind.FINAL)


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    revision = _revision(assessment, Fields(request.GET).whole("revision"))
    if revision:
        view = report_view(bytes(revision.snapshot.content), signing_of(revision))
    else:
        live = document_of(assessment, at=timezone.now())
        view = report_view(live.to_json(), signing_of(None), live)
    if result := view["losses"]["result"]:
        result["chart"] = curves.of_report(result)
    context = in_assessment(assessment, "report") | {
        "report": view,
        "revision": revision,
        "revisions": assessment.revisions.order_by("-number"),
        "run": _run(assessment),
        "is_awaited": _is_awaited(assessment),
        "files": assessment.reports.select_related("revision")
        .defer("content")
        .order_by("-pk")[:10],
    }
    return render(request, "assessments/report.html", context)


def _revision(assessment: Assessment, number: int | None) -> Revision | None:
    if number is None:
        return publishing.current_revision(assessment)
    return get_object_or_404(assessment.revisions.select_related("snapshot"), number=number)


def _run(assessment: Assessment) -> Run | None:
    runs = Run.objects.filter(assessment=assessment, kind__in=RENDERING)
    return runs.order_by("-pk").first()


def _is_awaited(assessment: Assessment) -> bool:
    """Say whether a signed revision still waits for the notary, who asks for its report."""
    revision = publishing.current_revision(assessment)
    if revision is None or revision.status != Revision.Status.SIGNED:
        return False
    runs = Run.objects.filter(kind=Run.Kind.FINAL, subject=revision.pk)
    is_kept = revision.signatures.filter(entry__isnull=False).exists()
    return is_kept and not runs.exists() and not revision.reports.filter(is_final=True).exists()


@require_POST
def ask(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    publishing.ask(assessment=assessment, by=request.actor, at=timezone.now())
    return redirect("report", org=org, number=number)


@require_GET
def progress(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    run = _run(assessment)
    if _is_awaited(assessment):
        context = {"run": run, "is_awaited": True, "assessment": assessment}
        return render(request, "assessments/_report_progress.html", context)
    response = render(request, "assessments/_run_progress.html", {"run": run})
    if run is None or run.finished_at is not None:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
def file(request: MemberRequest, org: str, number: int, report: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    row = get_object_or_404(assessment.reports.select_related("revision"), pk=report)
    name = (
        f"{assessment.key}-r{row.revision.number}.pdf"
        if row.revision
        else f"{assessment.key}-draft.pdf"
    )
    return attachment(bytes(row.content), "application/pdf", name)


@require_GET
def snapshot(request: MemberRequest, org: str, number: int, revision: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    row = _revision(assessment, revision)
    if row is None:
        raise Http404
    name = f"{assessment.key}-r{row.number}.json"
    return attachment(bytes(row.snapshot.content), "application/json", name)


@require_GET
def compare(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.GET)
    earlier = _revision(assessment, fields.whole("from") or 0)
    later = _revision(assessment, fields.whole("to"))
    if earlier is None:
        raise Http404
    after = (
        Document.from_json(bytes(later.snapshot.content))
        if later
        else document_of(assessment, at=timezone.now())
    )
    before = Document.from_json(bytes(earlier.snapshot.content))
    found = difference(before, after)
    context = in_assessment(assessment, "history") | {
        "difference": found,
        "parts": compared.parts(found, before, after),
        "earlier": earlier,
        "later": later,
    }
    return render(request, "assessments/compare.html", context)
