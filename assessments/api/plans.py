"""What is to be done, and what was signed."""

from django.http import HttpResponseBase

from assessments.api import answers, documents, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.fields import page_of
from assessments.api.parameters import PAGED, choice, day, order, whole
from assessments.models import Revision, TreatmentAction
from assessments.queries import lists


@operation(
    page_of(documents.Action),
    "Treatments",
    (
        choice("status", "Only with this status.", TreatmentAction.Status.values),
        whole("owner", "Only owned by this person, by `owner_id`."),
        whole("risk", "Only treating the risk with this number."),
        day("due_before", "Only due before this day."),
        order(lists.ACTION_ORDERS, "number"),
        *PAGED,
    ),
)
def treatments(asked: Asked, number: int) -> HttpResponseBase:
    """List the actions of the treatment plan with the risks they treat."""
    names = ("status", "owner", "risk", "due_before")
    filters = lists.ActionFilters(**{name: asked.given[name] for name in names})
    rows = lists.actions(asked.assessment(number), filters)
    return answers.paged(asked, rows, lists.ACTION_ORDERS, shapes.action)


@operation(
    page_of(documents.SignOff),
    "Sign-offs",
    (
        choice("status", "Only with this status.", Revision.Status.values),
        order(lists.REVISION_ORDERS, "revision"),
        *PAGED,
    ),
)
def sign_offs(asked: Asked, number: int) -> HttpResponseBase:
    """List the frozen revisions: fingerprint, who signed what and when."""
    rows = lists.revisions(asked.assessment(number), status=asked.given["status"])
    return answers.paged(asked, rows, lists.REVISION_ORDERS, shapes.revision)
