"""Judge risks: confirming changes no level, a second hand loses nothing, many are one act."""

import pytest
from django.utils import timezone

from assessments.actions import bulk, drafts, ratings, work
from assessments.models import AuditEvent, Run
from assessments.permissions import Refused
from assessments.queries import register
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    return worked.assessment(by)


def levels(draft):
    columns = ("risk_id", "inherent", "current", "residual", "scored_rev")
    return list(draft.scores.order_by("risk_id").values_list(*columns))


def confirm_all(draft, by):
    numbers = list(draft.risks.values_list("number", flat=True))
    count = ratings.confirm(assessment=draft, numbers=numbers, by=by, at=timezone.now())
    draft.refresh_from_db()
    return count


def judge(risk, by, *ranks, reason="", version=None):
    return ratings.rate(
        risk=risk,
        judgement=ratings.Judgement(*ranks),
        reason=reason,
        version=version,
        by=by,
        at=timezone.now(),
    )


def test_confirming_proposals_makes_no_level_stale(draft, by):
    revisions, before, runs = (draft.input_rev, draft.score_rev), levels(draft), Run.objects.count()

    assert confirm_all(draft, by) == draft.risks.count()

    assert (draft.input_rev, draft.score_rev) == revisions
    assert all(row.is_fresh for row in register.page(draft, register.Filters()).rows)
    assert Run.objects.count() == runs
    assert not draft.risks.filter(state="proposed").exists()
    assert levels(draft) == before


def test_levels_after_a_confirmation_are_those_of_a_fresh_computation(draft, by):
    confirm_all(draft, by)
    before = [row[:-1] for row in levels(draft)]

    drafts.raise_input_rev(draft, at=timezone.now())
    work.do_all(timezone.now)

    assert [row[:-1] for row in levels(draft)] == before


def test_a_judgement_does_make_its_own_row_stale_until_it_is_scored(draft, by):
    risk = draft.risks.order_by("number").first()

    judge(risk, by, 5, 5, 5, 5)

    draft.refresh_from_db()
    rows = register.page(draft, register.Filters(), order="number").rows
    assert [row.risk.number for row in rows if not row.is_fresh] == [risk.number]


def test_below_the_proposal_needs_a_reason_and_stores_nothing_without(draft, by):
    risk = draft.risks.filter(proposed_likelihood__gt=1).order_by("number").first()

    with pytest.raises(Refused, match="below what was proposed"):
        judge(risk, by, 1, 5, 5, 5)

    risk.refresh_from_db()
    assert (risk.state, risk.likelihood) == ("proposed", None)
    assert judge(risk, by, 1, 5, 5, 5, reason="Disconnected site").likelihood == 1


def test_the_second_of_two_hands_is_told_and_changes_nothing(draft, by):
    risk = draft.risks.order_by("number").first()
    judge(risk, by, 5, 5, 5, 5, version=risk.version)

    with pytest.raises(drafts.Stale) as told:
        judge(risk, by, 4, 4, 4, 4, reason="Mine", version=risk.version)

    risk.refresh_from_db()
    assert (risk.likelihood, told.value.version) == (5, risk.version)


def test_one_option_for_many_risks_is_one_event_and_moves_their_residual_levels(draft, by):
    rows = list(draft.risks.order_by("number")[:3])
    numbers = [row.number for row in rows]

    count = bulk.treat(assessment=draft, numbers=numbers, option="retain", by=by, at=timezone.now())

    assert count == 3
    assert set(draft.treatments.values_list("option", flat=True)) == {"retain"}
    event = AuditEvent.objects.get(kind="risks.treated")
    assert event.before == dict.fromkeys([row.key for row in rows], "")
    assert event.after == dict.fromkeys([row.key for row in rows], "retain")
    draft.refresh_from_db()
    assert set(draft.risks.filter(number__in=numbers).values_list("changed_rev", flat=True)) == {
        draft.input_rev
    }


def test_a_note_outlives_a_change_of_many(draft, by):
    risk = draft.risks.order_by("number").first()
    at = timezone.now()
    draft.treatments.create(
        organisation_id=draft.organisation_id,
        risk=risk,
        option="modify",
        note="Agreed in May",
        by_id=by.person_id,
        at=at,
    )

    bulk.treat(assessment=draft, numbers=[risk.number], option="share", by=by, at=at)

    treatment = draft.treatments.get(risk=risk)
    assert (treatment.option, treatment.note) == ("share", "Agreed in May")


def test_nothing_is_noted_where_no_risk_would_change(draft, by):
    at = timezone.now()
    bulk.treat(assessment=draft, numbers=[1], option="retain", by=by, at=at)

    with pytest.raises(Refused, match="None of these risks would change"):
        bulk.treat(assessment=draft, numbers=[1], option="retain", by=by, at=at)

    assert AuditEvent.objects.filter(kind="risks.treated").count() == 1
