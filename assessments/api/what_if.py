"""What the register would be if chosen measures were done."""

from django.http import HttpResponseBase
from rest_framework.exceptions import ValidationError

from assessments.api import answers, documents, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.parameters import listed
from assessments.models import Assessment
from assessments.queries import consistent, what_if
from assessments.queries.what_if import Choice

ITEMS, ACTIONS = "items", "actions"


@operation(
    documents.WhatIf,
    "Risks",
    (
        listed(ITEMS, "Checklist items that would be done, by code, with commas between them."),
        listed(ACTIONS, "Open actions that would be finished, by number, with commas between."),
    ),
)
def supposed(asked: Asked, number: int) -> HttpResponseBase:
    """Show which levels would fall if items were done and actions finished; nothing changes."""
    assessment = asked.assessment(number)
    with consistent.snapshot():
        found = what_if.of(assessment, _choice(asked, assessment))
    return answers.json(asked, shapes.what_if(found))


def _choice(asked: Asked, assessment: Assessment) -> Choice:
    """
    Return what was asked for.

    Raises:
        ValidationError: an item is not in scope, or an action not open; all are named.
    """
    items, actions = asked.given[ITEMS], asked.given[ACTIONS]
    numbers = [int(word) for word in actions if word.isascii() and word.isdigit()]
    choice = what_if.choice_of(assessment, items, numbers)
    wrong = {
        ITEMS: [f"{code} is no item in scope." for code in items if code not in choice.items],
        ACTIONS: [
            f"{word} is no open action." for word in actions if word not in map(str, choice.actions)
        ],
    }
    if mistakes := {name: words for name, words in wrong.items() if words}:
        raise ValidationError(mistakes)
    return choice
