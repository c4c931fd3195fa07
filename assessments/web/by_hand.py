"""Add a risk by hand: on a group, or on a single asset; of the catalogue, or an own one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions import ratings, risks
from assessments.catalogue import UnknownRisk
from assessments.models import Assessment, Asset, AssetState, Risk
from assessments.models.groups import RANKS
from assessments.models.risk import JUDGED
from assessments.permissions import Refused
from assessments.queries import scope
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    asset = _asset(request)
    refusal = None
    if request.method == "POST":
        try:
            made = _add(request, assessment, asset)
            return redirect("risk", org=org, number=number, risk=made.number)
        except Refused as error:
            refusal = error
    context = in_assessment(assessment, "register") | {
        "refusal": refusal,
        "typed": request.POST,
        "asset": asset,
        "name": asset.states.order_by("-pk").values_list("name", flat=True)[0] if asset else "",
        "groups": assessment.assetgroups.filter(is_gone=False).order_by("kind", "name"),
        "kinds": scope.edition_of(assessment).risks.values(),
        "ratings": _ratings(request),
        "ranks": RANKS,
    }
    return render(request, "assessments/risk_new.html", context, status=422 if refusal else 200)


def _add(request: MemberRequest, assessment: Assessment, asset: Asset | None) -> Risk:
    fields = Fields(request.POST)
    pk = None if asset else fields.whole("group", _("Subject"))
    ranks = [fields.whole(name) for name in JUDGED]
    fields.check([] if pk or asset else [_("Choose what the risk is about.")])
    own = risks.Own(
        group=get_object_or_404(assessment.assetgroups, pk=pk) if pk else None,
        title=fields.text("title"),
        description=fields.text("description"),
        asset=asset,
        code=fields.text("code"),
    )
    try:
        return risks.add(
            assessment=assessment,
            own=own,
            judgement=ratings.Judgement(*ranks),
            by=request.actor,
            at=timezone.now(),
        )
    except UnknownRisk as error:
        raise Refused(_("Choose a risk of the catalogue, or none.")) from error


def _asset(request: MemberRequest) -> Asset | None:
    pk = Fields(request.POST if request.method == "POST" else request.GET).whole("asset")
    if pk is None:
        return None
    seen = AssetState.objects.filter(organisation=request.organisation).values("asset")
    return get_object_or_404(Asset, pk=pk, organisation=request.organisation, pk__in=seen)


def _ratings(request: MemberRequest) -> list[tuple[str, str, str]]:
    """Return the four judgements of the form: name, label, what was typed."""
    labels = (_("Likelihood"), _("Confidentiality"), _("Integrity"), _("Availability"))
    return [
        (name, label, request.POST.get(name, ""))
        for name, label in zip(JUDGED, labels, strict=True)
    ]
