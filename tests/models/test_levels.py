"""The level beside each risk follows its override and its score, whoever writes them."""

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.models import Assessment, Risk, Score
from tests import full, make
from tests.registers import require_levels_beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Assessment:
    return make.assessment(make.organisation())


def scored(risk: Risk, current: int | None, likelihood: int | None = None) -> Score:
    return Score.objects.create(
        organisation_id=risk.organisation_id,
        assessment_id=risk.assessment_id,
        risk=risk,
        inherent=5,
        current=current,
        current_likelihood=likelihood,
        scored_rev=1,
    )


def found(risk: Risk) -> tuple[int | None, int | None]:
    risk.refresh_from_db()
    return risk.level, risk.level_likelihood


def test_a_risk_has_no_level_before_it_is_scored(draft):
    assert found(make.risk(draft)) == (None, None)


def test_the_level_follows_the_score_through_its_life(draft):
    risk = make.risk(draft)
    score = scored(risk, 4, 3)
    assert found(risk) == (4, 3)

    Score.objects.filter(pk=score.pk).update(current=2, current_likelihood=1)
    assert found(risk) == (2, 1)

    Score.objects.filter(pk=score.pk).update(current=None)
    assert found(risk) == (None, 1)

    score.delete()
    assert found(risk) == (None, None)


def test_many_scores_are_followed_at_once(draft):
    about = make.group(draft)
    risks = [make.risk(draft, about, number=n, code=f"OWN-{n}") for n in range(1, 6)]
    scores = [scored(risk, 3, 3) for risk in risks]
    for place, score in enumerate(scores, start=1):
        score.current = place
    Score.objects.bulk_update(scores, ["current"])
    assert [found(risk) for risk in risks] == [(place, 3) for place in range(1, 6)]


def test_an_override_wins_until_it_is_taken_back(draft):
    risk = make.risk(draft, override_level=2, override_reason="Seen on site")
    assert found(risk) == (2, None)

    scored(risk, 4, 4)
    assert found(risk) == (2, 4)

    risk.override_level = None
    risk.save()
    assert found(risk) == (4, 4)


def test_nobody_writes_a_level(draft):
    risk = make.risk(draft, level=5, level_likelihood=5)
    assert found(risk) == (None, None)
    scored(risk, 3, 2)

    Risk.objects.filter(pk=risk.pk).update(level=1, level_likelihood=1)

    assert found(risk) == (3, 2)


def test_a_score_stays_with_its_risk(draft):
    about = make.group(draft)
    one, other = (make.risk(draft, about, number=n, code=f"OWN-{n}") for n in (1, 2))
    score = scored(one, 3)
    with pytest.raises(DatabaseError, match="a score stays with its risk"), transaction.atomic():
        Score.objects.filter(pk=score.pk).update(risk=other)


def test_a_score_that_stays_the_same_touches_no_risk(draft):
    risk = make.risk(draft)
    score = scored(risk, 4, 3)
    before = _written(risk)

    Score.objects.filter(pk=score.pk).update(residual=1, current=4)

    assert _written(risk) == before


def _written(risk: Risk) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM assessments_risk WHERE id = %s", [risk.pk])
        return str(cursor.fetchone()[0])


def test_a_register_that_was_worked_on_has_the_levels_of_its_scores(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    require_levels_beside(full.make_house("St Brannoc").draft)
