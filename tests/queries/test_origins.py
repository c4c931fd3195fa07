"""Where a value, a likelihood and a credit come from: told so that it can be followed back."""

import html
import re
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import answers, domains, evidence, work
from assessments.queries import explained, grounds, valued
from assessments.queries.inputs import HALVES, facts_of, source_of, state_of
from assessments.queries.origins import origins
from assessments.scoring.method import DIMENSIONS
from tests import make, worked

pytestmark = pytest.mark.django_db

ITEM, NAME = "CHK-OM-05", "Ada Analyst"


@pytest.fixture
def analyst(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return make.person(make.organisation(), "analyst", name=NAME)


@pytest.fixture
def by(analyst):
    return make.acting(analyst, analyst.memberships.get().organisation)


@pytest.fixture
def draft(by):
    """Return an assessment whose domains are worth different things, each for a reason."""
    made = worked.assessment(by)
    for number, domain in enumerate(made.domains.order_by("pk")):
        worth = domains.Worth(1 + number % 5, 5 - number % 3, 2 + number % 4, 4)
        domains.value(
            domain=domain,
            worth=worth,
            reason=f"number {number}",
            version=None,
            by=by,
            at=timezone.now(),
        )
    work.do_all(timezone.now)
    made.refresh_from_db()
    return made


def test_every_value_is_led_from_the_person_who_set_it_to_its_rank(draft):
    led = 0
    for group in draft.assetgroups.filter(is_gone=False).select_related("domain"):
        for origin in origins(draft, group):
            rank = getattr(group, f"value_{origin.dimension}")
            assert origin.rank == rank
            assert origin.domain is not None
            set_to = getattr(origin.domain, f"value_{origin.dimension}")
            assert NAME in origin.sentences[0]
            assert origin.domain.reason in origin.sentences[1]
            if not origin.stops:
                assert set_to == rank
                continue
            led += 1
            assert [stop.name for stop in origin.stops] == list(origin.path)
            number = Fraction(set_to)
            for stop in origin.stops[1:]:
                number = 1 + (number - 1) * Fraction(stop.share, 100)
                assert stop.number == number
            assert str(number) == origin.number
            assert rank == int(number + Fraction(1, 2))
            assert len(origin.sentences) >= len(origin.stops) + 1
    assert led > 5


def test_what_starts_again_elsewhere_is_told_where_a_host_keeps_less(draft):
    clusters = draft.assetgroups.filter(kind="cluster", is_gone=False)
    stops = [
        (origin.dimension, stop, origin.sentences)
        for group in clusters
        for origin in origins(draft, group)
        for stop in origin.stops[1:]
    ]
    less = [(stop, words) for name, stop, words in stops if stop.restarts]
    assert {name for name, stop, _words in stops if stop.restarts} <= {"a"}
    for stop, words in less:
        assert stop.share + stop.restarts == 100
        assert any(f"{stop.name} takes over {stop.share} %" in each for each in words)
        assert any(f"{stop.restarts} %" in each and "start" in each for each in words)
    assert less


def test_the_stored_way_is_the_way_that_is_walked_anew(draft):
    group = draft.assetgroups.filter(kind="manager", is_gone=False).get()
    walked = {way.dimension: way for way in valued.valued(draft, group.asset_id).ways}
    for origin in origins(draft, group):
        way = walked[origin.dimension]
        assert [(s.name, s.share, s.number, s.restarts) for s in way.steps] == [
            (s.name, s.share, s.number, s.restarts) for s in origin.stops
        ]


def test_a_value_that_nobody_set_says_so(by):
    made = worked.assessment(by)
    made.domains.update(value_c=None)
    group = made.assetgroups.filter(kind="domain", is_gone=False).first()
    group.value_c = None
    assert origins(made, group)[0].sentences == ("It is not valued yet.",)
    layer = made.assetgroups.filter(kind="cluster", is_gone=False).first()
    layer.value_c, layer.value_paths = None, {}
    assert origins(made, layer)[0].sentences == ("No value reaches it from any domain.",)


def test_an_observed_likelihood_says_which_checks_saw_it_on_how_many(draft):
    facts = facts_of(draft)
    seen = 0
    for risk in draft.risks.select_related("group"):
        for reason in grounds.reasons(draft, risk, facts):
            codes = reason.parameters.get("checks", "")
            assert [sighting.code for _title, sighting in reason.sightings] == (
                codes.split(", ") if codes else []
            )
            for title, sighting in reason.sightings:
                seen += 1
                assert title in {row["title"] for row in _document(draft, risk)["sightings"]}
                assert 0 < sighting.assets <= sighting.total
                assert sighting.is_observed(facts.share)
    assert seen


def _document(draft, risk):
    rows = explained.document(draft, risk)["reasons"]
    return {"sightings": [sighting for row in rows for sighting in row["sightings"]]}


def test_the_answer_that_counts_is_the_one_that_is_named(draft, by):
    manager = draft.assetgroups.get(kind="manager", is_gone=False)
    at = timezone.now()
    for group, state in ((None, "implemented"), (manager, "partly")):
        said = answers.Said(item=ITEM, state=state, group=group, note=f"On {group}")
        answers.record(assessment=draft, said=said, version=None, by=by, at=at)
    facts = facts_of(draft)
    for group in draft.assetgroups.filter(is_gone=False):
        source = source_of(ITEM, group.pk, facts)
        assert facts.answers[source] == state_of(ITEM, group.pk, facts)
        below = manager.pk in facts.managers_of[group.pk] or group == manager
        assert source == (ITEM, manager.pk if below else None)
    assert HALVES[state_of(ITEM, manager.pk, facts)] == 1


def test_a_credit_names_who_answered_and_the_files_that_support_it(draft, by, analyst, client):
    risk = next(
        each
        for each in draft.risks.select_related("group").order_by("number")
        if ITEM in [row["item"] for row in explained.document(draft, each)["measures"]]
    )
    said = answers.Said(item=ITEM, state="implemented", note="Patched each month")
    answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())
    about = evidence.About(name="patches.csv", item=ITEM)
    file = evidence.add(assessment=draft, chunks=[b"a;b"], about=about, by=by, at=timezone.now())
    line = next(row for row in explained.document(draft, risk)["measures"] if row["item"] == ITEM)
    assert (line["answered"]["by"], line["answered"]["reason"]) == (NAME, "Patched each month")
    assert [(row["name"], row["sha256"]) for row in line["evidence"]] == [
        ("patches.csv", file.sha256)
    ]
    imported = explained.document(draft, risk)["imports"]
    assert [row["file"] for row in imported] == [worked.NAME]

    client.force_login(analyst)
    args = [draft.organisation.slug, draft.number, risk.number]
    page = client.get(reverse("risk", args=args)).content.decode()
    shown = re.sub(r"\s+", " ", html.unescape(page))
    assert "Where its value comes from" in shown
    assert f"{NAME}, " in shown
    assert "1 file" in shown
    for origin in origins(draft, risk.group):
        for words in origin.sentences:
            assert words in shown
    assert {origin.dimension for origin in origins(draft, risk.group)} == set(DIMENSIONS)
