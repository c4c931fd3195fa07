"""A register by a method whose grid is not five by five, wherever it is shown."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import assessments, methods, work
from assessments.queries import explanations, recomputed
from assessments.scoring import DEFAULT_METHOD
from assessments.scoring.terms import NAMES, STEPS
from tests import make, worked

pytestmark = pytest.mark.django_db


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def people(org):
    return {role: make.person(org, role) for role in ("analyst", "administrator")}


@pytest.fixture
def draft(people, org, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.acting(people["analyst"], org))


@pytest.fixture
def small(people, org, draft):
    """Return the draft with a method of three by four whose steps have names."""
    document = DEFAULT_METHOD.to_document() | {
        "grid": [[1, 2, 2, 3], [2, 2, 3, 4], [2, 3, 4, 5]],
        "likelihood_steps": [1, 1, 2, 3, 3],
        "consequence_steps": [1, 2, 3, 3, 4],
        "likelihood_names": ["seldom", "at times", "often"],
        "consequence_names": ["dent", "scratch", "wound", "end"],
    }
    row = methods.save(
        name="Small",
        about="",
        document=document,
        by=make.acting(people["administrator"], org),
        at=make.NOON,
    )
    by = make.acting(people["analyst"], org)
    methods.adopt(assessment=draft, key=f"own-{row.pk}", reason="Short", by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft


def test_a_small_grid_is_drawn_wherever_the_register_is(client, people, org, small):
    client.force_login(people["analyst"])
    at = [org.slug, small.number]
    shown = text(client.get(reverse("matrix", args=at)))
    assert re.findall(r'id="mxr(\d)"', shown) == ["3", "2", "1"]
    assert re.findall(r'id="mxc(\d)"', shown) == ["1", "2", "3", "4"]
    for words in ("Seldom", "Often", "Dent", "End"):
        assert words in shown
    cell = small.risks.exclude(score=None).first().score
    place = f"?likelihood={cell.current_likelihood}&consequence={cell.current_consequence}"
    assert 'id="h-sel"' in text(client.get(reverse("matrix", args=at) + place))
    assert "4 end" in text(client.get(reverse("criteria", args=at)))
    assert list(recomputed.differences(small)) == []
    risks = small.risks.exclude(state="dismissed").select_related("group", "treatment", "score")
    for risk in risks:
        why = explanations.of(small, risk)
        assert [state.level for state in why.states] == [
            risk.score.inherent,
            risk.score.current,
            risk.score.residual,
        ]
    report = text(client.get(reverse("report", args=at)))
    assert "Consequence 4 end" in report
    assert '<th scope="row">3 often</th>' in report


def test_a_matrix_of_the_catalogue_takes_the_place_of_a_small_grid(people, org, small):
    by = make.acting(people["analyst"], org)
    criteria = assessments.Criteria(matrix="default", appetite=3)
    assessments.set_criteria(
        assessment=small, criteria=criteria, reason="Larger", by=by, at=timezone.now()
    )
    small.refresh_from_db()
    assert (len(small.method["grid"]), len(small.method["grid"][0])) == (5, 5)
    assert not set(small.method) & {*STEPS, *NAMES}
