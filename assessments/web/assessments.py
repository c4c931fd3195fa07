"""Assessments: new, overview, scope, criteria, team."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import catalogue
from assessments.actions import assessments as actions
from assessments.actions import team as signers
from assessments.catalogue import UnknownMatrix
from assessments.catalogue.choices import FACTS
from assessments.models import Assessment, Origin, Person, Role
from assessments.permissions import Refused
from assessments.queries import access, axes, gates, history, labels, outdated
from assessments.queries.telling import tell
from assessments.queries.worth import policy_of
from assessments.web import tolerance
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

EXCLUSIONS = ("desktop", "operating_system", "network", "storage", "attestation")


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, org: str) -> HttpResponse:
    if request.method == "GET":
        return _new(request)
    try:
        made = actions.create(scope=_scope(request.POST), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _new(request, refusal)
    messages.success(request, _("%(key)s is created.") % {"key": made.key})
    return redirect("assessment", org=org, number=made.number)


def _new(request: MemberRequest, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "typed": _posted(request.POST) if refusal else {},
        "refusal": refusal,
        "exclusions": EXCLUSIONS,
        "facts": FACTS,
    }
    return render(
        request, "assessments/assessment_new.html", context, status=422 if refusal else 200
    )


@require_GET
def overview(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    context = in_assessment(assessment, "overview") | {
        "gates": (found := gates.all_of(assessment)),
        "following": gates.following(found),
        "imports": assessment.pinnedimports.select_related("imported"),
        "team": assessment.teammembers.select_related("person"),
        "events": [tell(event) for event in history.latest(assessment, 8)],
        "origin": Origin.objects.filter(assessment=assessment).select_related("by").first(),
        "outdated": outdated.outdated(assessment, at=timezone.now()),
    }
    return render(request, "assessments/overview.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    refusal = None
    if request.method == "POST":
        fields = Fields(request.POST)
        try:
            actions.describe(
                assessment=assessment,
                scope=_scope(request.POST),
                version=fields.whole("version"),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("assessment", org=org, number=number)
        except Refused as error:
            refusal = error
    context = in_assessment(assessment, "overview") | {
        "typed": _posted(request.POST) if refusal else _typed(assessment),
        "refusal": refusal,
        "exclusions": EXCLUSIONS,
        "facts": FACTS,
    }
    return render(
        request, "assessments/assessment_edit.html", context, status=422 if refusal else 200
    )


@require_http_methods(["GET", "POST"])
def criteria(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    refusal: Exception | None = None
    if request.method == "POST":
        try:
            _set_criteria(request, assessment)
            return redirect("criteria", org=org, number=number)
        except (Refused, UnknownMatrix) as error:
            refusal = error
    edition = catalogue.load(assessment.edition)
    context = in_assessment(assessment, "overview") | {
        "edition": edition,
        "matrices": _matrices(assessment, edition),
        "chosen": _criteria_posted(request.POST) if refusal else _criteria_of(assessment),
        "refusal": refusal,
        "roles": actions.AUTHORITIES,
        "policies": labels.VALUE_POLICIES.items(),
    }
    return render(request, "assessments/criteria.html", context, status=422 if refusal else 200)


def _matrices(
    assessment: Assessment, edition: catalogue.Edition
) -> list[tuple[str, str, axes.Axes]]:
    """Return the matrices to choose from: that of the adopted method, and the edition's."""
    pinned, scales = assessment.method, edition.scales
    found = [
        (each.code, each.name, axes.axes({"grid": each.rows}, scales))
        for each in edition.matrices.values()
    ]
    if pinned["matrix"] in edition.matrices:
        return found
    name = _("Grid of the adopted method %(id)s") % {"id": pinned["id"]}
    return [(pinned["matrix"], name, axes.axes(pinned, scales)), *found]


def _set_criteria(request: MemberRequest, assessment: Assessment) -> None:
    fields = Fields(request.POST)
    wanted = actions.Criteria(
        matrix=fields.text("matrix"),
        appetite=fields.whole("appetite", _("Appetite")) or 0,
        authority={str(rank): fields.text(f"authority_{rank}") for rank in range(1, 6)},
        months={str(rank): fields.whole(f"months_{rank}") or 0 for rank in range(1, 6)},
        currency=fields.text("currency").strip()[:3].upper() or "EUR",
        losses=tolerance.posted(fields),
        value_policy=fields.text("value_policy"),
    )
    fields.check()
    actions.set_criteria(
        assessment=assessment,
        criteria=wanted,
        reason=fields.text("reason"),
        by=request.actor,
        at=timezone.now(),
    )


