"""Turn a supposition into a plan: actions for its items, and the risks that they move."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import bulk, treatments
from assessments.models import Assessment, Treatment, TreatmentAction
from assessments.permissions import Actor, Refused
from assessments.queries import scope, what_if
from assessments.queries.inputs import OPEN
from assessments.queries.what_if import Choice, Moved


@transaction.atomic
def plan(
    *, assessment: Assessment, choice: Choice, by: Actor, at: datetime
) -> list[TreatmentAction]:
    """
    Plan one action for each chosen item, serving the risks that the choice moves.

    A risk without a treatment is modified from then on; a decision to retain, avoid or
    share stands, and its risk is not linked. An item that an open action has already for
    all its risks gets no second one.

    Raises:
        Refused: *by* may not, it is no draft, or no risk would move that is not planned.
    """
    moved = what_if.of(assessment, choice).moved
    decided = dict(
        Treatment.objects.filter(assessment=assessment).values_list("risk__number", "option")
    )
    open_ones = [each for each in moved if decided.get(each.risk.number, "modify") == "modify"]
    serving = _serving(open_ones, choice, _planned(assessment))
    if not serving:
        raise Refused(_("No risk would move by this that is not in the plan already."))
    bare = [each.risk.number for each in open_ones if each.risk.number not in decided]
    if bare:
        bulk.treat(assessment=assessment, numbers=bare, option="modify", by=by, at=at)
    items = scope.edition_of(assessment).items
    return [
        treatments.plan(
            assessment=assessment,
            step=treatments.Step(title=items[code].title, items=(code,), risks=numbers),
            by=by,
            at=at,
        )
        for code, numbers in serving.items()
    ]


def _planned(assessment: Assessment) -> set[tuple[str, int]]:
    """Return which items are planned for which risks, by code and number."""
    links = assessment.actionrisks.filter(action__status__in=OPEN)
    return {
        (item, number)
        for items, number in links.values_list("action__items", "risk__number")
        for item in items
    }


def _serving(
    moved: Sequence[Moved], choice: Choice, planned: set[tuple[str, int]]
) -> Mapping[str, tuple[int, ...]]:
    found = {
        code: tuple(
            each.risk.number
            for each in moved
            if code in each.items and (code, each.risk.number) not in planned
        )
        for code in sorted(choice.items)
    }
    return {code: numbers for code, numbers in found.items() if numbers}
