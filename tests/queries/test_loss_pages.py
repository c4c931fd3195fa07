"""The risks of a result in pages: all of them, each once, whatever page is asked for."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import losses, simulating, work
from assessments.queries.estimates import Frequency, Range
from assessments.queries.loss_view import PAGE, Line, Shown, State
from assessments.scoring.losses import BLOCK
from tests import make, registers

SAID = losses.Said(
    losses={"response": Range("range", Decimal(1_000), None, Decimal(9_000))},
    frequency=Frequency("poisson", Range("range", Decimal("0.1"), None, Decimal("0.4"))),
)
NONE = State("current", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, None, ())


def shown(count):
    lines = tuple(Line(f"R-{n}", None, NONE, NONE, NONE) for n in range(count))
    return Shown(None, is_current=True, together=(NONE,) * 3, apart=(NONE,) * 3, lines=lines)


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 3 * PAGE])
def test_the_pages_make_up_the_whole(count):
    every = shown(count)
    pages = [every.page(number) for number in range(1, every.page(1).pages + 1)]
    assert tuple(line for page in pages for line in page.lines) == every.lines
    assert {page.count for page in pages} == {count}
    assert every.page(0) == every.page(-7) == pages[0]
    assert every.page(10_000) == pages[-1]


@pytest.mark.django_db
def test_more_risks_than_a_page_holds_are_led_to_by_a_pager(client):
    filled = registers.fill(make.organisation(), PAGE + 5)
    draft, at = filled.draft, timezone.now()
    for risk in draft.risks.all():
        losses.estimate(risk=risk, said=SAID, version=None, by=filled.by, at=at)
    simulating.ask(assessment=draft, seed=1, years=BLOCK, by=filled.by, at=at)
    work.do_all(timezone.now)
    client.force_login(filled.person)
    address = reverse("losses", args=[draft.organisation.slug, draft.number])
    first, second = (client.get(address, {"page": n}).content.decode() for n in (1, 2))
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    rows = [page.count('class="id">R-') for page in (first, second)]
    assert rows == [PAGE, 5]
