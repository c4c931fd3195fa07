"""Lists: narrowed and ordered as asked, whole over their pages, mistakes named at once."""

import json
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions import ratings, risks
from assessments.api import risks as risks_of_the_door
from assessments.models import Risk, Score
from assessments.queries import lists, register
from tests import make

LISTS = {
    "api-assessments": lists.ASSESSMENT_ORDERS,
    "api-assets": lists.ASSET_ORDERS,
    "api-dependencies": lists.DEPENDENCY_ORDERS,
    "api-findings": lists.FINDING_ORDERS,
    "api-risks": register.ORDERS,
    "api-treatments": lists.ACTION_ORDERS,
    "api-sign-offs": lists.REVISION_ORDERS,
}
ORDERED = [
    (name, way + order) for name, orders in LISTS.items() for order in orders for way in ("", "-")
]


def identities(rows):
    return [json.dumps(row, sort_keys=True) for row in rows]


@pytest.fixture
def mixed(program):
    """Risks with and without owner and level, and many that are alike in both."""
    house = program.house
    by = make.acting(house.people["analyst"], house.organisation)
    numbers = list(house.draft.risks.values_list("number", flat=True))
    other = make.person(house.organisation, "risk_owner", name="Another owner")
    for owner, some in ((house.people["risk_owner"], numbers[::3]), (other, numbers[1:9])):
        risks.give_owner(
            assessment=house.draft, numbers=some, owner=owner, by=by, at=timezone.now()
        )
    Score.objects.filter(risk__number__in=numbers[::7], assessment=house.draft).update(
        inherent=None, current=None, residual=None
    )
    house.draft.refresh_from_db()
    return program


@pytest.mark.parametrize(("name", "order"), ORDERED)
def test_pages_of_every_list_in_every_order_make_up_the_whole_list(mixed, name, order):
    whole = mixed.read(name, f"?limit=500&order={order}")
    assert whole["results"]
    size = 1 if len(whole["results"]) < 20 else 37
    paged = mixed.every(name, f"?limit={size}&order={order}")
    expected = identities(whole["results"])
    assert identities(paged)[: len(expected)] == expected
    assert len(set(identities(paged))) == len(paged)


@pytest.mark.parametrize("order", [way + name for name in register.ORDERS for way in ("", "-")])
def test_the_order_of_risks_is_that_of_the_screen(mixed, order):
    pages = register.page(mixed.house.draft, register.Filters(), order=order).pages
    shown = [
        row.risk.number
        for number in range(1, pages + 1)
        for row in register.page(
            mixed.house.draft, register.Filters(), order=order, number=number
        ).rows
    ]
    assert [row["number"] for row in mixed.every("api-risks", f"?order={order}")] == shown


def test_a_row_that_comes_or_goes_between_pages_moves_no_other(mixed):
    first = mixed.read("api-risks", "?limit=20&order=number")
    group = mixed.house.draft.assetgroups.first()
    late = make.risk(mixed.house.draft, group, number=9_999, code="OWN-1")
    Risk.objects.filter(pk=late.pk).update(title="Late")
    gone = mixed.house.draft.risks.get(number=3)
    by = make.acting(mixed.house.people["analyst"], mixed.house.organisation)
    risks.dismiss(risk=gone, reason="Twice", version=None, by=by, at=timezone.now())
    rest = json.loads(Client().get(first["next"], headers=mixed.bearer).content)
    assert [row["number"] for row in rest["results"]] == list(range(21, 41))


FILTERS = [
    "words=snapshot",
    "words=R-12",
    "words=snapshot%20general",
    "family=hypervisor",
    "state=confirmed",
    "level=4",
    "level=4&view=residual",
    "likelihood=4&consequence=3",
    "likelihood=4&consequence=3&view=inherent",
    "above=3",
    "unset=1",
    "unowned=1",
    "owner={owner}",
    "owner={owner}&family=vm&above=2",
    "group={group}",
    "option=modify",
    "family=vm&words=&level=",
]


def test_no_filter_of_the_screen_is_missing():
    assert {each.name for each in risks_of_the_door.FILTERS} == set(register.Filters.__slots__)


@pytest.mark.parametrize("query", FILTERS)
def test_filters_of_risks_are_those_of_the_screen(mixed, query):
    house = mixed.house
    group = house.draft.risks.get(number=1).group_id
    query = query.format(owner=house.people["risk_owner"].pk, group=group)
    client = Client()
    client.force_login(house.people["auditor"])
    page = client.get(
        f"{reverse('register', args=[house.organisation.slug, house.draft.number])}?{query}"
    )
    shown = page.context["page"]
    listed = mixed.every("api-risks", f"?{query}")
    assert len(listed) == shown.count
    assert [row["number"] for row in listed[:50]] == [row.risk.number for row in shown.rows]


@pytest.mark.parametrize(
    ("name", "query", "keeps"),
    [
        ("api-assets", "kind=host", lambda row: row["kind"] == "host"),
        ("api-assets", "words=vm", lambda row: "vm" in row["name"].lower()),
        ("api-dependencies", "relation=runs_on", lambda row: row["relation"] == "runs_on"),
        ("api-findings", "severity=high", lambda row: row["severity"] == "high"),
        ("api-findings", "code={code}", lambda row: row["code"] == "{code}"),
        ("api-treatments", "status=planned", lambda row: row["status"] == "planned"),
        ("api-treatments", "due_before=2020-01-01", lambda row: False),
        ("api-treatments", "risk=1", lambda row: "R-1" in row["risks"]),
        ("api-sign-offs", "status=returned", lambda row: row["status"] == "returned"),
        ("api-sign-offs", "status=signed", lambda row: False),
        ("api-assessments", "status=draft", lambda row: row["status"] == "draft"),
        ("api-assessments", "words=no%20such", lambda row: False),
    ],
)
def test_other_lists_are_narrowed(program, name, query, keeps):
    every = program.every(name)
    assert every
    code = program.every("api-findings")[0]["code"]
    listed = program.every(name, "?" + query.format(code=code))
    if "code" in query:
        assert listed == [row for row in every if row["code"] == code]
    else:
        assert listed == [row for row in every if keeps(row)]


