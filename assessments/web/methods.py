"""Methods: those to choose from, the editor with its preview, and the move of a draft to one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions import methods as actions
from assessments.permissions import Refused
from assessments.queries import access, consistent, methods
from assessments.queries.methods import Offer
from assessments.scoring import BadMethod, Method
from assessments.scoring.published import difference
from assessments.scoring.terms import FACTORS, FORMULAS, PRODUCT, SUM
from assessments.web import method_forms as forms
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

LEVELS = range(5, -1, -1)  # 0 is unset
RANKS = range(1, 6)


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    pinned: dict[str, list[object]] = {}
    for assessment in access.assessments(request.actor):
        name = f"{assessment.method['id']} {assessment.method['version']}"
        pinned.setdefault(name, []).append(assessment)
    offers = [
        (offer, pinned.get(f"{offer.method.id} {offer.method.version}", []))
        for offer in methods.offered(request.actor)
    ]
    return render(request, "assessments/methods.html", {"offers": offers, "nav": "methods"})


@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, org: str, key: str) -> HttpResponse:
    offer = methods.find(request.actor, key)
    if offer is None:
        raise Http404
    if request.method == "GET":
        return _editor(request, offer, offer.method.to_document())
    document = forms.document_of(request.POST)
    act = {"redraw": _editor, "save": _save}.get(request.POST.get("do", ""), _preview)
    return act(request, offer, document)


@require_http_methods(["GET", "POST"])
def adopt(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.POST if request.method == "POST" else request.GET)
    key, refusal = fields.text("method"), None
    if request.method == "POST":
        try:
            actions.adopt(
                assessment=assessment,
                key=key,
                reason=fields.text("reason"),
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(request, _("The method is adopted; levels are being recomputed."))
            return redirect("method-adopt", org=org, number=number)
        except Refused as error:
            refusal = error
    offer = methods.find(request.actor, key) if key else None
    with consistent.snapshot():
        effect = methods.effect(assessment, offer.method) if offer else None
    context = in_assessment(assessment, "overview") | {
        "offers": methods.offered(request.actor),
        "offer": offer,
        "changes": difference(assessment.method, offer.method.to_document()) if offer else (),
        "effect": effect,
        "levels": LEVELS,
        "refusal": refusal,
        "typed": fields.text("reason"),
    }
    status = 422 if refusal else 200
    return render(request, "assessments/method_adopt.html", context, status=status)


def _save(request: MemberRequest, offer: Offer, document: dict[str, Any]) -> HttpResponse:
    fields = Fields(request.POST)
    try:
        row = actions.save(
            name=fields.text("name"),
            about=fields.text("about"),
            document=document,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        problems = getattr(refusal, "problems", None)
        return _editor(request, offer, document, problems=problems, refusal=refusal)
    messages.success(request, _("%(name)s is saved.") % {"name": str(row)})
    return redirect("method", org=request.organisation.slug, key=f"{methods.OWN}{row.pk}")


def _preview(request: MemberRequest, offer: Offer, document: dict[str, Any]) -> HttpResponse:
    try:
        method = Method.from_document({"id": "preview", "version": 1, "matrix": "", **document})
    except BadMethod as error:
        refusal = Refused(_("The method does not hold together yet."))
        return _editor(request, offer, document, problems=error.problems, refusal=refusal)
    effects = []
    for assessment in access.assessments(request.actor).order_by("-pk"):
        with consistent.snapshot():
            effects.append(methods.effect(assessment, method))
    return _editor(request, offer, method.to_document(), effects=effects)


def _editor(
    request: MemberRequest,
    offer: Offer,
    document: dict[str, Any],
    *,
    problems: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    effects: list[methods.Effect] | None = None,
) -> HttpResponse:
    wrong, typed = problems or {}, request.POST
    shown = {"grid": [list(row) for row in offer.method.grid], **document}
    points = shown.get("points", {})
    context = {
        "offer": offer,
        "document": shown,
        "grid": forms.grid_of(shown, wrong),
        "heads": forms.heads_of(shown),
        "scales": forms.scales_of(shown),
        "caps": forms.caps_of(shown, wrong),
        "problems": {path: words for path, words in wrong.items() if "." not in path},
        "wrong": wrong,
        "size": (len(shown["grid"]), len(shown["grid"][0])),
        "sizes": forms.SIZES,
        "by_points": bool(points),
        "points": {name: _listed(points.get(name, ())) for name in forms.LISTS},
        "combine": points.get("combine", SUM),
        "combines": (SUM, PRODUCT),
        "formula": shown.get("formula", "r3"),
        "formulas": FORMULAS,
        "factors": FACTORS,
        "ranks": RANKS,
        "levels": LEVELS,
        "effects": effects,
        "refusal": refusal,
        "name": typed.get("name", offer.name if offer.is_own else ""),
        "about": typed.get("about", offer.about if offer.is_own else ""),
        "nav": "methods",
    }
    return render(request, "assessments/method.html", context, status=422 if refusal else 200)


def _listed(numbers: Any) -> str:
    return " ".join(str(number) for number in numbers)
