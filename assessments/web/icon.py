"""The icon that browsers ask for at the root when a page names none, such as a page of JSON."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_GET


@require_GET
def favicon(_request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.svg"))
