"""Inventory: findings, imports, and bringing a file in."""

from datetime import UTC, datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import catalogue, importers
from assessments.actions import pinning, uploads
from assessments.checks.bindings import bindings
from assessments.models import Assessment, Import, Upload
from assessments.permissions import Refused
from assessments.queries import access, estate, outcomes
from assessments.queries import findings as finding_rows
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def findings(request: MemberRequest, org: str) -> HttpResponse:
    fields = Fields(request.GET)
    number = fields.whole("assessment")
    assessment = assessment_or_404(request, number) if number else None
    imported = estate.newest_import(request.actor, fields.whole("import"))
    wanted = finding_rows.Wanted(
        code=fields.text("code"),
        severity=fields.text("severity"),
        domain=fields.text("domain"),
        words=fields.text("words").strip()[:100],
        item=fields.text("item"),
        asset=fields.whole("asset"),
    )
    source = finding_rows.Source(imported, assessment)
    context = {
        "source": assessment,
        "imported": imported,
        "wanted": wanted,
        "found": finding_rows.found(source, wanted, fields.whole("page") or 1),
        "binding": bindings().get(wanted.code),
        "edition": assessment.edition if assessment else catalogue.LATEST,
        "nav": "inventory",
    }
    return render(request, "assessments/findings.html", context)


@require_http_methods(["GET", "POST"])
def import_new(request: MemberRequest, org: str) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            upload = _receive(request)
            return redirect("upload", org=org, upload=upload.pk)
        except Refused as error:
            refusal = error
    drafts = access.assessments(request.actor).filter(status=Assessment.Status.DRAFT)
    context = {
        "refusal": refusal,
        "drafts": drafts,
        "nav": "inventory",
        "typed": request.POST or request.GET,
        "formats": get_text_list(list(importers.LABELS), _("or")),
    }
    return render(request, "assessments/import_new.html", context, status=422 if refusal else 200)


def _receive(request: MemberRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose a file to import."))
    fields = Fields(request.POST)
    number = fields.whole("assessment")
    day, at = fields.day("as_of", _("Day of the export")), timezone.now()
    fields.check()
    as_of = datetime.combine(day, time(23, 59), tzinfo=UTC) if day else None
    return uploads.receive(
        chunks=file.chunks(),
        file_name=file.name or "file",
        by=request.actor,
        at=at,
        assessment=assessment_or_404(request, number) if number else None,
        given=uploads.Given(as_of),
    )


@require_GET
def imports(request: MemberRequest, org: str) -> HttpResponse:
    mine = {"organisation": request.organisation}
    context = {
        "uploads": Upload.objects.filter(**mine).select_related("by").order_by("-pk")[:50],
        "imports": Import.objects.filter(**mine).select_related("by").order_by("-pk")[:50],
        "nav": "inventory",
    }
    return render(request, "assessments/imports.html", context)


@require_GET
def upload(request: MemberRequest, org: str, upload: int) -> HttpResponse:
    return render(request, "assessments/upload.html", _upload(request, upload))


@require_GET
def upload_progress(request: MemberRequest, org: str, upload: int) -> HttpResponse:
    context = _upload(request, upload)
    response = render(request, "assessments/_upload_progress.html", context)
    if not context["is_running"]:
        response.headers["HX-Refresh"] = "true"
    return response


def _upload(request: MemberRequest, pk: int) -> dict[str, object]:
    found = get_object_or_404(
        Upload.objects.select_related("assessment", "applied_import", "by"),
        pk=pk,
        organisation=request.organisation,
    )
    running = found.state in (Upload.State.WAITING, Upload.State.READING, Upload.State.APPLYING)
    return {
        "upload": found,
        "report": found.report,
        "groups": outcomes.of_report(found.report),
        "run": estate.run_of(found),
        "is_running": running,
        "nav": "inventory",
    }


@require_POST
def upload_apply(request: MemberRequest, org: str, upload: int) -> HttpResponse:
    row = get_object_or_404(Upload, pk=upload, organisation=request.organisation)
    try:
        uploads.apply(upload=row, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("upload", org=org, upload=upload)


@require_POST
def upload_cancel(request: MemberRequest, org: str, upload: int) -> HttpResponse:
    row = get_object_or_404(Upload, pk=upload, organisation=request.organisation)
    try:
        uploads.cancel(upload=row, by=request.actor, at=timezone.now())
        messages.success(request, _("The file is gone. Nothing was stored."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("upload", org=org, upload=upload)


@require_GET
def imported(request: MemberRequest, org: str, imported: int) -> HttpResponse:
    row = get_object_or_404(
        Import.objects.select_related("by"), pk=imported, organisation=request.organisation
    )
    context = {
        "imported": row,
        "groups": outcomes.of_import(row),
        "pins": row.pins.select_related("assessment"),
        "uploads": row.uploads.select_related("by").order_by("-pk")[:10],
        "drafts": access.assessments(request.actor).filter(status=Assessment.Status.DRAFT),
        "nav": "inventory",
    }
    return render(request, "assessments/import.html", context)


@require_POST
def pin(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    pk = Fields(request.POST).whole("import")
    if pk is None:
        messages.error(request, _("Choose an import."))
        return redirect("import-list", org=org)
    row = get_object_or_404(Import, pk=pk, organisation=request.organisation)
    try:
        pinning.pin(assessment=assessment, imported=row, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import", org=org, imported=row.pk)
    messages.success(request, _("%(key)s is now about this import.") % {"key": assessment.key})
    return redirect("register", org=org, number=number)
