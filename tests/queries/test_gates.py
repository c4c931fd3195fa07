"""Each condition of a gate: what is missing in words, and the act that mends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import (
    answers,
    assessments,
    domains,
    evidence,
    ratings,
    risks,
    treatments,
    work,
)
from assessments.catalogue import load, phases_view
from assessments.catalogue.choices import RULES
from assessments.models import Acceptance
from assessments.queries import gates, scope
from assessments.queries.item_rules import ITEM_RULES
from assessments.queries.judge import ROUTES, Judge
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return make.actor(make.organisation())


@pytest.fixture
def empty(by):
    return assessments.create(
        scope=assessments.Scope("Clinical platform"), by=by, at=timezone.now()
    )


@pytest.fixture
def draft(by):
    return worked.assessment(by)


def missing(assessment, rule, phase=None):
    assessment.refresh_from_db()
    return Judge(assessment).missing(rule, phase)[0]


def say(draft, item, state, by, reason=""):
    said = answers.Said(item, state, reason=reason)
    answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())


def phase_with(draft, code):
    view = phases_view(scope.edition_of(draft), draft.phase_view)
    return next(phase for phase in view if code in phase.items)


def test_every_rule_of_the_catalogue_is_judged_and_leads_somewhere(empty):
    judge = Judge(empty)
    for rule in RULES:
        words, route = judge.missing(rule)
        assert isinstance(words, str)
        assert route
    assert set(RULES) <= set(ROUTES) | set(ITEM_RULES)


def test_an_empty_assessment_says_what_it_needs(empty):
    found = {c.rule: c.missing for c in gates.freeze_conditions(empty) if not c.is_met}

    assert found == {
        "scope_written": "Scope in or out is empty",
        "signers_named": (
            "Name a risk owner and an approver who are neither each other nor the lead"
        ),
        "inventory_pinned": "No inventory is pinned",
    }


def test_scope_is_written_when_the_exclusions_are_confirmed_too(empty, by):
    words = assessments.Scope("Clinical platform", scope_in="Halls", scope_out="Desktops")
    assessments.describe(assessment=empty, scope=words, version=None, by=by, at=timezone.now())
    assert missing(empty, "scope_written") == "No exclusion of the standard is confirmed"

    words = assessments.Scope("C", scope_in="Halls", scope_out="None", exclusions=("desktop",))
    assessments.describe(assessment=empty, scope=words, version=None, by=by, at=timezone.now())
    assert missing(empty, "scope_written") == ""


def test_guests_need_a_domain_and_domains_a_value(draft, by):
    domain = domains.add(assessment=draft, name="New", by=by, at=timezone.now())
    assert missing(draft, "domains_valued") == ""  # nothing lies in it yet
    asset = draft.placements.first().asset_id
    domains.place(assessment=draft, assets=[asset], domain=domain, by=by, at=timezone.now())
    assert missing(draft, "domains_valued") == "1 domain without a value or trust"

    draft.placements.filter(asset_id=asset).update(domain=None)
    assert missing(draft, "guests_placed") == "1 virtual machine without a domain"


def test_risks_are_confirmed_rated_and_treated(draft, by):
    count = draft.risks.count()
    assert missing(draft, "risks_confirmed") == f"{count} risks not yet confirmed"
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers[1:], by=by, at=timezone.now())
    assert missing(draft, "risks_confirmed") == "1 risk not yet confirmed"
    ratings.confirm(assessment=draft, numbers=numbers[:1], by=by, at=timezone.now())
    assert missing(draft, "risks_confirmed") == ""

    work.do_all(timezone.now)
    assert missing(draft, "risks_rated") == ""
    draft.scores.filter(risk__number=numbers[0]).update(inherent=None, current=None, residual=None)
    assert missing(draft, "risks_rated") == "1 risk without a level"

    appetite = draft.criteria["appetite"]
    above = list(draft.risks.filter(score__current__gt=appetite))
    words = missing(draft, "risks_treated")
    assert words == f"{len(above)} risks above the appetite without a treatment"
    for row in above[:-1]:
        treatments.choose(risk=row, option="retain", note="", by=by, at=timezone.now())
    assert missing(draft, "risks_treated") == "1 risk above the appetite without a treatment"


def test_levels_that_are_behind_say_so(draft, by):
    assert missing(draft, "scores_fresh") == ""
    say(draft, "CHK-OM-05", "planned", by)
    assert missing(draft, "scores_fresh") == "Levels are being recomputed"
    work.do_all(timezone.now)
    assert missing(draft, "scores_fresh") == ""


def test_items_are_answered_with_evidence(draft, by):
    phase = phase_with(draft, "CHK-OM-05")
    items = [item.code for item in scope.items_in_scope(draft) if item.code in phase.items]
    assert missing(draft, "items_answered", phase) == f"{len(items)} items without an answer"
    for item in items:
        say(draft, item, "implemented", by)
    assert missing(draft, "items_answered", phase) == ""

    bare = f"{len(items)} implemented items without evidence"
    assert missing(draft, "implemented_has_evidence", phase) == bare
    about = evidence.About(name="policy.txt", item=items[0])
    evidence.add(assessment=draft, chunks=[b"words"], about=about, by=by, at=timezone.now())
    bare = f"{len(items) - 1} implemented items without evidence"
    assert missing(draft, "implemented_has_evidence", phase) == bare


def essential_of(draft):
    """Find a phase and one of its essential items that treats a risk of the register."""
    for item in scope.items_in_scope(draft):
        codes = {link.risk for link in item.mitigates}
        rows = draft.risks.filter(code__in=codes, score__current__gt=draft.criteria["appetite"])
        if item.tier == "essential" and rows.exists():
            return phase_with(draft, item.code), item, list(rows)
    raise LookupError("no essential item treats a risk above the appetite")


def test_an_essential_item_is_there_or_in_the_plan_or_its_risks_are_accepted(draft, by):
    phase, item, rows = essential_of(draft)
    others = [
        each.code
        for each in scope.items_in_scope(draft)
        if each.tier == "essential" and each.code in phase.items and each != item
    ]
    for code in others:
        say(draft, code, "implemented", by)
    lacking = "1 essential item neither implemented, nor planned with an action, nor accepted"
    say(draft, item.code, "planned", by)
    assert missing(draft, "essential_implemented", phase) == lacking  # words are not an action

    step = treatments.Step("Do it", items=(item.code,))
    action = treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())
    assert missing(draft, "essential_implemented", phase) == ""
    gone = treatments.Step("Do it", items=(item.code,), status="cancelled")
    treatments.change(action=action, step=gone, version=None, by=by, at=timezone.now())
    assert missing(draft, "essential_implemented", phase) == lacking

    for row in rows:
        accepted(draft, row, by)
    work.do_all(timezone.now)
    assert missing(draft, "essential_implemented", phase) == ""


def accepted(draft, row, by, level=5, days=30):
    return Acceptance.objects.create(
        organisation=draft.organisation,
        assessment=draft,
        risk=row,
        level=level,
        accepted_by_id=by.person_id,
        role="approver",
        reason="Known",
        expires_on=(timezone.now() + timedelta(days=days)).date(),
        at=timezone.now(),
    )


def test_an_acceptance_ends_with_its_day_or_when_the_level_rises(draft, by):
    first, second = draft.risks.filter(score__current__gte=2)[:2]
    accepted(draft, first, by, days=0)
    assert missing(draft, "acceptances_valid") == ""
    accepted(draft, second, by, days=-2)
    assert missing(draft, "acceptances_valid") == "1 acceptance has expired"
    draft.acceptances.update(withdrawn_at=timezone.now())
    assert missing(draft, "acceptances_valid") == ""
    accepted(draft, first, by, level=1)
    assert missing(draft, "acceptances_valid") == "1 acceptance of a level that has risen since"


def test_an_acceptance_of_an_overridden_level_holds_until_the_override_ends(draft, by):
    risk = draft.risks.filter(score__current__gte=3).first()
    override = {"risk": risk, "reason": "Seen on site", "version": None, "by": by}
    ratings.override(level=2, **override, at=timezone.now())
    accepted(draft, risk, by, level=2)
    assert missing(draft, "acceptances_valid") == ""

    ratings.override(level=None, **override, at=timezone.now())
    assert missing(draft, "acceptances_valid") == "1 acceptance of a level that has risen since"


def test_actions_have_an_owner_and_a_day_and_end(draft, by):
    step = treatments.Step("Do it")
    action = treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())
    assert missing(draft, "actions_planned") == "1 action without an owner or a date"
    assert missing(draft, "actions_done") == "1 action still open"
    done = treatments.Step("Do it", status="done")
    treatments.change(action=action, step=done, version=None, by=by, at=timezone.now())
    assert missing(draft, "actions_done") == ""
    assert missing(draft, "actions_planned") == ""


def test_a_contradiction_is_settled_by_words_and_not_applicable_by_a_second_person(draft, by):
    seen = {code for found in Judge(draft).facts.seen.values() for code in found}
    assert "VM-SNAP-AGE" in seen
    say(draft, "CHK-OM-05", "not_applicable", by, reason="No snapshots here")
    words = "1 answer contradicted by the inventory and not explained"
    assert missing(draft, "contradictions_settled") == words
    words = "1 answer “not applicable” without a second person"
    assert missing(draft, "not_applicable_seconded") == words

    answers.settle(
        assessment=draft,
        item="CHK-OM-05",
        group=None,
        words="They were taken for the backup of that night.",
        by=by,
        at=timezone.now(),
    )
    other = make.actor(draft.organisation, "risk_owner")
    answers.second(assessment=draft, item="CHK-OM-05", group=None, by=other, at=timezone.now())

    assert missing(draft, "contradictions_settled") == ""
    assert missing(draft, "not_applicable_seconded") == ""


def test_a_dismissed_risk_is_asked_for_nothing(draft, by):
    row = draft.risks.first()
    risks.dismiss(risk=row, reason="Not here", version=None, by=by, at=timezone.now())
    assert missing(draft, "risks_confirmed") == f"{draft.risks.count() - 1} risks not yet confirmed"
    assert row.code in load(draft.edition).risks
