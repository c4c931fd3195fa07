"""Verify a bundle or a sealed report in the browser, without an account; nothing is kept."""

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.custody import sealed
from assessments.models import NotaryKey, ReportFile
from assessments.permissions import Refused
from assessments.reports import reperformed
from assessments.verifier import checking, packed
from assessments.verifier.checking import Trust
from assessments.web.fields import Fields
from assessments.web.http import attachment

LARGEST_NOTE = 10_000
PDF = b"%PDF-"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "limit": settings.VERIFY_LIMIT_BYTES // 1_000_000,
        "typed": request.POST,
        "program": packed.NAME,
    }
    if request.method == "GET":
        return render(request, "assessments/verify.html", context)
    try:
        content = _uploaded(request)
    except Refused as refusal:
        context["refusal"] = refusal
        return render(request, "assessments/verify.html", context, status=422)
    context |= _report(request, content) if content.startswith(PDF) else _bundle(request, content)
    return render(request, "assessments/verify.html", context)


def _bundle(request: HttpRequest, content: bytes) -> dict[str, object]:
    trust = _trust(request)
    verdict = checking.verify(content, trust)
    return {
        "verdict": verdict,
        "ledger_key": verdict.ledger.key if verdict.ledger else None,
        "by_itself": not (trust.keys or trust.kept),
    }


def _report(request: HttpRequest, content: bytes) -> dict[str, object]:
    key = Fields(request.POST).text("key").strip().lower()
    seen = sealed.look(content, {key} if key else _own_certificates())
    return {"verdict": seen, "seen": seen, "by_itself": not key}


@require_GET
def program(_request: HttpRequest) -> HttpResponse:
    return attachment(packed.packed(), "application/octet-stream", packed.NAME)


def _uploaded(request: HttpRequest) -> bytes:
    """
    Return what is to be verified.

    Raises:
        Refused: there is nothing, or a file is too large.
    """
    bundle, kept = request.FILES.get("bundle"), request.FILES.get("kept")
    problems = []
    if bundle is None:
        problems.append(
            _("Choose the bundle, a file that ends in .vsrisk.zip, or a report as PDF.")
        )
    elif (bundle.size or 0) > settings.VERIFY_LIMIT_BYTES:
        problems.append(
            _("The file is too large for this page. Verify it with the program instead.")
        )
    if kept is not None and (kept.size or 0) > LARGEST_NOTE:
        problems.append(_("The checkpoint is larger than any checkpoint."))
    if not ratelimit.consume(request, action="verify"):
        problems.append(_("Many bundles came from your address. Wait a minute, then try again."))
    if problems or bundle is None:
        raise Refused(" ".join(problems))
    content: bytes = bundle.read()
    return content


def _trust(request: HttpRequest) -> Trust:
    kept, key = request.FILES.get("kept"), Fields(request.POST).text("key").strip()
    return Trust(
        keys=(key,) if key else (),
        publics=() if key or kept is not None else _own(),
        kept=(kept.read(),) if kept is not None else (),
        engine=reperformed.differences,
    )


def _own() -> tuple[bytes, ...]:
    """Return the keys that this installation's notary has sealed with."""
    return tuple(bytes(key) for key in NotaryKey.objects.values_list("public", flat=True))


def _own_certificates() -> set[str]:
    """Return the certificates that this installation's notary has sealed reports with."""
    sealed_ones = ReportFile.objects.exclude(certificate="")
    return set(sealed_ones.values_list("certificate", flat=True).distinct())
