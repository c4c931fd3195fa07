"""The yardstick of pages: the product's routes, and one that shows the empty shell."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from assessments.web.context import in_assessment
from assessments.web.http import MemberRequest, assessment_or_404
from vsrisk.urls import urlpatterns as product

PREFIX = "shell/"


@require_GET
def shell(request: MemberRequest, org: str, number: int) -> HttpResponse:
    assessment = assessment_or_404(request, number)
    return render(request, "base.html", in_assessment(assessment, "register"))


urlpatterns = [  # named last, so that links lead to the product; its policy is the register's
    path(f"{PREFIX}o/<slug:org>/assessments/<int:number>/risks/", shell, name="register"),
    *product,
]
