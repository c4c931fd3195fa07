"""Assessments, and the way to them."""

from django.http import HttpResponseBase
from django.urls import reverse

from assessments.api import answers, documents, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.fields import page_of
from assessments.api.parameters import PAGED, choice, order, text
from assessments.models import Assessment
from assessments.queries import lists, portfolio

TAG = "Assessments"


@operation(documents.Root, TAG)
def root(asked: Asked) -> HttpResponseBase:
    """Name the collections of this organisation."""
    org = [asked.organisation]
    addresses = {
        "assessments": reverse("api-assessments", args=org),
        "assets": reverse("api-assets", args=org),
        "losses": reverse("api-portfolio-losses", args=org),
        "methods": reverse("api-methods", args=org),
        "schema": reverse("api-schema"),
    }
    made = {name: asked.request.build_absolute_uri(path) for name, path in addresses.items()}
    return answers.json(asked, made)


@operation(
    page_of(documents.AssessmentLine),
    TAG,
    (
        choice("status", "Only with this status.", Assessment.Status.values),
        text("words", "Only with all these words in the title."),
        order(lists.ASSESSMENT_ORDERS, "-number"),
        *PAGED,
    ),
)
def assessments(asked: Asked) -> HttpResponseBase:
    """List the assessments with their risks by level."""
    given = asked.given
    rows = lists.assessments(asked.actor, status=given["status"], words=given["words"])
    found = answers.cut(asked, rows, lists.ASSESSMENT_ORDERS)
    return answers.page(asked, found, (shapes.line(line) for line in portfolio.lines(found.rows)))


@operation(documents.AssessmentWhole, TAG)
def assessment(asked: Asked, number: int) -> HttpResponseBase:
    """Show one assessment: scope, criteria, method, people."""
    return answers.json(asked, shapes.assessment(asked.assessment(number)))
