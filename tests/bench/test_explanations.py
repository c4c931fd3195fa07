"""What fifty explanations cost, by the measure of the register page that they belong to."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.queries import explanations, register
from assessments.queries.inputs import facts_of
from assessments.scoring.changes import what_would_change
from assessments.scoring.counting import _left
from tests.bench.door import signed_in
from tests.bench.figures import compare, costs, note
from tests.bench.shell import PREFIX

SHOWN = 50
BUDGET = 4  # shells of a page, as for the register page itself


def test_explanations_of_a_page_keep_to_the_budget_of_the_page(filled, open_database, settings):
    settings.ROOT_URLCONF = "tests.bench.shell"
    filling = filled[10_000]
    draft = filling.draft
    door = signed_in(filling.person)
    address = reverse("register", args=[draft.organisation.slug, draft.number])
    shell = f"/{PREFIX}{address.removeprefix(f'/{PREFIX}').lstrip('/')}"

    rows = register.page(draft, register.Filters()).rows  # a page has them already

    def explain() -> int:
        facts = facts_of(draft)
        found = [explanations.of(draft, row.risk, facts) for row in rows]
        return sum(len(each.sentences) for each in found)

    with CaptureQueriesContext(
        connection,
    ) as told:
        assert explain() > SHOWN

    def cold(turn: int) -> None:
        filling.edit(turn)
        what_would_change.cache_clear()
        _left.cache_clear()

    found = costs({"explanations": explain, "shell": lambda: door.get(shell)}, before=cold)
    note("Queries of fifty explanations", str(len(told)), "", "", "")
    title = f"Explanations of {SHOWN} of 10,000 risks beside the shell of their page"
    compare(title, found["explanations"], found["shell"], at_most=BUDGET)
