"""The matrix counts what the register counts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models.risk import STATES
from assessments.queries import movement, register
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.actor(make.organisation()))


def test_each_cell_holds_as_many_risks_as_the_register_shows_for_it(draft):
    picture = movement.of(draft)

    for state in STATES:
        for (likelihood, consequence), count in picture.cells[state].items():
            filters = register.Filters(view=state, likelihood=likelihood, consequence=consequence)
            assert register.page(draft, filters).count == count


def test_what_left_a_cell_arrived_in_another(draft):
    picture = movement.of(draft)

    for state, before in movement.BEFORE.items():
        for cell in {*picture.cells[state], *picture.cells[before]}:
            left = sum(n for (source, _), n in picture.moves[state].items() if source == cell)
            came = sum(n for (_, target), n in picture.moves[state].items() if target == cell)
            was = picture.cells[before].get(cell, 0)
            assert was - left + came == picture.cells[state].get(cell, 0)


def test_an_override_counts_as_the_level_in_force_and_an_unset_one_as_none(draft):
    first, second = draft.risks.order_by("number")[:2]
    draft.risks.filter(pk=first.pk).update(override_level=1, override_reason="Seen on site")
    draft.scores.filter(risk=second).update(**dict.fromkeys(("inherent", "current", "residual")))

    picture = movement.of(draft)

    assert picture.levels["current"][1] >= 1
    assert picture.unset == 1
    assert sum(picture.levels["current"].values()) == picture.count - 1


def test_the_picture_is_one_query(draft):
    with CaptureQueriesContext(connection) as asked:
        movement.of(draft)

    assert len(asked) == 1
