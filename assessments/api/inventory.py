"""Assets, and what the checks saw."""

from django.http import Http404, HttpResponseBase

from assessments.api import answers, documents, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.documents import KINDS, RELATIONS, SEVERITIES
from assessments.api.fields import page_of
from assessments.api.parameters import PAGED, choice, order, text, whole
from assessments.queries import estate, lists
from assessments.queries.estate import Found

TAG = "Inventory"


@operation(
    page_of(documents.Asset),
    TAG,
    (
        choice("kind", "Only of this kind.", KINDS),
        text("words", "Only with all these words in the name."),
        order(lists.ASSET_ORDERS, "kind"),
        *PAGED,
    ),
)
def assets(asked: Asked) -> HttpResponseBase:
    """List the assets of the organisation, each as its newest import describes it."""
    rows = lists.assets(asked.actor, kind=asked.given["kind"], words=asked.given["words"])
    return answers.paged(asked, rows, lists.ASSET_ORDERS, shapes.asset)


@operation(documents.AssetWhole, TAG)
def asset(asked: Asked, asset: int) -> HttpResponseBase:
    """Show one asset with the imports that held it and what the checks saw in it."""
    return answers.json(asked, shapes.asset_whole(_asset(asked, asset)))


@operation(
    page_of(documents.Dependency),
    TAG,
    (
        choice("relation", "Only of this relation.", RELATIONS),
        order(lists.DEPENDENCY_ORDERS, "relation"),
        *PAGED,
    ),
)
def dependencies(asked: Asked, asset: int) -> HttpResponseBase:
    """List what an asset needs and what needs it."""
    state = _asset(asked, asset).state
    rows = lists.dependencies(state, relation=asked.given["relation"])
    found = answers.cut(asked, rows, lists.DEPENDENCY_ORDERS)
    states = lists.ends(state, found.rows)
    return answers.page(
        asked, found, (shapes.dependency(edge, asset, states) for edge in found.rows)
    )


@operation(
    page_of(documents.Finding),
    TAG,
    (
        text("code", "Only of this check."),
        choice("severity", "Only of this severity.", SEVERITIES),
        whole("asset", "Only about this asset."),
        text("words", "Only with all these words in the label."),
        order(lists.FINDING_ORDERS, "code"),
        *PAGED,
    ),
)
def findings(asked: Asked, number: int) -> HttpResponseBase:
    """List what the checks saw in the inventory that the assessment pins."""
    names = ("code", "severity", "asset", "words")
    filters = lists.FindingFilters(**{name: asked.given[name] for name in names})
    rows = lists.findings(asked.assessment(number), filters)
    return answers.paged(asked, rows, lists.FINDING_ORDERS, shapes.finding)


def _asset(asked: Asked, number: int) -> Found:
    found = estate.asset(asked.actor, number)
    if found is None:
        raise Http404
    return found
