"""What moved between two imports, and taking a signed assessment up again because of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.actions import reassessing
from assessments.models import Import
from assessments.permissions import Refused
from assessments.queries import drift as drifting
from assessments.queries import touched
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, assessment_or_404

SHOWN = 200  # rows of each list; the counts are of all
OFFERED = 20  # imports to compare with


@require_GET
def drift(request: MemberRequest, org: str, imported: int) -> HttpResponse:
    after = get_object_or_404(
        Import.objects.select_related("by"), pk=imported, organisation=request.organisation
    )
    others = drifting.comparable(after).select_related("by")
    against = Fields(request.GET).whole("against")
    if against is None:
        before = others.filter(as_of__lte=after.as_of).first()
    else:
        before = get_object_or_404(others, pk=against)
    found = drifting.drift(before, after) if before else None
    context = {
        "after": after,
        "before": before,
        "others": others[:OFFERED],
        "found": found,
        "touched": list(touched.touched(found)) if found else [],
        "shown": SHOWN,
        "nav": "inventory",
    }
    return render(request, "assessments/drift.html", context)


@require_POST
def reassess(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    pk = Fields(request.POST).whole("import")
    if pk is None:
        messages.error(request, _("Choose an import."))
        return redirect("import-list", org=org)
    imported = get_object_or_404(Import, pk=pk, organisation=request.organisation)
    try:
        draft = reassessing.reassess(
            assessment=assessment, imported=imported, by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import-drift", org=org, imported=imported.pk)
    messages.success(
        request,
        _("%(key)s r%(n)d is open and about this import.")
        % {"key": draft.key, "n": draft.revision},
    )
    return redirect("register", org=org, number=number)
