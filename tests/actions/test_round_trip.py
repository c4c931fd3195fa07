"""Export, bring into an empty organisation, freeze: the same content, whatever the ids."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.actions import bringing, domains, freezing, ratings, risks, team, work
from assessments.actions.bringing import Came, CannotBring, Signer
from assessments.models import Assessment, AuditEvent, Import, Origin, Upload
from assessments.permissions import Refused
from assessments.queries import recomputed
from assessments.queries.document import document_of
from assessments.reports.compared import comparable
from assessments.reports.document import Document
from assessments.verifier.canonical import digest, encode
from tests import full, make, worked

pytestmark = pytest.mark.django_db
FEW = 5
RANKS = st.none() | st.integers(1, 5)


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def brought(content, by=None):
    """Bring a snapshot into an organisation, by default an empty one, and have it scored."""
    by = by or make.actor(make.organisation("Elsewhere"))
    draft = bringing.bring(content=content, came=Came("a.json"), by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft


def exported(assessment):
    return document_of(assessment, at=timezone.now()).to_json()


def require_same(content, again):
    """Require equal content, and tell the first section that differs."""
    one, other = (json.loads(comparable(Document.from_json(each))) for each in (content, again))
    for name in one:
        assert other[name] == one[name], name
    assert other == one


@pytest.fixture
def house():
    return full.make_house("Here")


def test_the_whole_house_comes_out_frozen_as_it_went_in(house):
    content = bytes(full.freeze(house).snapshot.content)
    org = make.organisation("Elsewhere")
    by = make.actor(org)

    draft = brought(content, by)
    signers = {role: make.person(org, role) for role in ("risk_owner", "approver")}
    team.name_signers(assessment=draft, by=by, at=timezone.now(), **signers)
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()

    assert draft.status == Assessment.Status.IN_SIGNOFF
    require_same(content, bytes(draft.snapshots.get().content))
    assert list(recomputed.differences(draft)) == []


def test_the_demo_comes_out_as_it_went_in(tmp_path):
    out = Path(tmp_path / "out.txt")
    with out.open("w") as stream:
        call_command("make_demo", vms=30, seed=7, passwords=tmp_path / "p.txt", stdout=stream)
    demo = Assessment.objects.get()
    content = exported(demo)

    draft = brought(content)

    require_same(content, exported(draft))
    assert list(recomputed.differences(draft)) == []
    assert draft.trustgaps.count() == demo.trustgaps.filter(decision="accepted").count() > 0
    assert not draft.is_example


@settings(
    max_examples=FEW,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # an example costs seconds: none is made smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    worth=st.lists(st.tuples(RANKS, RANKS, RANKS, RANKS), min_size=1, max_size=3),
    judged=st.lists(st.tuples(*[st.integers(1, 5)] * 4), max_size=4),
    title=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40),
)
def test_any_small_assessment_comes_out_as_it_went_in(worth, judged, title):
    by = make.actor(make.organisation())
    draft = worked.assessment(by, worked.estate(6, 3))
    at = {"by": by, "at": timezone.now()}
    for domain, ranks in zip(draft.domains.all(), worth, strict=False):
        value = domains.Worth(*ranks)
        domains.value(domain=domain, worth=value, reason=title, version=None, **at)
    rows = list(draft.risks.order_by("number")[: len(judged) + 2])
    for risk, ranks in zip(rows, judged, strict=False):
        said = ratings.Judgement(*ranks)
        ratings.rate(risk=risk, judgement=said, reason=title.strip() or "-", version=None, **at)
    risks.dismiss(risk=rows[-1], reason="Not here", version=None, **at)
    work.do_all(timezone.now)
    draft.refresh_from_db()

    content = exported(draft)

    require_same(content, exported(brought(content)))


def test_brought_in_twice_it_is_two_drafts_of_one_content(house):
    content = exported(house.draft)
    by = make.acting(house.people["analyst"], house.organisation)

    first, second = brought(content, by), brought(content, by)

    assert {first.number, second.number} == {house.draft.number + 1, house.draft.number + 2}
    require_same(exported(first), exported(second))


def test_an_edit_afterwards_moves_what_it_would_have_moved_there(house):
    content = exported(house.draft)
    draft = brought(content)
    by = make.acting(draft.lead, draft.organisation)
    here = make.acting(house.people["analyst"], house.organisation)

    for one, actor in ((house.draft, here), (draft, by)):
        domain = one.domains.order_by("name").first()
        worth = domains.Worth(2, 2, 2, 2)
        domains.value(
            domain=domain, worth=worth, reason="", version=None, by=actor, at=timezone.now()
        )
    work.do_all(timezone.now)
    house.draft.refresh_from_db()
    draft.refresh_from_db()

    names = ("group__name", "group__value_c", "group__value_i", "group__value_a", "level")
    rows = (
        one.risks.order_by("number").values_list("number", *names) for one in (house.draft, draft)
    )
    assert list(next(rows)) == list(next(rows))  # of equal paths another may be told


def test_what_it_came_from_is_kept_and_nobody_has_accepted_anything(house):
    content = exported(house.draft)
    by = make.actor(make.organisation("Elsewhere"))
    came = Came("b.zip", (Signer("Ann", "approver", "2026-01-01T00:00:00Z", "ab"),), "key")

    draft = bringing.bring(content=content, came=came, by=by, at=timezone.now())

    origin = Origin.objects.get(assessment=draft)
    assert (origin.key, origin.revision) == (house.draft.key, house.draft.revision)
    assert origin.digest == digest(content)
    assert origin.is_signed
    assert origin.signers[0]["name"] == "Ann"
    assert draft.lead_id == by.person_id
    assert (draft.risk_owner, draft.approver) == (None, None)
    assert not draft.acceptances.exists()
    assert not draft.answers.exclude(seconded_by=None).exists()
    event = AuditEvent.objects.get(assessment=draft, kind="assessment.brought")
    assert event.after["digest"] == digest(content)


def test_a_brought_inventory_never_stands_for_a_file_that_is_read_here(house):
    draft = brought(exported(house.draft))
    by = make.acting(draft.lead, draft.organisation)

    upload = worked.bring_in(None, by)

    assert upload.state == Upload.State.APPLIED
    assert Import.objects.filter(organisation=draft.organisation).count() == 2


def test_a_catalogue_that_is_not_known_here_is_refused_in_words(house):
    value = json.loads(exported(house.draft))
    by = make.actor(make.organisation("Elsewhere"))
    unlike = value | {"edition": value["edition"] | {"digest": "0" * 64}}
    unlike["answers"] = [value["answers"][0] | {"item": "CHK-XX-01"}] if value["answers"] else []
    unknown = value | {"edition": {"id": "2099.1", "digest": "0" * 64}}

    for wrong, words in ((unlike, "its digest is"), (unknown, "2099.1 is not known here")):
        with pytest.raises(CannotBring, match=words):
            bringing.bring(content=encode(wrong), came=Came("a.json"), by=by, at=timezone.now())
    assert not Assessment.objects.filter(organisation=by.organisation_id).exists()


def test_who_may_not_start_an_assessment_may_not_bring_one(house):
    auditor = make.acting(house.people["auditor"], house.organisation)

    with pytest.raises(Refused):
        bringing.bring(content=exported(house.draft), came=Came("a"), by=auditor, at=timezone.now())


def test_what_only_the_database_refuses_leaves_nothing_behind(house):
    value = json.loads(exported(house.draft))
    value["imports"][0]["size"] = 2**53 - 1
    value["checks"][0]["considered"] = 2**40
    by = make.actor(make.organisation("Elsewhere"))

    with pytest.raises(CannotBring, match="The database refuses it"):
        bringing.bring(content=encode(value), came=Came("a"), by=by, at=timezone.now())
    assert not Import.objects.filter(organisation=by.organisation_id).exists()
