"""No row looks fresh with an old level: an edit marks every row whose level may follow from it."""

import pytest
from django.utils import timezone

from assessments import synthesis
from assessments.actions import answers, assessments, domains, pinning, work
from assessments.models import Assessment
from assessments.queries import recomputed, scope
from assessments.scoring import Method
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    """A scored draft whose every item is said to be done, about an export without flaws."""
    found = worked.assessment(by, worked.written(synthesis.generate(40, 11, clean=True)))
    for item in scope.items_in_scope(found):
        said = answers.Said(item.code, "implemented")
        answers.record(assessment=found, said=said, version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)
    return Assessment.objects.get(pk=found.pk)


def old(draft):
    """The rows whose stored level is not what their inputs give now."""
    draft = Assessment.objects.get(pk=draft.pk)
    known = {score.risk_id: score for score in draft.scores.all()}
    computed = recomputed.compute(recomputed.load(draft), Method.from_document(draft.method))
    return {
        each.risk_id
        for each in computed
        if each.risk_id in known
        and any(getattr(known[each.risk_id], k) != v for k, v in each.columns.items())
    }


def marked(draft):
    draft = Assessment.objects.get(pk=draft.pk)
    return set(draft.risks.filter(changed_rev__gt=draft.score_rev).values_list("pk", flat=True))


def proposals(draft):
    rows = draft.risks.values_list("pk", "proposed_likelihood", "proposal")
    return {pk: rest for pk, *rest in rows}


def test_a_new_inventory_marks_rows_whose_credit_alone_moves(draft, by):
    imported = worked.bring_in(None, by, worked.estate()).applied_import
    before = proposals(draft)
    assert old(draft) == set()

    pinning.pin(assessment=draft, imported=imported, by=by, at=timezone.now())

    after = proposals(draft)
    assert {pk for pk in old(draft) if before[pk] == after[pk]}
    assert old(draft) <= marked(draft)


def test_placing_guests_marks_the_rows_of_the_domains_they_leave_and_enter(draft, by):
    imported = worked.bring_in(None, by, worked.estate()).applied_import
    pinning.pin(assessment=draft, imported=imported, by=by, at=timezone.now())
    work.do_all(timezone.now)
    assert old(draft) == set()
    source, target = draft.domains.order_by("name")[:2]
    guests = draft.placements.filter(domain=source).values_list("asset_id", flat=True)

    domains.place(assessment=draft, assets=guests, domain=target, by=by, at=timezone.now())

    assert old(draft)
    assert old(draft) <= marked(draft)


def test_valuing_a_domain_marks_every_row_that_it_moves(draft, by):
    domain = draft.domains.order_by("name").first()
    worth = domains.Worth(1, 1, 1, 1)

    domains.value(domain=domain, worth=worth, reason="", version=None, by=by, at=timezone.now())

    assert old(draft)
    assert old(draft) <= marked(draft)


def test_saying_what_is_in_scope_marks_every_row_that_it_moves(draft, by):
    facts = ("api_use", "device_assignment", "external_provider", "self_service")
    said = assessments.Scope(draft.title, facts=facts)
    assert not draft.risks.filter(family="cloud_service").exists()

    assessments.describe(assessment=draft, scope=said, version=None, by=by, at=timezone.now())

    assert old(draft)
    assert old(draft) <= marked(draft)
    assert draft.risks.filter(family="cloud_service").exists()
