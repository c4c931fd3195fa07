"""Files out: the register as it stands, and frozen revisions for other tools."""

import io

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assessments.permissions import Refused
from assessments.queries import exports, register_export
from assessments.reports import register_table
from assessments.web.http import MemberRequest, assessment_or_404, attachment


@require_GET
def register(request: MemberRequest, org: str, number: int, kind: str) -> HttpResponseBase:
    assessment = assessment_or_404(request, number)
    rows = register_export.rows(assessment)
    name = f"{assessment.key}-r{assessment.revision}-register.{kind}"
    response: HttpResponseBase
    match kind:
        case "csv":
            response = StreamingHttpResponse(
                register_table.csv_stream(rows), content_type="text/csv; charset=utf-8"
            )
        case "json":
            response = StreamingHttpResponse(
                register_table.json_stream(rows), content_type="application/json"
            )
        case "xlsx":
            out = io.BytesIO()
            register_table.write_xlsx(rows, out)
            response = HttpResponse(out.getvalue(), content_type=exports.XLSX)
        case _:
            raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def revision(
    request: MemberRequest, org: str, number: int, revision: int, form: str
) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    if form not in exports.FORMS:
        raise Http404
    rows = assessment.revisions.select_related("snapshot", "assessment")
    row = get_object_or_404(rows, number=revision)
    try:
        content = exports.export(row, form)
    except Refused as refusal:
        context = {"refusal": refusal, "assessment": assessment}
        return render(request, "assessments/no_bundle.html", context, status=409)
    return attachment(content, exports.FORMS[form].media, exports.name_of(row, form))
