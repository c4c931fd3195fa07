"""The worked example in the background: whole, alone or with signers, once, and after a stop."""

import pytest
from django.utils import timezone

from assessments.actions import answers, making, runs, uploads, work
from assessments.models import Assessment, AuditEvent, Membership, Organisation, Run
from assessments.permissions import Actor, Refused
from assessments.queries import gates
from tests import make

pytestmark = pytest.mark.django_db

SMALL = making.Size(30, 3)


@pytest.fixture
def org(settings, tmp_path) -> Organisation:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.organisation()


def ask(by: Actor) -> Run:
    return making.ask(by=by, at=timezone.now(), size=SMALL)


def ended(run: Run) -> Run:
    work.do_all(timezone.now)
    run.refresh_from_db()
    return run


def the_example(org: Organisation) -> Assessment:
    return Assessment.objects.get(organisation=org, is_example=True)


def assert_is_whole(draft: Assessment) -> None:
    draft.refresh_from_db()
    assert draft.is_fresh
    assert draft.pinnedimports.count() == 1
    assert draft.domains.count() > 2
    assert not draft.domains.filter(valued_at=None).exists()
    assert not draft.placements.filter(domain=None).exists()
    assert draft.answers.count() > 50
    assert not draft.risks.filter(state="proposed").exists()
    assert draft.scores.exclude(current=None).count() > 50
    assert draft.treatmentactions.count() > 1


def test_a_single_analyst_gets_a_whole_example_without_signers(org):
    by = make.actor(org)

    run = ended(ask(by))

    draft = the_example(org)
    assert (run.state, run.error, run.assessment) == (Run.State.DONE, "", draft)
    assert_is_whole(draft)
    assert (draft.risk_owner, draft.approver, draft.lead_id) == (None, None, by.person_id)
    assert not draft.risks.exclude(owner=None).exists()
    unmet = [each.missing for each in gates.freeze_conditions(draft) if not each.is_met]
    assert any("risk owner" in words.lower() for words in unmet), unmet


def test_others_with_the_roles_are_named_and_everyone_is_another_person(org):
    by = make.actor(org, "analyst", "risk_owner", "approver")
    owner, approver = make.person(org, "risk_owner", "approver"), make.person(org, "approver")
    make.person(make.organisation(), "risk_owner")

    ended(ask(by))

    draft = the_example(org)
    assert (draft.risk_owner, draft.approver) == (owner, approver)
    assert {step.owner for step in draft.treatmentactions.all()} == {owner}
    assert owner in {risk.owner for risk in draft.risks.all()}


def test_the_trail_names_the_analyst_for_every_step(org):
    by = make.actor(org)
    make.person(org, "risk_owner")

    ended(ask(by))

    events = AuditEvent.objects.filter(organisation=org)
    assert {event.person_id for event in events} == {by.person_id}
    assert set(events.values_list("kind", flat=True)) >= {
        "assessment.created",
        "upload.received",
        "import.applied",
        "domain.valued",
        "signers.named",
        "answer.recorded",
        "risks.confirmed",
        "risks.owned",
        "treatment.chosen",
        "action.planned",
    }


def test_a_second_request_returns_the_open_run_and_a_later_one_is_refused_in_words(org):
    by = make.actor(org)
    run = ask(by)

    assert ask(by) == run
    assert ended(run).state == Run.State.DONE
    with pytest.raises(Refused, match=f"already: {the_example(org).key}"):
        ask(by)

    assert Run.objects.filter(kind=Run.Kind.EXAMPLE).count() == 1


@pytest.mark.parametrize("role", ["risk_owner", "approver", "auditor", "administrator"])
def test_who_is_no_analyst_is_refused_and_leaves_no_trace(org, role):
    with pytest.raises(Refused):
        ask(make.actor(org, role))

    assert not Assessment.objects.exists()
    assert not Run.objects.exists()


class Killed(BaseException):
    """What ends a worker in the middle of a run, without a word to anybody."""


@pytest.mark.parametrize("done", [1, 2, 3])
def test_it_goes_on_where_a_killed_worker_stopped(org, done, settings):
    by = make.actor(org)
    run = ask(by)
    left = iter(range(done))

    def do(run_id: int, clock: runs.Clock) -> None:
        if next(left, None) is None:
            raise Killed
        work.do(run_id, clock)

    claimed = runs.claim(run.pk, at=timezone.now())
    assert claimed is not None
    with pytest.raises(Killed):
        making.make(claimed, timezone.now, do)
    settings.RUN_SILENT_SECONDS = 0
    work.do(run.pk, timezone.now)
    run.refresh_from_db()

    assert (run.state, run.attempts) == (Run.State.DONE, 2)
    draft = the_example(org)
    assert_is_whole(draft)
    assert draft.uploads.count() == 1
    assert set(draft.answers.values_list("version", flat=True)) == {1}


def test_what_a_person_entered_meanwhile_stays(org):
    by = make.actor(org)
    run = ask(by)
    said = answers.Said(item="CHK-OM-05", state="not_applicable", reason="No snapshots here")
    answers.record(assessment=the_example(org), said=said, version=None, by=by, at=timezone.now())

    ended(run)

    assert the_example(org).answers.get(item="CHK-OM-05").state == "not_applicable"


def test_who_left_meanwhile_ends_it_in_words_and_another_analyst_finishes_it(org):
    by, another = make.actor(org), make.actor(org)
    run = ask(by)
    Membership.objects.filter(person_id=by.person_id).update(status="deactivated")

    assert "no longer a member" in ended(run).error
    assert run.state == Run.State.FAILED
    again = ended(ask(another))

    assert again != run
    assert again.state == Run.State.DONE
    assert_is_whole(the_example(org))


def test_an_inventory_that_the_organisation_has_already_is_taken_as_it_is(org):
    by = make.actor(org)
    ended(ask(by))
    first = the_example(org)
    Assessment.objects.filter(pk=first.pk).update(is_example=False)

    second = ended(ask(by))

    assert second.state == Run.State.DONE
    assert_is_whole(the_example(org))
    assert the_example(org).pinnedimports.get().imported_id == (
        first.pinnedimports.get().imported_id
    )


def test_a_file_that_somebody_dropped_is_invented_anew(org):
    by = make.actor(org)
    run = ask(by)

    def drop(run_id: int, clock: runs.Clock) -> None:
        (upload,) = run.assessment.uploads.all()
        uploads.cancel(upload=upload, by=by, at=clock())

    claimed = runs.claim(run.pk, at=timezone.now())
    assert claimed is not None
    with pytest.raises(runs.Ended, match="not applied"):
        making.make(claimed, timezone.now, drop)
    runs.fail(claimed, at=timezone.now(), error="dropped", final=True)
    again = ended(ask(by))

    assert again.state == Run.State.DONE
    assert_is_whole(the_example(org))


def test_a_run_that_was_cancelled_stops_at_its_next_step(org):
    run = ask(make.actor(org))
    claimed = runs.claim(run.pk, at=timezone.now())
    assert claimed is not None
    runs.cancel(run, at=timezone.now())

    with pytest.raises(runs.Cancelled):
        making.make(claimed, timezone.now, work.do)

    assert not run.assessment.uploads.exists()
