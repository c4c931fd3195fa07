"""Losses of an assessment, and of an organisation: estimated, simulated, compared."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import simulating
from assessments.models import Assessment, Run
from assessments.permissions import Refused
from assessments.queries import consistent, curves, loss_results, loss_view, quantified
from assessments.queries.loss_scenarios import SEED, YEARS, Events, tolerance_of
from assessments.scoring.losses import BLOCK
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

YEARS_OFFERED = (BLOCK, 2 * BLOCK, 10 * BLOCK)


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _page(request, assessment_or_404(request, number))


@require_POST
def ask(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    try:
        _ask(request, assessment)
    except Refused as refusal:
        return _page(request, assessment, refusal)
    return redirect("losses", org=org, number=number)


@require_POST
def cancel(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    run = Run.objects.filter(
        kind=Run.Kind.SIMULATE, assessment=assessment, finished_at=None
    ).first()
    if run is None:
        messages.error(request, _("Nothing is being simulated."))
    else:
        simulating.cancel(run=run, by=request.actor, at=timezone.now())
    return redirect("losses", org=org, number=number)


@require_GET
def progress(request: MemberRequest, org: str, number: int) -> HttpResponse:
    return _progress(request, _run(assessment_or_404(request, number).pk, request))


@require_GET
def portfolio(request: MemberRequest, org: str) -> HttpResponse:
    return _portfolio(request)


@require_POST
def portfolio_ask(request: MemberRequest, org: str) -> HttpResponse:
    try:
        _ask(request, None)
    except Refused as refusal:
        return _portfolio(request, refusal)
    return redirect("portfolio-losses", org=org)


@require_GET
def portfolio_progress(request: MemberRequest, org: str) -> HttpResponse:
    return _progress(request, _run(None, request))


def _ask(request: MemberRequest, assessment: Assessment | None) -> None:
    fields = Fields(request.POST)
    seed, years = fields.whole("seed", _("Seed")), fields.whole("years", _("Years"))
    fields.check()
    run = simulating.ask(
        assessment=assessment,
        seed=SEED if seed is None else seed,
        years=years or YEARS,
        by=request.actor,
        at=timezone.now(),
    )
    if run is None:
        messages.success(request, _("Nothing has changed: the result is that of these inputs."))


def _page(
    request: MemberRequest, assessment: Assessment, refusal: Refused | None = None
) -> HttpResponse:
    with consistent.snapshot():
        found = quantified.of(assessment)
        context = in_assessment(assessment, "losses") | _result(
            request, [assessment], assessment, {assessment.pk: found.events}
        )
    context |= {
        "found": found,
        "refusal": refusal,
        "currency": (currency := str(assessment.criteria.get("currency", "EUR"))),
        "tolerance": (tolerance := assessment.criteria.get("loss_tolerance")),
    }
    if shown := context["shown"]:
        context["chart"] = curves.drawn(shown.together, tolerance, currency)
    return render(request, "assessments/losses.html", context, status=422 if refusal else 200)


def _portfolio(request: MemberRequest, refusal: Refused | None = None) -> HttpResponse:
    with consistent.snapshot():
        chosen = loss_results.estimated(request.actor.organisation_id)
        context = _result(request, chosen, None)
    currencies = sorted({str(each.criteria.get("currency", "EUR")) for each in chosen})
    context |= {
        "nav": "portfolio",
        "chosen": chosen,
        "refusal": refusal,
        "currency": currencies[0] if currencies else "EUR",
    }
    if shown := context["shown"]:
        context["chart"] = curves.drawn(shown.together, None, context["currency"])
    return render(
        request, "assessments/portfolio_losses.html", context, status=422 if refusal else 200
    )


def _result(
    request: MemberRequest,
    chosen: list[Assessment],
    assessment: Assessment | None,
    known: Events | None = None,
) -> dict[str, Any]:
    """Return the newest result as it is shown, and the run that makes the next."""
    key = assessment.pk if assessment else None
    result = loss_results.newest(key, request.actor.organisation_id)
    shown = result and loss_view.shown(
        result, is_current=loss_results.is_current(result, known), risks=loss_view.risks_of(chosen)
    )
    limit = tolerance_of(assessment) if assessment else None
    return {
        "shown": shown,
        "page": shown.page(Fields(request.GET).whole("page") or 1) if shown else None,
        "amounts": loss_view.amounts_of(shown.together) if shown else (),
        "shares": loss_view.shares_of(shown.together) if shown else (),
        "points": loss_view.points_of(shown.together) if shown else (),
        "comparison": shown.comparison(limit) if shown and shown.is_shared else "",
        "compared_at": shown.compared_at(limit) if shown else None,
        "run": _run(key, request),
        "years": YEARS_OFFERED,
        "default_years": YEARS,
        "default_seed": SEED,
    }


def _run(assessment_id: int | None, request: MemberRequest) -> Run | None:
    runs = Run.objects.filter(
        kind=Run.Kind.SIMULATE,
        organisation_id=request.actor.organisation_id,
        assessment=assessment_id,
    )
    return runs.order_by("-pk").first()


def _progress(request: MemberRequest, run: Run | None) -> HttpResponse:
    response = render(request, "assessments/_run_progress.html", {"run": run})
    if run is None or run.finished_at is not None:
        response.headers["HX-Refresh"] = "true"
    return response
