"""The tolerance of losses on the page of the criteria."""

import pytest
from django.urls import reverse

from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    made = worked.assessment(make.actor(make.organisation()))
    client.force_login(make.person(made.organisation, name="Ada"))
    return made


def form(**typed):
    levels = {f"authority_{n}": "approver" for n in range(1, 6)}
    months = {f"months_{n}": "7" for n in range(1, 6)}
    base = {"matrix": "default", "appetite": "2", "currency": "CHF", "reason": "Board of May"}
    losses = {"tolerance_amount": "", "tolerance_share": "", "loss_scale": "100"}
    return levels | months | base | losses | typed


def post(client, draft, typed):
    return client.post(
        reverse("criteria", args=[draft.organisation.slug, draft.number]), typed, follow=True
    )


def test_a_tolerance_with_its_curve_is_kept_and_shown_as_it_was_typed(draft, client):
    typed = form(
        tolerance_amount="500000",
        tolerance_share="2.5",
        loss_scale="10",
        curve_amount_1="100000.50",
        curve_share_1="10",
        curve_amount_3="2000000",
        curve_share_3="0.1",
    )

    page = post(client, draft, typed).content.decode()

    draft.refresh_from_db()
    assert draft.criteria["loss_scale"] == 10
    assert draft.criteria["loss_tolerance"] == {
        "amount_minor": 500_000_00,
        "millionths": 25_000,
        "curve": [[100_000_50, 100_000], [2_000_000_00, 1_000]],
    }
    for words in ('value="500000"', 'value="2.5"', 'value="100000.50"', 'value="0.1"'):
        assert words in page


def test_no_tolerance_is_none_and_other_criteria_stay(draft, client):
    post(client, draft, form())

    draft.refresh_from_db()
    assert draft.criteria["loss_tolerance"] is None
    assert draft.criteria["not_applicable_share"] == 20


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"tolerance_amount": "5"}, "an amount and a yearly probability"),
        ({"tolerance_share": "100", "tolerance_amount": "5"}, "between 0 and 100"),
        ({"loss_scale": ""}, "scale of the money bands"),
        ({"tolerance_share": "x"}, "use a number like"),
        ({"tolerance_share": "0.00001"}, "at most four decimals"),
        ({"curve_amount_1": "9", "curve_share_1": "1"}, "from 2 to 5 points"),
        ({"curve_amount_1": "9"}, "is an amount and a probability"),
        ({"curve_amount_2": "9", "curve_share_2": "1"}, "tolerance itself beside its curve"),
        (
            {
                "curve_amount_1": "9",
                "curve_share_1": "1",
                "curve_amount_2": "8",
                "curve_share_2": "2",
            },
            "amounts rise and probabilities fall",
        ),
    ],
)
def test_what_is_no_tolerance_is_refused_and_nothing_typed_is_lost(draft, client, typed, words):
    got = post(client, draft, form(**typed))

    page = got.content.decode()
    assert got.status_code == 422
    assert words in page
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in page
