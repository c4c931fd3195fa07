"""Information domains: what they are worth, and which guests lie in them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import domains as actions
from assessments.actions.drafts import Stale
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import placing, scope
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, wants_fragment


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, number)


def _page(
    request: MemberRequest,
    number: int,
    refusal: Exception | None = None,
    domain: int | None = None,
) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    context = in_assessment(assessment, "domains") | {
        "domains": placing.domains(assessment),
        "scales": scope.edition_of(assessment).scales,
        "unassigned": placing.unassigned(assessment),
        "refusal": refusal,
        "refused_domain": domain,
        "is_clash": isinstance(refusal, Stale),
        "typed": request.POST,
    }
    return render(request, "assessments/domains.html", context, status=_status(refusal))


def _status(refusal: Exception | None) -> int:
    return 409 if isinstance(refusal, Stale) else 422 if refusal else 200


def _row(
    request: MemberRequest, assessment: Assessment, domain: int, refusal: Refused | None
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "editable": assessment.is_draft,
        "placed": placing.domain(assessment, domain),
        "scales": scope.edition_of(assessment).scales,
        "refused": refusal,
        "refused_domain": domain if refusal else None,
        "is_clash": isinstance(refusal, Stale),
        "is_saved": refusal is None,
        "typed": request.POST,
    }
    status = _status(refusal)
    return render(request, "assessments/_domain_row.html", context, status=status)


@require_POST
def value(request: MemberRequest, org: str, number: int, domain: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    row = get_object_or_404(assessment.domains, pk=domain)
    fields, refused = Fields(request.POST), None
    try:
        worth = actions.Worth(*(fields.whole(name) for name in ("c", "i", "a", "trust")))
        fields.check()
        actions.value(
            domain=row,
            worth=worth,
            reason=fields.text("reason"),
            version=fields.whole("version"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        refused = refusal
    if wants_fragment(request):
        return _row(request, assessment, domain, refused)
    if refused:
        return _page(request, number, refused, domain)
    messages.success(request, _("%(name)s is valued.") % {"name": row.name})
    return redirect("domains", org=org, number=number)


@require_POST
def new(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        actions.add(
            assessment=assessment,
            name=request.POST.get("name", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, number, refusal)
    return redirect("domains", org=org, number=number)


@require_GET
def placements(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.GET)
    context = in_assessment(assessment, "domains") | {
        "page": placing.guests(assessment, fields.whole("domain"), fields.whole("page") or 1),
        "domains": assessment.domains.order_by("name"),
    }
    return render(request, "assessments/placements.html", context)


@require_POST
def place(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST)
    try:
        pk, assets = fields.whole("domain", _("Domain")), fields.wholes("asset", _("Assets"))
        fields.check([] if pk else [_("Choose a domain.")])
        domain = get_object_or_404(assessment.domains, pk=pk)
        count = actions.place(
            assessment=assessment,
            assets=assets,
            domain=domain,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, number, refusal)
    messages.success(
        request, _("%(count)s are placed in %(name)s.") % {"count": count, "name": domain.name}
    )
    return redirect("domains", org=org, number=number)
