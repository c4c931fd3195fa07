"""People, invitations, tokens."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions import people as actions
from assessments.actions import tokens as token_actions
from assessments.models import ApiToken, Invitation, Membership, Person, Role
from assessments.permissions import Refused
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # of the settings: others sign out


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    return _page(request)


def _page(
    request: MemberRequest, *, refusal: Exception | None = None, link: str = ""
) -> HttpResponse:
    mine = {"organisation": request.organisation}
    context = {
        "members": Membership.objects.filter(**mine)
        .select_related("person")
        .order_by("person__name"),
        "invitations": Invitation.objects.filter(**mine, accepted_at=None, withdrawn_at=None),
        "roles": Role.choices,
        "refusal": refusal,
        "link": link,
        "typed": request.POST,
        "typed_roles": request.POST.getlist("roles"),
        "nav": "people",
    }
    return render(request, "assessments/people.html", context, status=422 if refusal else 200)


@require_POST
def invite(request: MemberRequest, org: str) -> HttpResponse:
    fields = Fields(request.POST)
    try:
        until = fields.day("until", _("Until"))
        fields.check()
        made = actions.invite(
            email=fields.text("email"),
            roles=fields.texts("roles"),
            until=until,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, refusal=refusal)
    path = reverse("invitation", kwargs={"token": made.secret})
    return _page(request, link=request.build_absolute_uri(path))


@require_POST
def withdraw(request: MemberRequest, org: str, invitation: int) -> HttpResponse:
    try:
        actions.withdraw_invitation(invitation_id=invitation, by=request.actor, at=timezone.now())
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _page(request, refusal=refusal)
    return redirect("people", org=org)


@require_POST
def roles(request: MemberRequest, org: str, member: int) -> HttpResponse:
    fields = Fields(request.POST)
    try:
        actions.give_roles(
            membership_id=member,
            roles=fields.texts("roles"),
            version=fields.whole("version"),
            by=request.actor,
            at=timezone.now(),
        )
    except Membership.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _page(request, refusal=refusal)
    return redirect("people", org=org)


@require_POST
def status(request: MemberRequest, org: str, member: int) -> HttpResponse:
    fields = Fields(request.POST)
    try:
        actions.set_status(
            membership_id=member,
            active=fields.text("active") == "1",
            version=fields.whole("version"),
            by=request.actor,
            at=timezone.now(),
        )
    except Membership.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _page(request, refusal=refusal)
    return redirect("people", org=org)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = actions.invitation_of(token, at=timezone.now())
    refusal: Exception | None = None
    signed_in = request.user if isinstance(request.user, Person) else None
    if request.method == "POST":
        try:
            person = actions.join(
                secret=token,
                name=request.POST.get("name", ""),
                password=request.POST.get("password", ""),
                signed_in=signed_in,
                at=timezone.now(),
            )
            if signed_in is None:
                login(request, person, backend=BACKEND)
            return redirect("home")
        except Refused as error:
            refusal = error
    context = {
        "invitation": found,
        "refusal": refusal,
        "typed": request.POST,
        "signed_in": signed_in,
    }
    code = 422 if refusal else 200 if found else 404
    return render(request, "assessments/invitation.html", context, status=code)


@require_http_methods(["GET", "POST"])
def tokens(request: MemberRequest, org: str) -> HttpResponse:
    refusal, secret = None, ""
    if request.method == "POST":
        fields = Fields(request.POST)
        try:
            made = token_actions.make(
                name=fields.text("name"),
                days=fields.whole("days") or 0,
                by=request.actor,
                at=timezone.now(),
            )
            secret = made.secret
        except Refused as error:
            refusal = error
    mine = ApiToken.objects.filter(organisation=request.organisation, person=request.user)
    context = {
        "tokens": mine.order_by("-pk"),
        "secret": secret,
        "refusal": refusal,
        "typed": request.POST,
        "now": timezone.now(),
        "nav": "tokens",
    }
    return render(request, "assessments/tokens.html", context, status=422 if refusal else 200)


@require_POST
def token_revoke(request: MemberRequest, org: str, token: int) -> HttpResponse:
    try:
        token_actions.revoke(token_id=token, by=request.actor, at=timezone.now())
    except ApiToken.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The token has ended."))
    return redirect("tokens", org=org)
