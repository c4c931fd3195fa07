"""The worked example: asked for on the first screen, watched, and opened when it is whole."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from assessments.actions import making
from assessments.permissions import Refused
from assessments.queries import examples
from assessments.web.http import MemberRequest, wants_fragment


@require_GET
def welcome(request: MemberRequest, org: str) -> HttpResponse:
    example = examples.example(request.actor)
    run = examples.run_of(example) if example else None
    context = {
        "example": example,
        "is_made": example is not None and examples.is_made(example),
        "is_being_made": examples.is_being_made(run),
        "nav": "portfolio",
    }
    return render(request, "assessments/welcome.html", context)


@require_POST
def new(request: MemberRequest, org: str) -> HttpResponse:
    try:
        making.ask(by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("welcome", org=org)
    return redirect("example-progress", org=org)


@require_GET
def progress(request: MemberRequest, org: str) -> HttpResponse:
    example = examples.example(request.actor)
    if example is None:
        return _away(request, reverse("welcome", args=[org]))
    run = examples.run_of(example)
    if not examples.is_being_made(run) and examples.is_made(example):
        return _away(request, reverse("assessment", args=[org, example.number]))
    context = {
        "example": example,
        "run": run,
        "is_being_made": examples.is_being_made(run),
        "nav": "portfolio",
    }
    fragment = wants_fragment(request)
    name = "assessments/_example_progress.html" if fragment else "assessments/example.html"
    return render(request, name, context)


def _away(request: MemberRequest, address: str) -> HttpResponse:
    if wants_fragment(request):
        return HttpResponseClientRedirect(address)
    return redirect(address)
