"""What matters most: the assets that carry most of an estate, and where trust meets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import trust_gaps
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import consistent, coresident, reach
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number))


@require_POST
def decide(request: MemberRequest, org: str, number: int, group: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    about = get_object_or_404(assessment.assetgroups, pk=group)
    fields = Fields(request.POST)
    try:
        trust_gaps.decide(
            assessment=assessment,
            group=about.pk,
            said=fields.text("decision"),
            reason=fields.text("reason"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, refusal, about.pk, fields.text("reason"))
    messages.success(request, _("%(name)s: your decision is kept.") % {"name": about.name})
    return redirect("leaders", org=org, number=number)


def _page(
    request: MemberRequest,
    assessment: Assessment,
    refusal: Refused | None = None,
    about: int = 0,
    typed: str = "",
) -> HttpResponse:
    with consistent.snapshot():
        found = reach.reach_of(assessment)
        gaps = coresident.proposals(assessment)
    kinds = [(kind, cards) for kind in reach.KINDS if (cards := found.leaders(kind))]
    context = in_assessment(assessment, "leaders") | {
        "kinds": kinds,
        "gaps": gaps,
        "concerned": sorted(coresident.CONCERNED),
        "circles": found.values.circles(),
        "unplaced": found.unplaced,
        "refusal": refusal,
        "about": about,
        "typed": typed,
    }
    return render(request, "assessments/leaders.html", context, status=422 if refusal else 200)
