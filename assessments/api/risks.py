"""The register in pages, one risk, and why it has its levels."""

from django.http import Http404, HttpResponseBase

from assessments.api import answers, explanation_documents, risk_documents, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.fields import page_of
from assessments.api.parameters import PAGED, choice, flag, order, text, whole
from assessments.api.risk_documents import CHOICES
from assessments.models import Assessment, Risk, Treatment
from assessments.models.risk import COMPUTED, JUDGED, STATES
from assessments.queries import explained, register, risk_details
from assessments.queries.register import Row

TAG = "Risks"
FILTERS = (
    text("words", "Only with all these words in title, code or subject; R-17 finds that risk."),
    choice("family", "Only of this family.", CHOICES["family"]),
    whole("group", "Only about this subject, by its `group_id`."),
    choice("state", "Only in this state; dismissed risks are left out else.", CHOICES["state"]),
    whole("level", "Only at this level of the state in `view`.", most=5),
    whole("likelihood", "Only with this likelihood in the state in `view`.", most=6),
    whole("consequence", "Only with this consequence in the state in `view`.", most=6),
    choice("view", "The state that the three before speak of.", STATES, "current"),
    whole("owner", "Only with this risk owner, by `owner_id`."),
    choice("option", "Only with this option of treatment.", Treatment.Option.values),
    whole("above", "Only above this level.", least=0, most=5),
    flag("unset", "Only without a level."),
    flag("unowned", "Only without a risk owner."),
)

RELATED = ("group", "score", "owner", "treatment")
SHOWN = (  # the columns that a row of the list is made of
    *("assessment", "number", "code", "title", "family", "state", "level", "level_likelihood"),
    *("override_level", "changed_rev"),
    *("group__kind", "group__name", "owner__name", "treatment__option"),
    *(f"{prefix}{name}" for prefix in ("", "proposed_") for name in JUDGED),
    *(f"score__{name}" for name in COMPUTED),
)


@operation(
    page_of(risk_documents.RiskRow),
    TAG,
    (*FILTERS, order(register.ORDERS, register.DEFAULT_ORDER), *PAGED),
)
def risks(asked: Asked, number: int) -> HttpResponseBase:
    """List the risks of the register, narrowed and ordered as on the screen."""
    assessment = asked.assessment(number)
    filters = register.Filters(**{each.name: asked.given[each.name] for each in FILTERS})
    rows = register.rows_of(assessment).select_related(None).select_related(*RELATED).only(*SHOWN)
    found = answers.cut(asked, register.narrowed(rows, filters), register.ORDERS)
    shown = (shapes.risk(register.row(risk, assessment)) for risk in found.rows)
    return answers.page(asked, found, shown)


@operation(risk_documents.RiskWhole, TAG)
def risk(asked: Asked, number: int, risk: int) -> HttpResponseBase:
    """Show one risk with every field of the register."""
    assessment = asked.assessment(number)
    row = _row(assessment, risk)
    return answers.json(asked, shapes.risk_whole(row, risk_details.details(assessment, row)))


@operation(explanation_documents.Explanation, TAG)
def explanation(asked: Asked, number: int, risk: int) -> HttpResponseBase:
    """Show why a risk has its levels: inputs, steps, measures, and what would change it."""
    assessment = asked.assessment(number)
    return answers.json(asked, explained.document(assessment, _row(assessment, risk).risk))


def _row(assessment: Assessment, number: int) -> Row:
    try:
        return register.one(assessment, number)
    except Risk.DoesNotExist as error:
        raise Http404 from error
