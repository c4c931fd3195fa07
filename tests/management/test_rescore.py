"""Stored levels are held to their inputs from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.actions import work
from assessments.models import Run, Score
from tests import full

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    return house_of().draft


def house_of():
    found = full.make_house("St Brannoc")
    work.do_all(timezone.now)
    found.draft.refresh_from_db()
    return found


def said(**given):
    out = io.StringIO()
    try:
        call_command("rescore", **given, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def test_a_register_as_it_was_scored_differs_in_nothing(draft):
    told = said(verify=True)

    assert f"A-{draft.number}: {draft.scores.count()} risks, 0 differences" in told
    assert "Every stored level is what its inputs give." in told


def test_a_level_that_was_changed_by_hand_is_named(draft):
    risk = draft.risks.filter(score__current__gte=2).first()
    before = risk.score.current
    Score.objects.filter(risk=risk).update(current=1, residual=None)

    told = said(verify=True, org=draft.organisation.slug, assessment=draft.number)

    assert f"R-{risk.number} current: stored 1, computed {before}" in told
    assert "stored values are not what their inputs give" in told


def test_a_detail_that_was_changed_by_hand_is_named(draft):
    risk = draft.risks.filter(score__current__gte=2).first()
    Score.objects.filter(risk=risk).update(details={})

    assert f"R-{risk.number} details: stored {{}}" in said(verify=True)


def test_a_risk_without_its_score_is_named(draft):
    risk = draft.risks.filter(score__current__gte=2).first()
    Score.objects.filter(risk=risk).delete()

    assert f"R-{risk.number} current: stored None" in said(verify=True)


def test_a_score_of_a_dismissed_risk_is_named(draft):
    risk = draft.risks.filter(score__current__gte=2).first()
    draft.risks.filter(pk=risk.pk).update(state="dismissed", reason="Not here")

    assert f"R-{risk.number} level: stored stored, computed dismissed" in said(verify=True)


def test_edits_that_wait_are_no_agreement(draft):
    type(draft).objects.filter(pk=draft.pk).update(input_rev=draft.input_rev + 1)

    assert "wait for scoring" in said(verify=True)


def test_every_draft_is_asked_for_and_mended(draft):
    Score.objects.filter(assessment=draft).update(details={})

    told = said(org=draft.organisation.slug)
    work.do_all(timezone.now)

    assert f"A-{draft.number}: asked for" in told
    assert "Every stored level is what its inputs give." in said(verify=True)
    assert Run.objects.filter(kind="score", state="done").exists()


def test_a_frozen_one_keeps_its_levels(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    house = house_of()
    full.freeze(house)
    draft, revision = house.draft, house.draft.input_rev

    assert "in_signoff, it keeps its levels" in said()
    draft.refresh_from_db()
    assert draft.input_rev == revision


def test_an_unknown_one_is_refused():
    assert said(org="nowhere") == "No assessment fits --org and --assessment."
