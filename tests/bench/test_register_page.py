"""A page of 50 rows, against the shell that it stands in."""

import pytest
from django.urls import reverse

from tests.bench.door import signed_in
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
