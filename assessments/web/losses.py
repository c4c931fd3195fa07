"""Losses of an assessment: what is estimated, what waits, and what simulated years gave."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.queries import consistent, quantified
from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    with consistent.snapshot():
        found = quantified.of(assessment)
    context = in_assessment(assessment, "losses") | {
        "found": found,
        "currency": assessment.criteria.get("currency", "EUR"),
        "tolerance": assessment.criteria.get("loss_tolerance"),
    }
    return render(request, "assessments/losses.html", context)
