"""Losses are estimated by people, from what the scales propose."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions import drafts, losses
from assessments.models import AuditEvent
from assessments.permissions import Refused
from assessments.queries import estimates, loss_events
from assessments.queries.estimates import Frequency, Range
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make.actor(make.organisation())


@pytest.fixture
def draft(by, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(by)


def on(draft, kind):
    return draft.risks.filter(group__kind=kind).select_related("group").order_by("number")[0]


def said(risk, **columns):
    found = estimates.proposed(risk.assessment, risk)
    values = {
        "losses": found.losses,
        "frequency": found.frequency,
        "dimensions": found.dimensions,
    }
    return losses.Said(**(values | columns))


def estimate(risk, by, words=None, version=None):
    return losses.estimate(
        risk=risk, said=words or said(risk), version=version, by=by, at=timezone.now()
    )


def test_the_scales_propose_and_a_person_confirms(draft, by):
    risk = on(draft, "domain")

    made = estimate(risk, by)

    assert made.is_confirmed
    assert made.confirmed_by_id == by.person_id
    assert made.proposed["frequency"] == made.frequency
    assert made.losses == made.proposed["losses"] != {}
    assert made.dimensions == ""
    draft.refresh_from_db()
    assert AuditEvent.objects.filter(kind="loss.estimated", object_key=risk.key).count() == 1
    assert [each.risk for each in loss_events.events_of(draft)] == [risk]


def test_what_is_not_confirmed_is_kept_and_never_counts(draft, by):
    risk = on(draft, "domain")
    estimate(risk, by)

    made = estimate(risk, by, said(risk, is_confirmed=False), version=1)

    assert (made.version, made.confirmed_by_id) == (2, None)
    assert loss_events.events_of(draft) == []


def test_an_event_on_a_layer_takes_the_losses_of_its_domains_once(draft, by):
    risk = on(draft, "cluster")
    proposal = estimates.proposed(draft, risk)
    assert proposal.losses == {}
    assert proposal.dimensions
    estimate(risk, by, said(risk, dimensions="AC"))
    (event,) = loss_events.events_of(draft)
    assert event.estimate.dimensions == "CA"
    assert event.shares == ()
    missing = loss_events.missing([event], loss_events.reach_of(draft))
    assert missing
    for name, dimension in missing:
        domain = draft.domains.get(name=name)
        losses.estimate_domain(
            domain=domain,
            dimension=dimension,
            said=losses.Said(estimates.proposed_for(draft, domain, dimension)),
            version=0,
            by=by,
            at=timezone.now(),
        )

    (event,) = loss_events.events_of(draft)

    assert sorted((each.name, each.dimension) for each in event.shares) == missing
    assert loss_events.missing([event], loss_events.reach_of(draft)) == []
    assert all(0 < each.share <= 1 for each in event.shares)


def test_an_estimate_of_another_version_is_refused_and_names_it(draft, by):
    risk = on(draft, "domain")
    estimate(risk, by)

    with pytest.raises(drafts.Stale):
        estimate(risk, by, version=0)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"losses": {}}, "at least one form"),
        ({"losses": {"petty": Range("range", Decimal(1), None, Decimal(2))}}, "no such form"),
        ({"losses": {"response": Range("range", Decimal(0), None, Decimal(2))}}, "rise"),
        ({"losses": {"response": Range("range", Decimal(2), None, Decimal(1))}}, "rise"),
        ({"losses": {"response": Range("pert", Decimal(2), None, Decimal(3))}}, "every number"),
        ({"losses": {"response": Range("square", Decimal(2))}}, "choose a range"),
        ({"frequency": Frequency()}, "Frequency: give every number"),
        ({"frequency": Frequency("never", Range())}, "how often"),
        (
            {"frequency": Frequency("bernoulli", Range("range", Decimal("0.1"), None, Decimal(2)))},
            "from above 0 to 1",
        ),
        (
            {
                "frequency": Frequency(
                    "poisson", Range("pert", Decimal(0), Decimal("0.0000001"), Decimal(2))
                )
            },
            "at most six decimals",
        ),
    ],
)
def test_numbers_that_are_none_are_refused_in_words(draft, by, columns, words):
    risk = on(draft, "domain")

    with pytest.raises(Refused, match=words):
        estimate(risk, by, said(risk, **columns))


def test_a_dimension_that_there_is_not_is_refused(draft, by):
    with pytest.raises(Refused, match="takes confidentiality"):
        estimate(on(draft, "cluster"), by, said(on(draft, "cluster"), dimensions="CX"))
    with pytest.raises(Refused, match="Choose confidentiality"):
        losses.estimate_domain(
            domain=draft.domains.first(),
            dimension="X",
            said=losses.Said({}),
            version=0,
            by=by,
            at=timezone.now(),
        )


def test_an_estimate_can_be_taken_away(draft, by):
    risk = on(draft, "domain")
    estimate(risk, by)

    losses.drop(risk=risk, by=by, at=timezone.now())
    losses.drop(risk=risk, by=by, at=timezone.now())

    assert loss_events.events_of(draft) == []
    assert AuditEvent.objects.filter(kind="loss.dropped").count() == 1
