"""What if: choose measures and where machines run, see which risks move, make a plan of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import supposing
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import consistent, estate_words, what_if
from assessments.queries.estate_words import Said, Typed
from assessments.queries.what_if import Choice
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

FEW = 12  # items that are offered at once
LEVELS = range(5, -1, -1)  # 0 is unset


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    return _page(request, assessment, *_choice(Fields(request.GET), assessment))


@require_POST
def plan(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    choice, said = _choice(Fields(request.POST), assessment)
    try:
        made = supposing.plan(
            assessment=assessment,
            choice=choice,
            moves=list(said.steps()),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, choice, said, refusal)
    words = ngettext("%(n)s action was planned.", "%(n)s actions were planned.", len(made))
    messages.success(request, words % {"n": len(made)})
    return redirect("plan", org=org, number=number)


def _choice(fields: Fields, assessment: Assessment) -> tuple[Choice, Said]:
    said = estate_words.read(
        assessment,
        Typed(
            machines=fields.text("machines"),
            domain=fields.whole("domain"),
            to=fields.text("to"),
            split=fields.text("split"),
            apart=tuple(fields.wholes("apart")),
            hosts=fields.text("hosts"),
            lost=fields.text("lost"),
        ),
    )
    items, actions = fields.texts("item"), fields.wholes("action")
    return what_if.choice_of(assessment, items, actions, said.estate), said


def _page(
    request: MemberRequest,
    assessment: Assessment,
    choice: Choice,
    said: Said,
    refusal: Refused | None = None,
) -> HttpResponse:
    appetite = int(assessment.criteria.get("appetite", 2))
    with consistent.snapshot():
        found = what_if.of(assessment, choice) if choice else None
        offers = what_if.offers(assessment)
        actions = what_if.open_actions(assessment)
        names = estate_words.offered(assessment)
        domains = list(assessment.domains.order_by("name"))
    near = [each for each in offers if each.item.code in choice.items]
    far = [each for each in offers if each.item.code not in choice.items]
    context = in_assessment(assessment, "what-if") | {
        "choice": choice,
        "said": said,
        "typed": said.typed,
        "names": names,
        "plannable": bool(found and (any(said.steps()) or (found.moved and choice.items))),
        "domains": domains,
        "found": found,
        "levels": [(level, found.before[level], found.after[level]) for level in LEVELS]
        if found
        else (),
        "above": found.above(appetite) if found else None,
        "near": [*near, *far[:FEW]],
        "far": far[FEW:],
        "actions": actions,
        "appetite": appetite,
        "refusal": refusal,
    }
    status = 422 if refusal or said.problems else 200
    return render(request, "assessments/what_if.html", context, status=status)
