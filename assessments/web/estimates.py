"""Estimates of losses: of one risk, and of what a domain loses."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import drafts, losses
from assessments.models import Assessment, Domain, DomainEstimate, LossEstimate, Risk
from assessments.permissions import Capability, Refused
from assessments.queries import curves, estimates, loss_events, loss_results, loss_view
from assessments.queries.estimates import FORMS, Frequency
from assessments.queries.loss_scenarios import key_of
from assessments.web import loss_forms
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404


@require_http_methods(["GET", "POST"])
def risk(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    found = _risk(assessment, risk)
    refusal = None
    if request.method == "POST":
        try:
            _estimate(request, found)
        except Refused as error:
            refusal = error
        else:
            return redirect("loss", org=org, number=number, risk=risk)
    return _risk_page(request, assessment, found, refusal)


@require_POST
def drop(request: MemberRequest, org: str, number: int, risk: int) -> HttpResponse:
    found = _risk(assessment_or_404(request, number), risk)
    try:
        losses.drop(risk=found, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _risk_page(request, found.assessment, found, refusal)
    messages.success(request, _("%(key)s is no longer estimated.") % {"key": found.key})
    return redirect("losses", org=org, number=number)


@require_http_methods(["GET", "POST"])
def domain(
    request: MemberRequest, org: str, number: int, domain: int, dimension: str
) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    found = get_object_or_404(assessment.domains, pk=domain)
    if dimension not in DomainEstimate.Dimension.values:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            _estimate_domain(request, found, dimension)
        except Refused as error:
            refusal = error
        else:
            return redirect("losses", org=org, number=number)
    return _domain_page(request, assessment, found, dimension, refusal)


def _risk(assessment: Assessment, number: int) -> Risk:
    rows = assessment.risks.select_related("group", "treatment", "loss_estimate")
    return get_object_or_404(rows, number=number)


def _estimate(request: MemberRequest, found: Risk) -> None:
    fields = Fields(request.POST)
    said = loss_forms.said(fields)
    version = fields.whole("version")
    fields.check(losses.mistakes(found, said) if fields.mistakes else ())
    losses.estimate(risk=found, said=said, version=version, by=request.actor, at=timezone.now())
    _tell(request, said)


def _estimate_domain(request: MemberRequest, found: Domain, dimension: str) -> None:
    fields = Fields(request.POST)
    said = loss_forms.said(fields)
    version = fields.whole("version")
    more = estimates.losses_mistakes(said.losses, may_be_none=False)
    fields.check(more if fields.mistakes else ())
    losses.estimate_domain(
        domain=found,
        dimension=dimension,
        said=said,
        version=version,
        by=request.actor,
        at=timezone.now(),
    )
    _tell(request, said)


def _tell(request: MemberRequest, said: losses.Said) -> None:
    kept = _("The estimate is kept as a draft; it counts once somebody confirms it.")
    messages.success(request, _("The estimate is confirmed.") if said.is_confirmed else kept)


def _risk_page(
    request: MemberRequest, assessment: Assessment, found: Risk, refusal: Refused | None
) -> HttpResponse:
    mine: LossEstimate | None = getattr(found, "loss_estimate", None)
    proposed = estimates.proposed(assessment, found)
    form = (
        loss_forms.stored(
            estimates.losses_of(mine.losses),
            Frequency.from_document(mine.frequency),
            mine.dimensions,
            mine.reason,
        )
        if mine
        else loss_forms.stored(proposed.losses, proposed.frequency, proposed.dimensions)
    )
    if refusal:
        form = loss_forms.typed(request.POST)
    context = _common(request, assessment, mine, form, refusal) | {
        "risk": found,
        "is_shared": loss_events.is_shared(found),
        "moved": mine is not None and mine.proposed != proposed.document(),
    }
    context |= _figures(assessment, found)
    return render(request, "assessments/loss.html", context, status=_status(refusal))


def _figures(assessment: Assessment, found: Risk) -> dict[str, Any]:
    """Return what simulated years gave for a risk; nothing where none were."""
    result = loss_results.newest(assessment.pk, assessment.organisation_id)
    if result is None:
        return {}
    shown = loss_view.shown(
        result,
        is_current=loss_results.is_current(result),
        risks={key_of(assessment, found.key): found},
    )
    mine = next((line for line in shown.lines if line.risk == found), None)
    if mine is None:
        return {}
    return {
        "shown": shown,
        "line": mine,
        "amounts": loss_view.amounts_of(mine.states),
        "shares": loss_view.shares_of(mine.states),
        "points": loss_view.points_of(mine.states),
        "chart": curves.drawn(
            mine.states,
            assessment.criteria.get("loss_tolerance"),
            str(assessment.criteria.get("currency", "EUR")),
        ),
        "earned": loss_view.return_of(assessment, mine),
    }


def _domain_page(
    request: MemberRequest,
    assessment: Assessment,
    found: Domain,
    dimension: str,
    refusal: Refused | None,
) -> HttpResponse:
    mine = found.estimates.filter(dimension=dimension).first()
    proposed = estimates.proposed_for(assessment, found, dimension)
    kept = estimates.losses_of(mine.losses) if mine else proposed
    form = (
        loss_forms.typed(request.POST, names=tuple(FORMS))
        if refusal
        else loss_forms.stored(kept, reason=mine.reason if mine else "")
    )
    context = _common(request, assessment, mine, form, refusal) | {
        "domain": found,
        "dimension": dimension,
        "dimension_name": DomainEstimate.Dimension(dimension).label,
        "value": getattr(found, f"value_{dimension.lower()}"),
    }
    return render(request, "assessments/loss_domain.html", context, status=_status(refusal))


def _common(
    request: MemberRequest,
    assessment: Assessment,
    mine: LossEstimate | DomainEstimate | None,
    form: Mapping[str, Any],
    refusal: Refused | None,
) -> dict[str, Any]:
    return (
        in_assessment(assessment, "losses")
        | loss_forms.choices()
        | {
            "estimate": mine,
            "version": mine.version if mine else 0,
            "form": form,
            "refusal": refusal,
            "currency": assessment.criteria.get("currency", "EUR"),
            "dimensions": DomainEstimate.Dimension.choices,
            "locked": not (request.actor.may(Capability.ASSESS) and assessment.is_draft),
        }
    )


def _status(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, drafts.Stale) else 422
