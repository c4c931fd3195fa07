"""What matters most: the assets that carry most of an estate, and where trust meets."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.queries import consistent, coresident, reach
from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    with consistent.snapshot():
        found = reach.reach_of(assessment)
        meetings = coresident.meetings(assessment, found.layers)
    kinds = [(kind, cards) for kind in reach.KINDS if (cards := found.leaders(kind))]
    context = in_assessment(assessment, "leaders") | {
        "kinds": kinds,
        "meetings": meetings,
        "circles": found.values.circles(),
        "unplaced": found.unplaced,
    }
    return render(request, "assessments/leaders.html", context)
