"""Turn a supposition into a plan: actions for its items, and the risks that they move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import bulk, treatments
from assessments.models import Assessment, Treatment, TreatmentAction
from assessments.permissions import Actor, Refused
from assessments.queries import scope, what_if
from assessments.queries.inputs import OPEN
from assessments.queries.what_if import Choice, Moved

LONGEST_TITLE = 200  # of an action


@transaction.atomic
def plan(
    *,
    assessment: Assessment,
    choice: Choice,
    by: Actor,
    at: datetime,
    moves: Sequence[tuple[str, str]] = (),
) -> list[TreatmentAction]:
    """
    Plan one action for each chosen item, serving the risks that the choice moves.

    *moves* are the changes of the estate that the choice supposes, as titles and
    descriptions; each becomes an action for the risks that fall by them alone, and for none
    where it closes a gap of trust but moves no level.

    A risk without a treatment is modified from then on; a decision to retain, avoid or
    share stands, and its risk is not linked. An item that an open action has already for
    all its risks gets no second one.

    Raises:
        Refused: *by* may not, it is no draft, or no risk would move that is not planned.
    """
    decided = dict(
        Treatment.objects.filter(assessment=assessment).values_list("risk__number", "option")
    )
    steps = [
        *_rearranging(assessment, choice, moves, decided),
        *_doing(assessment, choice, decided),
    ]
    if not steps:
        raise Refused(_("No risk would move by this that is not in the plan already."))
    bare = sorted({number for step in steps for number in step.risks} - decided.keys())
    if bare:
        bulk.treat(assessment=assessment, numbers=bare, option="modify", by=by, at=at)
    return [treatments.plan(assessment=assessment, step=step, by=by, at=at) for step in steps]


def _modified(moved: Sequence[Moved], decided: Mapping[int, str]) -> list[Moved]:
    """Return the risks that are, or may be, modified: other decisions stand."""
    return [each for each in moved if decided.get(each.risk.number, "modify") == "modify"]


def _rearranging(
    assessment: Assessment,
    choice: Choice,
    moves: Sequence[tuple[str, str]],
    decided: Mapping[int, str],
) -> Iterator[treatments.Step]:
    """
    Yield the steps that rearrange the estate and that no open action is already.

    Each serves the risks that fall by where machines run alone; a lost host is no plan.
    """
    estate = replace(choice.estate, lost=frozenset())
    if not moves or not estate:
        return
    fallen = _modified(what_if.of(assessment, Choice(estate=estate)).moved, decided)
    numbers = tuple(each.risk.number for each in fallen)
    open_ones = assessment.treatmentactions.filter(status__in=OPEN)
    known = set(open_ones.values_list("title", "description"))
    for title, words in moves:
        if (title[:LONGEST_TITLE], words) not in known:
            yield treatments.Step(title=title, description=words, risks=numbers)


def _doing(
    assessment: Assessment, choice: Choice, decided: Mapping[int, str]
) -> Iterator[treatments.Step]:
    """Yield a step for each chosen item that some risk falls by."""
    moved = _modified(what_if.of(assessment, choice).moved, decided)
    items = scope.edition_of(assessment).items
    for code, numbers in _serving(moved, choice, _planned(assessment)).items():
        yield treatments.Step(title=items[code].title, items=(code,), risks=numbers)


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
