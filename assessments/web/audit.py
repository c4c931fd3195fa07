"""What auditors ask of a frozen revision, and samples of it in both directions."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import remarks as talking
from assessments.actions import sampling as drawing
from assessments.models import Assessment, Remark, Revision
from assessments.models.remark import OPENING
from assessments.permissions import Refused
from assessments.queries import remarks
from assessments.queries.exports import CSV
from assessments.reports.asked import asked
from assessments.reports.document import Document
from assessments.reports.register_table import table
from assessments.reports.sampling import HEAD, Sample
from assessments.web.context import in_assessment
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404, attachment

NUMBER = 10


@require_GET
def page(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    fields = Fields(request.GET)
    return _page(request, assessment, revision_of(assessment, fields.whole("revision")))


@require_POST
def draw(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment, fields = assessment_or_404(request, number), Fields(request.POST)
    revision = revision_of(assessment, fields.whole("revision"))
    if revision is None:
        raise Http404
    seed = fields.text("seed").strip()
    try:
        count = fields.whole("count", _("How many"))
        fields.check()
        drawing.draw(
            revision=revision, seed=seed, number=count, by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, assessment, revision, refusal)
    query = urlencode({"revision": revision.number, "seed": seed, "count": count})
    address = reverse("audit", kwargs={"org": org, "number": number})
    return redirect(f"{address}?{query}#h-samples")


@require_POST
def remark(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment, fields = assessment_or_404(request, number), Fields(request.POST)
    revision = revision_of(assessment, fields.whole("revision"))
    if revision is None:
        raise Http404
    try:
        made = talking.begin(
            revision=revision,
            kind=fields.text("kind"),
            risk=fields.text("about").strip(),
            words=fields.text("words"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, assessment, revision, refusal, "remark")
    return _at(org, number, made)


@require_POST
def answer(request: MemberRequest, org: str, number: int, remark: int) -> HttpResponse:
    assessment, fields = assessment_or_404(request, number), Fields(request.POST)
    thread = get_object_or_404(assessment.remarks, pk=remark, thread=None)
    try:
        talking.answer(
            thread=thread,
            words=fields.text("words"),
            closes=bool(fields.text("closes")),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(
            request, assessment, revision_of(assessment, thread.revision), refusal, thread.pk
        )
    return _at(org, number, thread)


def _at(org: str, number: int, thread: Remark) -> HttpResponse:
    address = reverse("audit", kwargs={"org": org, "number": number})
    return redirect(f"{address}?revision={thread.revision}#remark-{thread.pk}")


@require_GET
def sample(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment, fields = assessment_or_404(request, number), Fields(request.GET)
    revision = revision_of(assessment, fields.whole("revision"))
    drawn = _sample(revision, fields) if revision else None
    if revision is None or drawn is None:
        return redirect("audit", org=org, number=number)
    rows = (row.cells() for row in (*drawn.of_register(), *drawn.of_inventory()))
    name = f"{assessment.key}-r{revision.number}-sample.csv"
    return attachment(table(HEAD, rows), CSV, name)


def _page(
    request: MemberRequest,
    assessment: Assessment,
    revision: Revision | None,
    refusal: Exception | None = None,
    form: str | int = "",
) -> HttpResponse:
    context = in_assessment(assessment, "audit") | {
        "revision": revision,
        "revisions": assessment.revisions.order_by("-number"),
        "refusal": refusal,
        "typed": request.POST if refusal else request.GET,
        "form": form,
        "threads": remarks.threads(assessment),
        "kinds": [each for each in Remark.Kind.choices if each[0] in OPENING],
        "number": NUMBER,
    }
    if revision:
        document = _document(revision)
        context["asked"] = asked(document, today=timezone.now().date().isoformat())
        drawn = None if refusal else _sample(revision, Fields(request.GET))
        if drawn:
            context["sample"] = {
                "seed": drawn.seed,
                "count": drawn.number,
                "register": drawn.of_register(),
                "inventory": drawn.of_inventory(),
            }
    status = 422 if refusal else 200
    return render(request, "assessments/audit.html", context, status=status)


def _sample(revision: Revision, fields: Fields) -> Sample | None:
    seed, count = fields.text("seed").strip(), fields.whole("count") or 0
    if not seed or not 1 <= count <= drawing.MOST:
        return None
    return Sample(_document(revision), seed, count)


def _document(revision: Revision) -> Document:
    return Document.from_json(bytes(revision.snapshot.content))


def revision_of(assessment: Assessment, number: int | None) -> Revision | None:
    """Return the frozen revision with that number, or the newest; None while there is none."""
    rows = assessment.revisions.select_related("snapshot", "assessment").order_by("-number")
    if number is None:
        return rows.first()
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found