def _criteria_of(assessment: Assessment) -> dict[str, Any]:
    stored = assessment.criteria
    return {
        "matrix": assessment.method.get("matrix", ""),
        "appetite": str(stored["appetite"]),
        "levels": [
            (rank, stored["authority"].get(rank, ""), stored["longest_acceptance_months"].get(rank))
            for rank in "12345"
        ],
        "currency": stored["currency"],
        "losses": tolerance.stored(stored),
        "value_policy": policy_of(assessment),
    }


def _criteria_posted(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of criteria, as `_criteria_of` returns what is stored."""
    return {
        "matrix": post.get("matrix", ""),
        "appetite": post.get("appetite", ""),
        "levels": [
            (rank, post.get(f"authority_{rank}", ""), post.get(f"months_{rank}", ""))
            for rank in "12345"
        ],
        "currency": post.get("currency", ""),
        "losses": tolerance.typed(post),
        "value_policy": post.get("value_policy", ""),
        "reason": post.get("reason", ""),
    }


@require_http_methods(["GET", "POST"])
def team(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    refusal = None
    if request.method == "POST":
        try:
            _change_team(request, assessment)
            return redirect("team", org=org, number=number)
        except Refused as error:
            refusal = error
    people = access.people(request.actor)
    roles = {"memberships__organisation_id": request.actor.organisation_id}
    context = in_assessment(assessment, "overview") | {
        "refusal": refusal,
        "team": assessment.teammembers.select_related("person"),
        "people": people,
        "owners": people.filter(memberships__roles__contains=[Role.RISK_OWNER], **roles),
        "approvers": people.filter(memberships__roles__contains=[Role.APPROVER], **roles),
    }
    return render(request, "assessments/team.html", context, status=422 if refusal else 200)


def _change_team(request: MemberRequest, assessment: Assessment) -> None:
    fields, at = Fields(request.POST), timezone.now()
    people = access.people(request.actor)

    def person(name: str) -> Person | None:
        pk = fields.whole(name)
        return get_object_or_404(people, pk=pk) if pk else None

    match fields.text("do"):
        case "signers":
            signers.name_signers(
                assessment=assessment,
                risk_owner=person("risk_owner"),
                approver=person("approver"),
                by=request.actor,
                at=at,
            )
        case "remove":
            leaving = fields.wholes("person", _("Person"))
            fields.check()
            signers.remove_from_team(assessment=assessment, people=leaving, by=request.actor, at=at)
        case _:
            if (member := person("person")) is None:
                raise Refused(_("Choose a person."))
            signers.add_to_team(
                assessment=assessment,
                person=member,
                part=fields.text("part"),
                by=request.actor,
                at=at,
            )


def _scope(post: QueryDict) -> actions.Scope:
    return actions.Scope(
        title=post.get("title", ""),
        scope_in=post.get("scope_in", ""),
        scope_out=post.get("scope_out", ""),
        context=post.get("context", ""),
        exclusions=tuple(name for name in EXCLUSIONS if name in post.getlist("exclusions")),
        facts=tuple(name for name in FACTS if name in post.getlist("facts")),
        phase_view="four" if post.get("phase_view") == "four" else "five",
    )


def _posted(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a scope, as `_typed` returns what is stored."""
    texts = ("title", "scope_in", "scope_out", "context", "phase_view")
    return {name: post.get(name, "") for name in texts} | {
        "chosen_exclusions": post.getlist("exclusions"),
        "chosen_facts": post.getlist("facts"),
    }


def _typed(assessment: Assessment) -> dict[str, Any]:
    return {
        "title": assessment.title,
        "scope_in": assessment.scope_in,
        "scope_out": assessment.scope_out,
        "context": assessment.context,
        "chosen_exclusions": assessment.exclusions,
        "chosen_facts": assessment.facts,
        "phase_view": assessment.phase_view,
    }
