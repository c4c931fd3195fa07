"""Programs read what the screen shows, under the same names in every format."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import answers, evidence, ratings, risks, treatments, work
from assessments.queries import register, what_if
from assessments.queries.layers import layers_of
from assessments.reports.register_table import COLUMNS
from tests import make
from tests.api.conftest import bytes_of


@pytest.fixture
def decided(program):
    """Somebody judged, overrode, planned, accepted and proved something of some risks."""
    house, at = program.house, timezone.now()
    draft, by = house.draft, make.acting(house.people["analyst"], house.organisation)
    owner = make.acting(house.people["risk_owner"], house.organisation)
    first, second, third = draft.risks.order_by("number")[:3]
    said = answers.Said("CHK-OM-05", "implemented")
    answers.record(assessment=draft, said=said, version=None, by=by, at=at)
    ratings.rate(
        risk=first,
        judgement=ratings.Judgement(2, 2, 1, 1),
        reason="Seen",
        version=None,
        by=by,
        at=at,
    )
    ratings.override(risk=second, level=2, reason="Walled off", version=None, by=by, at=at)
    risks.give_owner(
        assessment=draft, numbers=[1, 2], owner=house.people["risk_owner"], by=by, at=at
    )
    treatments.choose(risk=second, option="modify", note="Soon", by=by, at=at)
    for number in range(2, 12):
        step = treatments.Step(
            f"Step {number}", due=(at + timedelta(days=number)).date(), risks=(2,)
        )
        treatments.plan(assessment=draft, step=step, by=by, at=at)
    about = evidence.About(name="proof.txt", risk=third)
    evidence.add(assessment=draft, chunks=[b"plain words"], about=about, by=by, at=at)
    work.do_all(timezone.now)
    treatments.accept(
        risk=second, reason="Worth it", expires_on=(at + timedelta(days=30)).date(), by=owner, at=at
    )
    draft.refresh_from_db()
    return program


def test_one_risk_has_every_field_of_the_register_with_the_same_value(decided):
    rows = decided.read("api-register-json")
    assert len(rows) == decided.house.draft.risks.count() > 50
    for row in [*rows[:6], *rows[::29]]:
        one = decided.read("api-risk", risk=int(row["key"][2:]))
        assert {name: one[name] for name in row} == row


def test_the_list_has_the_same_values_under_the_same_names(decided):
    whole = {row["key"]: row for row in decided.read("api-register-json")}
    listed = decided.every("api-risks", "?limit=500")
    shared = [column.name for column in COLUMNS if column.name in listed[0]]
    assert len(shared) > 25
    for row in listed:
        assert {name: row[name] for name in shared} == {
            name: whole[row["key"]][name] for name in shared
        }


def test_all_formats_hold_the_same_register(decided):
    rows = decided.read("api-register-json")
    text = bytes_of(decided.get("api-register-csv")).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(decided.get("api-register-xlsx"))))
    lines = list(csv.DictReader(io.StringIO(text)))
    head, *cells = book["Register"].iter_rows(values_only=True)
    book.close()

    assert list(rows[0]) == list(lines[0]) == [column.name for column in COLUMNS]
    assert head == tuple(column.title for column in COLUMNS)
    assert [line["key"] for line in lines] == [row["key"] for row in rows]
    assert [line["current"] for line in lines] == [str(row["current"] or "") for row in rows]
    assert cells == [
        tuple(cell or (0 if cell == 0 else None) for cell in row.values()) for row in rows
    ]


def test_levels_are_those_of_the_screen(decided):
    draft = decided.house.draft
    page = register.page(draft, register.Filters())
    listed = decided.read("api-risks")["results"]
    assert [(row["number"], row["level"]) for row in listed] == [
        (row.risk.number, row.level) for row in page.rows
    ]


def test_a_level_that_is_being_computed_is_not_given_as_current(decided):
    draft = decided.house.draft
    by = make.acting(decided.house.people["analyst"], draft.organisation)
    first = draft.risks.order_by("number")[0]
    judgement = ratings.Judgement(5, 5, 5, 5)
    ratings.rate(risk=first, judgement=judgement, reason="", version=None, by=by, at=timezone.now())

    row = decided.read("api-risks", f"?words=R-{first.number}")["results"][0]
    assert (row["is_fresh"], row["level"], row["current"], row["residual"]) == (
        False, None, None, None,
    )  # fmt: skip
    one = decided.read("api-risk", risk=first.number)
    assert (one["is_fresh"], one["level"], one["current"]) == (False, None, None)
    assert not decided.read("api-assessment")["is_fresh"]
    others = decided.every("api-risks", "?limit=500")
    assert {row["is_fresh"] for row in others} == {True, False}

    work.do_all(timezone.now)
    row = decided.read("api-risks", f"?words=R-{first.number}")["results"][0]
    assert (row["is_fresh"], row["inherent"]) == (True, 5)


def test_an_explanation_leads_from_its_inputs_to_the_stored_level(decided):
    for number in (1, 2, 3):
        why = decided.read("api-risk-explanation", risk=number)
        one = decided.read("api-risk", risk=number)
        by_state = {state["state"]: state for state in why["states"]}
        for state in ("inherent", "current", "residual"):
            assert by_state[state]["level"] == one[state]
            assert by_state[state]["cell"]["level"] == one[state]
            assert by_state[state]["cell"]["likelihood"] == one[f"{state}_likelihood"]
        assert why["level"] == one["level"]
        counted = [line["item"] for line in why["measures"] if line["is_counted"]]
        steps = by_state["current"]["steps"]
        used = [step["parameters"]["code"] for step in steps if step["message"] == "measure"]
        assert used == counted
        assert all(change["level"] < one["current"] for change in why["changes"])
        assert {line["name"]: line["rank"] for line in why["inputs"]} == {
            name: one[name] or one[f"proposed_{name}"]
            for name in ("likelihood", "consequence_c", "consequence_i", "consequence_a")
        }


def test_an_explanation_says_who_judged_and_overrode_and_where_the_value_came_from(decided):
    judged = decided.read("api-risk-explanation", risk=1)
    assert {line["source"] for line in judged["inputs"]} == {"judged"}
    assert judged["judgement"]["reason"] == "Seen"
    overridden = decided.read("api-risk-explanation", risk=2)
    assert (overridden["override"]["level"], overridden["override"]["reason"]) == (2, "Walled off")
    cluster = decided.house.draft.risks.filter(group__kind="cluster").order_by("number")[0]
    why = decided.read("api-risk-explanation", risk=cluster.number)
    assert [value["rank"] for value in why["subject"]["value"]] == [
        cluster.group.value_c, cluster.group.value_i, cluster.group.value_a,
    ]  # fmt: skip
    assert all(len(value["path"]) > 1 for value in why["subject"]["value"])


def test_an_asset_is_shown_with_its_dependencies(program):
    hosts = program.every("api-assets", "?kind=host")
    found = program.read("api-asset", asset=hosts[0]["id"])
    assert found["name"] == hosts[0]["name"]
    assert len(found["imports"]) == 1
    rows = program.every("api-dependencies", "?limit=5", asset=hosts[0]["id"])
    assert {row["kind"] for row in rows if row["needs_it"]} >= {"vm"}
    assert {row["kind"] for row in rows if not row["needs_it"]} >= {"cluster"}
    for row in rows[::7]:
        back = program.every("api-dependencies", "?limit=500", asset=row["id"])
        assert (row["relation"], not row["needs_it"], found["id"]) in [
            (each["relation"], each["needs_it"], each["id"]) for each in back
        ]


def test_the_plan_names_its_risks_and_a_sign_off_its_fingerprint(decided):
    steps = decided.every("api-treatments", "?risk=2&order=-number")
    assert [step["risks"] for step in steps] == [["R-2"]] * 10
    assert steps[0]["title"] == "Step 11"
    (returned,) = decided.every("api-sign-offs")
    assert (returned["revision"], returned["status"]) == (1, "returned")
    assert len(returned["digest"]) == 64


def test_the_root_leads_to_addresses_that_answer(program):
    for address in program.read("api-root").values():
        assert Client().get(address, headers=program.bearer).status_code == 200


def test_head_gives_the_headers_alone(program):

    for name in ("api-risks", "api-register-csv"):
        full = program.get(name)
        head = Client().head(program.house.url(name), headers=program.bearer)
        assert (head.status_code, bytes_of(head)) == (200, b"")
        assert head.headers["ETag"] == full.headers["ETag"]


def test_nothing_is_written_over_rest(program):

    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        answer = Client().generic(verb, program.house.url("api-risks"), headers=program.bearer)
        assert answer.status_code == 405
        assert json.loads(answer.content)["status"] == 405


def test_a_supposition_names_what_would_fall_and_why(decided):
    codes = [offer.item.code for offer in what_if.offers(decided.house.draft)[:4]]
    found = decided.read("api-what-if", f"?items={','.join(codes)}")
    whole = what_if.of(decided.house.draft, what_if.choice_of(decided.house.draft, codes, []))
    assert [each["number"] for each in found["risks"]] == [e.risk.number for e in whole.moved]
    assert found["risks"]
    assert all(set(each["items"]) <= set(codes) and each["items"] for each in found["risks"])
    counted = sum(found["before"].values()) + found["without_level"]
    assert counted == decided.house.draft.risks.exclude(state="dismissed").count()
    nothing = decided.read("api-what-if")
    assert (nothing["risks"], nothing["before"]) == ([], nothing["after"])


def test_a_supposition_of_a_lost_host_tells_what_the_estate_would_be(decided):
    layers = layers_of(decided.house.draft)
    hosts = [f"%23{asset}" for asset, kind in layers.kinds.items() if kind == "host"]
    found = decided.read("api-what-if", f"?lost={','.join(hosts)}")
    running = {asset for asset, kind in layers.kinds.items() if kind == "vm"} - layers.off
    assert len(found["estate"]["stranded"]) == len(running)
    assert sum(found["after"].values()) <= sum(found["before"].values())
    assert decided.read("api-what-if")["estate"] is None


def test_a_supposition_of_what_is_not_there_is_refused_whole(decided):
    answer = decided.get(
        "api-what-if", "?items=CHK-XX-99,CHK-OM-05&actions=x,999&split=who&apart=x"
    )
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"] == {
        "split": ["Not in the pinned inventory: who."],
        "apart": ["There is no such domain in this assessment."],
        "items": ["CHK-XX-99 is no item in scope."],
        "actions": ["x is no open action.", "999 is no open action."],
    }
