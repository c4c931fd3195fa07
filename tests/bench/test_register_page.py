"""A page of 50 rows, in HTML and REST, against the shell that it stands in."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import tokens
from tests.bench.door import signed_in, with_token
from tests.bench.figures import compare, costs
from tests.bench.shell import PREFIX


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_page_costs_at_most_four_times_its_shell(filled, open_database, settings, size):
    settings.ROOT_URLCONF = "tests.bench.shell"
    register = filled[size]
    door = signed_in(register.person)
    draft = register.draft
    url = reverse("register", args=[draft.organisation.slug, draft.number]).removeprefix(
        f"/{PREFIX}"
    )
    page, shell = f"/{url.lstrip('/')}", f"/{PREFIX}{url.lstrip('/')}"
    assert door.get(page).count(b'<tbody id="risk-') == 50
    assert b"<tr" not in door.get(shell)

    found = costs(
        {"page": lambda: door.get(page), "shell": lambda: door.get(shell)}, before=register.edit
    )

    compare(f"Register page, 50 of {size:,} risks", found["page"], found["shell"], at_most=4)


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_page_over_rest_costs_at_most_four_times_an_answer_without_rows(
    filled, open_database, size
):
    register = filled[size]
    made = tokens.make(name="Bench", days=30, by=register.by, at=timezone.now())
    door = with_token(made.secret)
    org = register.draft.organisation.slug
    page = reverse("api-risks", args=[org, register.draft.number])
    root = reverse("api-root", args=[org])
    assert len(json.loads(door.get(page))["results"]) == 50

    found = costs(
        {"page": lambda: door.get(page), "root": lambda: door.get(root)}, before=register.edit
    )

    compare(f"REST page, 50 of {size:,} risks", found["page"], found["root"], at_most=4)
