"""Evidence files."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import evidence as actions
from assessments.catalogue import UnknownItem
from assessments.permissions import Refused
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    files = assessment.evidences.select_related("by", "removed_by", "risk").order_by("item", "pk")
    return render(
        request,
        "assessments/evidence.html",
        in_assessment(assessment, "overview") | {"files": files},
    )


@require_POST
def add(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields, file = Fields(request.POST), request.FILES.get("file")
    risk = fields.whole("risk")
    item = fields.text("item")
    try:
        fields.check([] if file else [_("Choose a file.")])
        actions.add(
            assessment=assessment,
            chunks=file.chunks() if file else (),
            about=actions.About(
                name=(file.name if file else "") or "file",
                item=item,
                risk=get_object_or_404(assessment.risks, number=risk) if risk else None,
            ),
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, _("The file is kept as evidence."))
    except UnknownItem as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    if item:
        return redirect("item", org=org, number=number, item=item)
    return redirect("risk", org=org, number=number, risk=risk or 0)


@require_POST
def remove(request: MemberRequest, org: str, number: int, evidence: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    row = get_object_or_404(assessment.evidences, pk=evidence)
    try:
        actions.remove(evidence=row, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evidence-list", org=org, number=number)


@require_GET
def file(request: MemberRequest, org: str, number: int, evidence: int) -> HttpResponseBase:
    assessment = assessment_or_404(request, number)
    row = get_object_or_404(assessment.evidences, pk=evidence)
    try:
        content = actions.path_of(row).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