def test_every_mistake_is_named_at_once(program):
    query = "?level=9&family=cars&sort=x&limit=0&owner=-1&view=up&unset=maybe&level=2&cursor=abc"
    answer = program.get("api-risks", query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    errors = json.loads(answer.content)["errors"]
    assert set(errors) == {"level", "family", "sort", "limit", "owner", "view", "unset"}
    assert "known: above, consequence, cursor, family" in errors["sort"][0]


@pytest.mark.parametrize(
    "query",
    [
        "?limit=501", "?limit=0", "?limit=x", "?limit=%D9%A1", "?owner=99999999999999999999",
        "?words=%00", f"?words={'a' * 101}", "?order=colour", "?order=--level", "?format=json",
        "?page=2", "?after=1", "?level=1&level=2",
    ],
)  # fmt: skip
def test_what_a_parameter_does_not_take_is_refused(program, query):
    answer = program.get("api-risks", query)
    assert answer.status_code == 400, query
    assert list(json.loads(answer.content)["errors"]) == [query[1:].partition("=")[0]]


def test_a_cursor_is_taken_only_as_it_was_given(program):
    following = program.read("api-risks", "?limit=5&order=title")["next"]
    cursor = following.partition("cursor=")[2]
    other = program.read("api-assets", "?limit=5")["next"].partition("cursor=")[2]
    for query in (
        f"?order=title&cursor={cursor[:-2]}xx",
        f"?order=number&cursor={cursor}",
        f"?order=title&cursor={other}",
        "?order=title&cursor=WyJhIl0",
    ):
        answer = program.get("api-risks", query)
        assert (answer.status_code, list(json.loads(answer.content)["errors"])) == (400, ["cursor"])


def test_equal_pages_are_equal_bytes_at_any_time(program, monkeypatch):
    first = program.get("api-risks", "?limit=5")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    later = program.get("api-risks", "?limit=5")
    assert later.content == first.content
    assert later.headers["ETag"] == first.headers["ETag"]


def test_the_next_address_keeps_what_the_first_asked_for(program):
    page = program.read("api-risks", "?family=vm&limit=5&order=-title")
    rows = json.loads(Client().get(page["next"], headers=program.bearer).content)["results"]
    assert len(rows) == 5
    assert {row["family"] for row in rows} == {"vm"}
    titles = [row["title"] for row in [*page["results"], *rows]]
    assert all(one >= two for one, two in pairwise(titles))


def add_risks(draft, count):
    """Copy the first risk with its score under other numbers."""
    model = draft.risks.select_related("score").order_by("number")[0]
    group = make.group(draft, kind="asset", name="Many", asset=make.asset(draft.organisation))
    last = draft.risks.order_by("-number")[0].number
    columns = {f.attname: getattr(model, f.attname) for f in Risk._meta.fields}
    rows = Risk.objects.bulk_create(
        Risk(**columns | {"id": None, "number": last + n, "code": f"OWN-{n}", "group_id": group.pk})
        for n in range(1, count + 1)
    )
    scores = {f.attname: getattr(model.score, f.attname) for f in Score._meta.fields}
    Score.objects.bulk_create(Score(**scores | {"id": None, "risk_id": row.pk}) for row in rows)


def queries_of(program, name, query=""):
    program.read(name, query)
    with CaptureQueriesContext(connection) as seen:
        program.read(name, query)
    return [entry["sql"] for entry in seen.captured_queries]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_asks_few_questions(program, name):
    # token, membership, the auditor's access, assessment, rows, and what belongs to them:
    # signatures, links, risks
    asked = queries_of(program, name, "?limit=50")
    assert len(asked) <= 9, asked


def test_a_page_of_risks_asks_the_same_five_questions_at_any_size(program):
    few = queries_of(program, "api-risks", "?limit=50")
    add_risks(program.house.draft, 2_000)
    many = queries_of(program, "api-risks", "?limit=50")
    assert len(few) == len(many) == 5, many  # token, membership, access, assessment, rows
    following = program.read("api-risks", "?limit=50")["next"].partition("?")[2]
    assert len(queries_of(program, "api-risks", f"?{following}")) == 5


def test_one_risk_and_its_explanation_ask_the_same_questions_at_any_size(program):
    names = ("api-risk", "api-risk-explanation", "api-assessment")
    few = [len(queries_of(program, name)) for name in names]
    add_risks(program.house.draft, 300)
    assert [len(queries_of(program, name)) for name in names] == few


def test_a_judgement_moves_a_risk_to_its_new_place(program):
    draft = program.house.draft
    by = make.acting(program.house.people["analyst"], draft.organisation)
    risk = draft.risks.get(number=1)
    ratings.override(risk=risk, level=1, reason="Gone", version=None, by=by, at=timezone.now())
    assert program.read("api-risks", "?order=-current&limit=1")["results"][0]["key"] == "R-1"
