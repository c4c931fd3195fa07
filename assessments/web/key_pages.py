"""Signing keys: make or bring one, vouch for others', end them."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.actions import carrying, keys
from assessments.actions.carrying import Stolen
from assessments.actions.pens import Pen
from assessments.models import Person, SigningKey
from assessments.permissions import Refused
from assessments.queries import keyring
from assessments.queries import ledger as ledgers
from assessments.verifier.envelope import pae
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.passkeys import Site
from assessments.web.fields import Fields
from assessments.web.http import MemberRequest, attachment

LARGEST = 20_000  # bytes of a signature file, an envelope at most


@require_GET
def page(request: MemberRequest, org: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, refusal: Exception | None = None, **more: Any) -> HttpResponse:
    """Render the page; after a refusal with what was typed, but no secret."""
    held = keyring.held(request.actor)
    context = {
        "held": held,
        "mine": keyring.mine(request.actor),
        "needed": keyring.vouchers_needed(request.actor.organisation_id),
        "ledger_key": ledgers.key_of(request.actor.organisation_id),
        "may_hold": keyring.may_hold(request.actor),
        "site": site_of(request),
        "refusal": refusal,
        "typed": request.POST,
        "nav": "keys",
        **more,
    }
    return render(request, "assessments/keys.html", context, status=422 if refusal else 200)


@require_POST
def make(request: MemberRequest, org: str) -> HttpResponse:
    fields = Fields(request.POST)
    try:
        first, again = fields.text("passphrase"), fields.text("again")
        fields.check([] if first == again else [_("The two passphrases are not the same.")])
        key = keys.make(passphrase=first, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal)
    _tell(request, key)
    return redirect("keys", org=org)


@require_POST
def offer(request: MemberRequest, org: str) -> HttpResponse:
    at, fields = timezone.now(), Fields(request.POST)
    is_passkey = bool(fields.text("passkey"))
    try:
        site = site_of(request) if is_passkey else None
        fields.check([_("Passkeys are not to be had here.")] if is_passkey and not site else [])
        public = fields.text("public")
        statement = keys.offered(public=public, by=request.actor, at=at, site=site)
    except Refused as refusal:
        return _page(request, refusal)
    token = carrying.carried(statement, by=request.actor, at=at, is_quick=is_passkey)
    return _page(request, prepared=token)


@require_POST
def bring(request: MemberRequest, org: str) -> HttpResponse:
    at, fields, by = timezone.now(), Fields(request.POST), request.actor
    prepared, credential = fields.text("prepared"), fields.text("credential")
    try:
        statement = carrying.brought_back(prepared, by=by, at=at)
        made = signature_of(request)
        key = keys.bring(statement=statement, signature=made, by=by, at=at, credential=credential)
    except Refused as refusal:
        return _page(request, refusal, prepared=prepared)
    _tell(request, key)
    return redirect("keys", org=org)


@require_POST
def statement_bytes(request: MemberRequest, org: str) -> HttpResponse:
    """Give the exact bytes that a key kept elsewhere signs."""
    prepared = Fields(request.POST).text("prepared")
    try:
        statement = carrying.brought_back(prepared, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal)
    return attachment(pae(statement), "application/octet-stream", "statement.bin")


@require_GET
def statement(request: MemberRequest, org: str, signing_key: int) -> HttpResponse:
    """Give the exact bytes that somebody signs who vouches with a key kept elsewhere."""
    row = SigningKey.objects.filter(pk=signing_key, organisation=request.organisation).first()
    if row is None:
        raise Http404
    return attachment(pae(bytes(row.statement)), "application/octet-stream", "statement.bin")


@require_POST
def vouch(request: MemberRequest, org: str, signing_key: int) -> HttpResponse:
    try:
        done = keys.vouch(
            key_id=signing_key, pen=pen_of(request), by=request.actor, at=timezone.now()
        )
    except SigningKey.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _page(request, refusal, about=signing_key)
    _tell(request, done)
    return redirect("keys", org=org)


@require_POST
def withdraw(request: MemberRequest, org: str, signing_key: int) -> HttpResponse:
    try:
        keys.withdraw(key_id=signing_key, by=request.actor, at=timezone.now())
    except SigningKey.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _page(request, refusal)
    messages.success(request, _("The key is withdrawn."))
    return redirect("keys", org=org)


@require_http_methods(["GET", "POST"])
def revoke(request: MemberRequest, org: str, signing_key: int) -> HttpResponse:
    row = next((one for one in keyring.held(request.actor) if one.key.pk == signing_key), None)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _revoking(request, row)
    fields, at, by = Fields(request.POST), timezone.now(), request.actor
    stolen = Stolen(fields.text("reason"), _since(fields))
    try:
        if fields.text("prepare"):
            payload = keys.revocation(key_id=signing_key, stolen=stolen, by=by, at=at)
            mine = row.key if row.key.person_id == by.person_id else _mine(request)
            is_quick = bool(mine and mine.credential)
            token = carrying.carried(payload, by=by, at=at, is_quick=is_quick)
            return _revoking(request, row, prepared=token)
        token = fields.text("prepared")
        prepared = carrying.brought_back(token, by=by, at=at) if token else b""
        pen = pen_of(request)
        keys.revoke(key_id=signing_key, stolen=stolen, pen=pen, by=by, at=at, prepared=prepared)
    except Refused as refusal:
        return _revoking(request, row, refusal, prepared=fields.text("prepared"))
    messages.success(request, _("The key is revoked. What is not in doubt stands."))
    return redirect("keys", org=org)


def _revoking(
    request: MemberRequest, row: keyring.Held, refusal: Exception | None = None, **more: Any
) -> HttpResponse:
    context = {
        "held": row,
        "pen": row.key if row.key.person_id == request.actor.person_id else _mine(request),
        "last": keyring.size(request.actor.organisation_id) - 1,
        "refusal": refusal,
        "typed": request.POST,
        "nav": "keys",
        **more,
    }
    return render(request, "assessments/key_revoke.html", context, status=422 if refusal else 200)


def _mine(request: MemberRequest) -> SigningKey | None:
    return keyring.mine(request.actor)


def _since(fields: Fields) -> int | None:
    return fields.whole("since") if fields.text("stolen") else None


def pen_of(request: MemberRequest) -> Pen:
    """
    Return what a person signs with: a passphrase, of which few are tried, or a file.

    Raises:
        Refused: too many were tried, or the file is too large.
    """
    passphrase = request.POST.get("passphrase", "")
    person: Person = request.user
    if passphrase and not ratelimit.consume(request, action="reauthenticate", user=person):
        raise Refused(_("That was tried too often. Wait a minute, then try again."))
    return Pen(passphrase, signature_of(request))


def signature_of(request: MemberRequest) -> bytes:
    """
    Return the signature that came along, in a file or of a passkey; empty when none did.

    Raises:
        Refused: it is larger than any signature.
    """
    asserted: str = request.POST.get("assertion", "")
    if asserted and len(asserted) <= LARGEST:
        return asserted.encode()
    file = request.FILES.get("signature")
    if file is None:
        return b""
    if (file.size or 0) > LARGEST:
        raise Refused(_("The file is larger than any signature."))
    return bytes(file.read())


def site_of(request: MemberRequest) -> Site | None:
    """Return where a passkey signs that is made here; None where browsers allow none."""
    host = request.get_host()
    try:
        return Site.checked(host.rpartition(":")[0] or host, f"{request.scheme}://{host}")
    except NotGenuine:
        return None


def _tell(request: MemberRequest, key: SigningKey) -> None:
    if key.state == SigningKey.State.ENROLLED:
        messages.success(request, _("The key is enrolled: it signs from now on."))
    else:
        messages.success(request, _("The key waits until enough people have vouched for it."))
