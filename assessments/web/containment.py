"""Where what runs: the containment map of an assessment, and its table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.queries import consistent, containment
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

BY = ("value", "trust", "domain")


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.GET)
    by = fields.text("by")
    with consistent.snapshot():
        found = containment.contained(assessment, fields.whole("cluster"))
    context = in_assessment(assessment, "map") | {
        "found": found,
        "by": by if by in BY else BY[0],
        "page": found.page(fields.whole("page") or 1),
    }
    return render(request, "assessments/containment.html", context)
