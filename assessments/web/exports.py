"""Files out: the register."""

import io

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from assessments.queries import register_export
from assessments.reports import register_table
from assessments.web.http import MemberRequest, assessment_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
            response = HttpResponse(out.getvalue(), content_type=XLSX)
        case _:
            raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
