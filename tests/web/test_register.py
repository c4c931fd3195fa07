"""The register: the address is its state, many risks are one act, and frozen rows are the bytes."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import freezing, ratings, runs, score_parts, team, work
from assessments.models import AuditEvent
from assessments.queries import score_columns
from tests import make, worked

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def org():
    return make.organisation()


@pytest.fixture
def people(org):
    return {role: make.person(org, role) for role in ("analyst", "risk_owner", "approver")}


@pytest.fixture
def draft(people, org, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return worked.assessment(make.acting(people["analyst"], org))


@pytest.fixture
def desk(client, people):
    client.force_login(people["analyst"])
    return client


def at(draft, name="register", *more):
    return reverse(name, args=[draft.organisation.slug, draft.number, *more])


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def keys(answer):
    return re.findall(r'data-risk="(R-\d+)"', answer.content.decode())


def test_filters_are_chips_that_lead_to_the_address_without_them(desk, draft):
    page = text(desk.get(at(draft), {"family": "hypervisor", "level": 4, "order": "-title"}))

    assert "Family <b>Hypervisor</b>" in page
    assert "Current level <b>High</b>" in page
    assert 'href="?level=4&amp;order=-title" aria-label="Remove filter Family Hypervisor"' in page
    assert 'aria-sort="descending"><a class="sortable" href="?family=hypervisor' in page


@pytest.mark.parametrize(
    ("query", "tab"),
    [
        ({}, "All"),
        ({"above": 2}, "Above appetite"),
        ({"state": "proposed"}, "Proposed"),
        ({"unowned": 1}, "No owner"),
        ({"above": 2, "family": "vm"}, "Above appetite"),
    ],
)
def test_the_tab_in_force_is_marked(desk, draft, query, tab):
    page = text(desk.get(at(draft), query))

    assert re.findall(r'aria-current="page">([^<]+) <span class="n"', page) == [tab]


def test_a_column_turns_round_when_it_is_asked_for_again(desk, draft):
    first = keys(desk.get(at(draft), {"order": "number"}))
    page = desk.get(at(draft), {"order": "-number"})

    assert first == sorted(first, key=lambda key: int(key[2:]))
    assert int(keys(page)[0][2:]) == draft.risks.count()
    assert 'aria-sort="descending"' in page.content.decode()


def test_nonsense_in_the_address_narrows_nothing_or_all_but_never_fails(desk, draft):
    for query in (
        {"order": "; drop"},
        {"view": "x", "level": 9},
        {"group": "999999"},
        {"page": "0"},
    ):
        assert desk.get(at(draft), query).status_code == 200


def test_all_that_match_get_one_owner_by_one_act_and_the_filter_stays(desk, people, draft):
    owner = people["risk_owner"]
    matching = draft.risks.filter(family="hypervisor").count()

    answer = desk.post(
        at(draft, "risks-owner"),
        {"matching": 1, "family": "hypervisor", "to_owner": owner.pk},
    )

    assert answer.headers["Location"] == f"{at(draft)}?family=hypervisor"
    assert set(draft.risks.filter(owner=owner).values_list("family", flat=True)) == {"hypervisor"}
    assert draft.risks.filter(owner=owner).count() == matching > 1
    assert AuditEvent.objects.filter(kind="risks.owned").count() == 1


def test_selected_risks_get_one_treatment(desk, draft):
    desk.post(at(draft, "risks-treatment"), {"risk": [1, 3], "to_option": "share"})

    found = draft.treatments.values_list("risk__number", "option")
    assert sorted(found) == [(1, "share"), (3, "share")]


@pytest.mark.parametrize("name", ["risks-confirm", "risks-owner", "risks-treatment"])
def test_an_act_on_nothing_is_refused_in_words(desk, draft, name):
    answer = desk.post(at(draft, name), {"to_option": "share"}, follow=True)

    assert "Select at least one risk." in text(answer)
    assert not AuditEvent.objects.filter(kind__startswith="risks.").exists()


def test_who_is_second_sees_theirs_and_mine_and_can_still_store_mine(desk, org, draft):
    risk = draft.risks.get(number=1)
    seen = risk.version
    ben = make.acting(make.person(org, name="Ben Second"), org)
    ranks = ratings.Judgement(5, 5, 5, 5)
    ratings.rate(risk=risk, judgement=ranks, reason="", version=seen, by=ben, at=timezone.now())
    mine = {"likelihood": 5, "consequence_c": 5, "consequence_i": 5, "consequence_a": 4}

    answer = desk.post(at(draft, "risk-rate", 1), mine | {"version": seen}, headers=HTMX)

    page = text(answer)
    assert answer.status_code == 409
    assert "Ben Second changed R-1" in page
    sides = r"differs..* <th scope=.row.>Availability</th> <td>5</td> <td data-mine=\S+>4</td>"
    assert re.search(sides, page)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    again = desk.post(at(draft, "risk-rate", 1), mine | {"version": version}, headers=HTMX)
    assert again.status_code == 200
    risk.refresh_from_db()
    assert risk.consequence_a == 4


def test_without_a_script_the_page_of_the_risk_keeps_what_was_typed(desk, draft):
    typed = {"likelihood": 1, "consequence_c": 1, "consequence_i": 1, "consequence_a": 1}
    seen = draft.risks.get(number=1).version

    answer = desk.post(at(draft, "risk-rate", 1), typed | {"version": seen})

    page = text(answer)
    assert answer.status_code == 422
    assert page.count('<option value="1" selected>') >= 4
    assert "stored:" in page


def test_a_refused_acceptance_keeps_reason_and_day(client, people, draft):
    client.force_login(people["risk_owner"])
    risk = draft.risks.filter(score__current__lte=3).order_by("number").first()
    typed = {"reason": "Until the move", "expires_on": "2099-01-01"}

    answer = client.post(at(draft, "acceptance", risk.number), typed)

    page = text(answer)
    assert answer.status_code == 422
    assert "Until the move" in page
    assert 'value="2099-01-01"' in page


def test_the_rows_of_a_frozen_revision_are_those_of_its_bytes(desk, people, org, draft):
    by = make.acting(people["analyst"], org)
    team.name_signers(
        assessment=draft,
        risk_owner=people["risk_owner"],
        approver=people["approver"],
        by=by,
        at=timezone.now(),
    )
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers, by=by, at=timezone.now())
    work.do_all(timezone.now)
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    frozen = json.loads(bytes(draft.revisions.get().snapshot.content))["risks"]

    shown = {}
    for page in range(1, 9):
        answer = desk.get(at(draft), {"order": "number", "page": page})
        for row in answer.context["page"].rows:
            shown[row.risk.key] = [row.risk.title, row.level, row.risk.score.residual]
    assert shown == {
        risk["key"]: [risk["title"], risk["current"]["level"], risk["residual"]["level"]]
        for risk in frozen
    }
    page = text(answer)
    assert 'class="score-b' not in page
    assert "report/?revision=1" in page
    refused = desk.post(at(draft, "risk-rate", 1), {"version": 2, "likelihood": 5})
    assert "cannot change" in text(refused)


def test_how_far_scoring_is_stands_on_the_page_until_it_is_done(desk, draft, people, settings):
    settings.SCORE_PART_ROWS = 10
    risk = draft.risks.order_by("number")[0]
    by = make.acting(people["analyst"], draft.organisation)
    judged = ratings.Judgement(2, 5, 5, 5) if risk.proposed_likelihood == 5 else None
    ratings.rate(
        risk=risk,
        judgement=judged or ratings.Judgement(5, 5, 5, 5),
        reason="Seen",
        version=None,
        by=by,
        at=timezone.now(),
    )
    run = draft.runs.filter(kind="score").latest("pk")
    assert "Levels are being recomputed</span>" in text(desk.get(at(draft)))
    spans = score_columns.spans(draft)
    claimed = runs.claim(run.pk, at=timezone.now())
    score_parts.split(claimed, run.input_rev, spans, at=timezone.now())
    work.do(run.parts.order_by("subject").first().pk, timezone.now)

    said = f"Levels are being recomputed: 10 of {sum(span.count for span in spans)} risks"
    assert said in text(desk.get(at(draft)))
    assert said in text(desk.get(at(draft, "assessment")))

    runs.fail(claimed, at=timezone.now(), error="The machine went down")
    work.do_all(timezone.now)
    assert "being recomputed" not in text(desk.get(at(draft)))
