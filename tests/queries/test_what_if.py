"""A supposition says what a plan of the same would leave, and leaves the register as it is."""

from collections import Counter

import pytest
from django.utils import timezone

from assessments.actions import answers, ratings, supposing, treatments, work
from assessments.checks.bindings import bindings
from assessments.models import Assessment, AuditEvent, Run
from assessments.permissions import Refused
from assessments.queries import register, what_if
from assessments.queries.inputs import facts_of
from assessments.queries.what_if import Choice
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation(), "analyst", "risk_owner", "approver")


@pytest.fixture
def draft(by):
    found = worked.assessment(by)
    for item in ("CHK-PD-13", "CHK-OM-01"):
        said = answers.Said(item, "partly")
        answers.record(assessment=found, said=said, version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)
    return Assessment.objects.get(pk=found.pk)


@pytest.fixture
def choice(draft):
    """The five items that help most."""
    return Choice(items=frozenset(offer.item.code for offer in what_if.offers(draft)[:5]))


def stored(draft):
    rows = draft.risks.order_by("pk").values_list(
        "pk", "version", "changed_rev", "level", "score__current", "score__residual"
    )
    draft.refresh_from_db()
    events = AuditEvent.objects.filter(assessment=draft).count()
    return list(rows), draft.input_rev, events, Run.objects.count()


def test_nothing_supposed_moves_nothing(draft):
    found = what_if.of(draft, Choice())
    assert found.moved == ()
    assert found.before == found.after
    assert sum(found.before.values()) == draft.risks.exclude(state="dismissed").count()


def test_before_is_the_register_as_it_stands(draft, choice):
    found = what_if.of(draft, choice)
    rows = draft.risks.exclude(state="dismissed").values_list("level", flat=True)
    assert found.before == Counter(level or 0 for level in rows)
    shown = register.page(draft, register.Filters()).counts["above"]
    assert found.above(int(draft.criteria.get("appetite", 2)))[0] == shown


def test_every_fall_names_what_it_is_due_to(draft, choice):
    offered = frozenset(offer.item.code for offer in what_if.offers(draft))
    for chosen in (choice, Choice(items=offered), *(Choice(frozenset({one})) for one in offered)):
        for each in what_if.of(draft, chosen).moved:
            assert each.items
            assert chosen.items.issuperset(each.items)


def test_the_register_is_not_touched(draft, choice):
    before = stored(draft)
    assert what_if.of(draft, choice).moved
    assert stored(draft) == before


def test_a_plan_of_the_same_leaves_what_was_supposed(draft, choice, by):
    found = what_if.of(draft, choice)
    assert found.moved
    made = supposing.plan(assessment=draft, choice=choice, by=by, at=timezone.now())
    work.do_all(timezone.now)

    residual = dict(draft.risks.values_list("number", "score__residual"))
    assert {each.risk.number: each.after for each in found.moved} == {
        each.risk.number: residual[each.risk.number] for each in found.moved
    }
    planned = {item for action in made for item in action.items}
    assert planned == {code for each in found.moved for code in each.items}
    moved = {each.risk.number for each in found.moved}
    treated = draft.risks.filter(treatment__option="modify")
    assert set(treated.values_list("number", flat=True)) == moved


def test_doing_it_leads_to_the_levels_that_were_supposed(draft, by):
    """Where no finding speaks against an item, its answer alone gives the level named."""
    offered = [each.item.code for each in what_if.offers(draft)]
    seen = {code for sighted in facts_of(draft).seen.values() for code in sighted}
    against = {item for code in seen for item in bindings()[code].items}
    free = frozenset(code for code in offered if code not in against)
    found = what_if.of(draft, Choice(items=free))
    assert found.moved
    for code in sorted(free):
        said = answers.Said(code, "implemented")
        answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)

    levels = dict(draft.risks.values_list("number", "level"))
    assert {each.risk.number: each.after for each in found.moved} == {
        each.risk.number: levels[each.risk.number] for each in found.moved
    }
    rows = draft.risks.exclude(state="dismissed").values_list("level", flat=True)
    assert found.after == Counter(level or 0 for level in rows)


def test_a_finished_action_counts_for_the_risks_it_serves_alone(draft, choice, by):
    both = [each for each in what_if.of(draft, choice).moved if len(each.items) > 1]
    risk, other = both[0].risk, both[1].risk
    step = treatments.Step("Do it", items=tuple(choice.items), risks=(risk.number,))
    action = treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())
    work.do_all(timezone.now)

    found = what_if.of(draft, Choice(actions=frozenset({action.number})))

    assert [each.risk.number for each in found.moved] == [risk.number]
    assert found.moved[0].after == both[0].after
    assert other.number != risk.number


def test_a_level_that_a_person_set_stays(draft, choice, by):
    first = what_if.of(draft, choice).moved[0]
    ratings.override(
        risk=first.risk, level=first.before, reason="Seen", version=None, by=by, at=timezone.now()
    )
    work.do_all(timezone.now)
    moved = {each.risk.number for each in what_if.of(draft, choice).moved}
    assert first.risk.number not in moved


def test_a_risk_that_is_retained_is_not_planned_for(draft, choice, by):
    kept, *others = what_if.of(draft, choice).moved
    treatments.choose(risk=kept.risk, option="retain", note="Small", by=by, at=timezone.now())
    made = supposing.plan(assessment=draft, choice=choice, by=by, at=timezone.now())
    linked = {link.risk.number for action in made for link in action.links.all()}
    assert linked == {each.risk.number for each in others}
    assert draft.risks.get(pk=kept.risk.pk).treatment.option == "retain"


def test_what_is_planned_already_is_refused_in_words(draft, choice, by):
    supposing.plan(assessment=draft, choice=choice, by=by, at=timezone.now())
    before = draft.treatmentactions.count()
    with pytest.raises(Refused, match="in the plan already"):
        supposing.plan(assessment=draft, choice=choice, by=by, at=timezone.now())
    assert draft.treatmentactions.count() == before


def test_an_address_typed_by_hand_supposes_nothing_unknown(draft, by):
    step = treatments.Step("Done", status="done")
    done = treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())
    assert not what_if.choice_of(draft, ["CHK-XX-99", ""], [done.number, 999])


def test_items_that_move_nothing_are_named(draft):
    offers = what_if.offers(draft)
    alone = next(
        each.item.code
        for each in reversed(offers)
        if not what_if.of(draft, Choice(items=frozenset({each.item.code}))).moved
    )
    assert what_if.of(draft, Choice(items=frozenset({alone}))).idle == (alone,)


def test_offers_are_open_or_contradicted_and_the_most_helpful_first(draft, by):
    offers = what_if.offers(draft)
    assert [each.risks for each in offers] == sorted((e.risks for e in offers), reverse=True)
    seen = {code for sighted in facts_of(draft).seen.values() for code in sighted}
    against = {item for code in seen for item in bindings()[code].items}
    contradicted = next(each.item.code for each in offers if each.item.code in against)
    plain = next(each.item.code for each in offers if each.item.code not in against)
    for code in (contradicted, plain):
        said = answers.Said(code, "implemented")
        answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)
    codes = [each.item.code for each in what_if.offers(draft)]
    assert contradicted in codes
    assert plain not in codes


def test_queries_do_not_grow_with_the_register(draft, choice, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        what_if.of(draft, choice)
