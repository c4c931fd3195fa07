"""Bring an assessment in: a bundle or a snapshot, looked at first, then made a draft."""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions import arrivals, bringing
from assessments.permissions import Refused
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest


@require_http_methods(["GET", "POST"])
def page(request: MemberRequest, org: str) -> HttpResponse:
    fields = Fields(request.POST)
    token, key = fields.text("held"), fields.text("key").strip()
    context: dict[str, Any] = {
        "limit": settings.VERIFY_LIMIT_BYTES // 1_000_000,
        "typed": request.POST,
    }
    if request.method == "GET":
        return render(request, "assessments/bring.html", context)
    try:
        if token:
            made = arrivals.bring_held(token, key=key, by=request.actor, at=timezone.now())
            messages.success(request, _("%(key)s is brought in.") % {"key": made.key})
            return redirect("assessment", org=org, number=made.number)
        context |= _looked_at(request, key)
    except Refused as refusal:
        context |= {"refusal": refusal}
        return render(request, "assessments/bring.html", context, status=422)
    return render(request, "assessments/bring.html", context)


def _looked_at(request: MemberRequest, key: str) -> dict[str, Any]:
    """Return what the chosen file would bring, and the token that names it."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose a bundle or a snapshot."))
    if not ratelimit.consume(request, action="verify"):
        raise Refused(_("Many files came from your address. Wait a minute, then try again."))
    name = file.name or "snapshot.json"
    token = arrivals.hold(file.chunks(), name, by=request.actor)
    try:
        content, name = arrivals.held(token, by=request.actor)
        arrival = arrivals.look(content, name, key=key)
    except Refused:
        arrivals.drop(token, by=request.actor)
        raise
    return {
        "arrival": arrival,
        "held": token,
        "key": key,
        "figures": bringing.figures(arrival.document),
        "left": bringing.left_behind(arrival.document),
    }
