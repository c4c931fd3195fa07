"""What the register would be if chosen measures were done."""

from django.http import HttpResponseBase
from rest_framework.exceptions import ValidationError

from assessments.api import answers, shapes
from assessments.api.asked import Asked
from assessments.api.describing import operation
from assessments.api.parameters import listed, text
from assessments.api.supposed_documents import WhatIf
from assessments.models import Assessment
from assessments.queries import consistent, estate_words, what_if
from assessments.queries.estate_words import Typed
from assessments.queries.what_if import Choice

ITEMS, ACTIONS = "items", "actions"
ESTATE = (
    listed("machines", "Machines that would move, by name, with commas between; #17 by number."),
    text("domain", "All machines of this domain would move too, by its `domain_id`."),
    text("to", "The host or cluster that they would move to, by name."),
    text("split", "A cluster that would be split, by name."),
    listed("apart", "Domains that get a cluster of their own, by `domain_id`, commas between."),
    listed("hosts", "Hosts of that new cluster, by name, with commas between."),
    listed("lost", "Hosts that would be lost, by name, with commas between."),
)


@operation(
    WhatIf,
    "Risks",
    (
        listed(ITEMS, "Checklist items that would be done, by code, with commas between them."),
        listed(ACTIONS, "Open actions that would be finished, by number, with commas between."),
        *ESTATE,
    ),
)
def supposed(asked: Asked, number: int) -> HttpResponseBase:
    """Show which levels would move if items were done, or machines ran elsewhere; all stays."""
    assessment = asked.assessment(number)
    with consistent.snapshot():
        found = what_if.of(assessment, _choice(asked, assessment))
    return answers.json(asked, shapes.what_if(found))


def _choice(asked: Asked, assessment: Assessment) -> Choice:
    """
    Return what was asked for.

    Raises:
        ValidationError: an item is not in scope, an action not open, or a name not in the
            pinned inventory; all are named.
    """
    said = estate_words.read(assessment, _typed(asked))
    items, actions = asked.given[ITEMS], asked.given[ACTIONS]
    numbers = [int(word) for word in actions if word.isascii() and word.isdigit()]
    choice = what_if.choice_of(assessment, items, numbers, said.estate)
    wrong = {
        ITEMS: [f"{code} is no item in scope." for code in items if code not in choice.items],
        ACTIONS: [
            f"{word} is no open action." for word in actions if word not in map(str, choice.actions)
        ],
    } | {name: list(words) for name, words in said.problems.items()}
    if mistakes := {name: words for name, words in wrong.items() if words}:
        raise ValidationError(mistakes)
    return choice


def _typed(asked: Asked) -> Typed:
    given = asked.given
    return Typed(
        machines=", ".join(given["machines"]),
        domain=_number(given["domain"]),
        to=given["to"] or "",
        split=given["split"] or "",
        apart=tuple(_number(word) or 0 for word in given["apart"]),
        hosts=", ".join(given["hosts"]),
        lost=", ".join(given["lost"]),
    )


def _number(word: str) -> int | None:
    """Return a number; 0, which names nothing, for what is none; None for a blank."""
    if not word:
        return None
    return int(word) if word.isascii() and word.isdigit() else 0
