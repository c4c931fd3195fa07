"""A risk is added by hand on a single asset, however often that was imported."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make, worked

pytestmark = pytest.mark.django_db
FOUR = {"likelihood": 3, "consequence_c": 3, "consequence_i": 2, "consequence_a": 4}


@pytest.fixture
def person(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.person(make.organisation())


def test_an_asset_of_two_imports_is_one_asset(person):
    by = make.acting(person, person.memberships.get().organisation)
    draft = worked.assessment(by)
    asset = draft.placements.first().asset
    again = asset.states.get()
    again.pk, again.imported = None, make.imported(draft.organisation, person)
    again.save()
    assert asset.states.count() == 2
    client = Client()
    client.force_login(person)
    where = reverse("risk-new", args=[draft.organisation.slug, draft.number])

    assert client.get(where, {"asset": asset.pk}).status_code == 200
    answer = client.post(where, {"asset": asset.pk, "title": "Own", **FOUR})

    assert answer.status_code == 302
    assert draft.risks.get(title="Own").group.asset == asset
