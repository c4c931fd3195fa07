"""The OpenAPI description says what the door does: checked against answers that were given."""

import json
import re
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from assessments.api.schema import document
from assessments.permissions import POLICIES
from tests import make
from tests.api.conftest import bytes_of

BINARY = {"api-register-csv", "api-register-xlsx", "api-soa"}
ROUTES = sorted(name for name in POLICIES if name.startswith("api-") and name != "api-schema")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rest.md"


def operation_of(name):
    """Return path and description of a route's operation."""
    numbers = {"org": "X", "number": 1, "risk": 2, "asset": 3, "key": "R2"}
    for path, verbs in document()["paths"].items():
        wanted = {key: numbers[key] for key in re.findall(r"{(\w+)}", path)}
        if path.format(**wanted) == reverse(name, kwargs=wanted_by(name, numbers)):
            assert list(verbs) == ["get"]
            return path, verbs["get"]
    raise AssertionError(name)


def wanted_by(name, numbers):
    wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return {key: numbers[key] for key in wanted}


def strict(schema):
    """Return a schema that also refuses fields which it does not name."""
    if isinstance(schema, list):
        return [strict(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(inner) for key, inner in schema.items()}
    if isinstance(made.get("properties"), dict) and "type" in made:
        made["additionalProperties"] = False
    return made


def check(content, schema):
    whole = {"components": strict(document()["components"]), **strict(schema)}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(content)


def media_of(operation, status):
    ((media, found),) = operation["responses"][str(status)]["content"].items()
    return media, found["schema"]


def test_the_description_is_made_without_a_warning_and_is_openapi():
    out = StringIO()
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=out, format="openapi-json")
    assert json.loads(out.getvalue())["openapi"].startswith("3.1")


def test_every_route_is_an_operation_and_every_operation_a_route():
    paths = {operation_of(name)[0] for name in ROUTES}
    assert paths == set(document()["paths"])
    assert len(paths) == len(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_an_answer_with_all_its_rows_is_as_described(program, name):
    _, operation = operation_of(name)
    media, schema = media_of(operation, 200)
    listed = any(each["name"] == "limit" for each in operation["parameters"])
    answer = program.get(name, "?limit=500" if listed else "")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media
    assert set(operation["responses"]["200"]["headers"]) == {"ETag"} <= set(answer.headers)
    content = bytes_of(answer)
    if name in BINARY:
        assert len(content) > 10_000
    else:
        check(json.loads(content), schema)
        assert not listed or json.loads(content)["results"]


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (400, {}),
        (401, {"Authorization": "Bearer wrong"}),
        (404, {}),
        (405, {}),
        (406, {"Accept": "image/png"}),
        (412, {"If-Match": '"other"'}),
    ],
)
def test_a_problem_is_as_described(houses, program, name, status, headers):
    _, operation = operation_of(name)
    media, schema = media_of(operation, status)
    house = houses[1] if status == 404 else houses[0]
    url = house.url(name) + ("?surely=not" if status == 400 else "")
    answer = Client().generic(
        "POST" if status == 405 else "GET", url, headers=program.bearer | headers
    )
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == media == "application/problem+json"
    check(json.loads(answer.content), schema)


@pytest.mark.parametrize("name", ROUTES)
def test_the_parameters_that_are_described_are_those_that_are_taken(program, name):
    _, operation = operation_of(name)
    described = {each["name"]: each for each in operation["parameters"] if each["in"] == "query"}
    refusal = json.loads(program.get(name, "?surely=not").content)["errors"]["surely"][0]
    known = refusal.partition("known: ")[2].rstrip(".").split(", ")
    assert sorted(described) == [word for word in known if word != "none"]

    for parameter, said in described.items():
        schema = said["schema"]
        assert said["description"]
        good = [*schema.get("enum", []), schema.get("minimum"), schema.get("maximum")]
        for word in good:
            if word is not None and parameter != "revision":
                answer = program.get(name, f"?{parameter}={word}")
                assert answer.status_code == 200, (parameter, word)
        for word in bad_words(schema):
            assert program.get(name, f"?{parameter}={word}").status_code == 400, (parameter, word)


def bad_words(schema):
    if "enum" in schema:
        return ["no-such-word"]
    if schema["type"] == "integer":
        return [str(schema["minimum"] - 1), str(schema["maximum"] + 1), "1.5", "word"]
    if schema.get("format") == "date":
        return ["yesterday", "2027-02-30"]
    return ["x" * (schema["maxLength"] + 1)]


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in BINARY])
def test_defaults_that_are_described_are_those_that_are_used(program, name):
    _, operation = operation_of(name)
    plain = rows_of(program, name, "")
    for each in operation["parameters"]:
        if (default := each["schema"].get("default")) is not None:
            assert rows_of(program, name, f"?{each['name']}={default}".lower()) == plain


def rows_of(program, name, query):
    content = program.read(name, query)
    return content.get("results") if isinstance(content, dict) else content


def test_the_description_is_served_to_who_is_signed_in_and_to_no_other(program):
    url = reverse("api-schema")
    assert Client().get(url).status_code == 401
    for answer in (
        Client().get(url, headers=program.bearer),
        signed_in(program).get(url),
    ):
        assert answer.status_code == 200
        assert answer.json() == json.loads(json.dumps(document()))
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert Client().get(url, headers=program.bearer | tag).status_code == 304


def signed_in(program):
    client = Client()
    client.force_login(program.house.people["auditor"])
    return client


def test_the_page_holds_every_operation_parameter_and_object(program):
    page = signed_in(program).get(program.house.url("rest-reference")).content.decode()
    for name in ROUTES:
        path, operation = operation_of(name)
        assert path in page
        for each in operation["parameters"]:
            if each["in"] == "query":
                assert f'id="{operation["operationId"]}-{each["name"]}"' in page
    for name in document()["components"]["schemas"]:
        assert f'id="o-{name}"' in page


def test_every_request_on_the_page_can_be_sent_as_it_stands(program):
    client = signed_in(program)
    page = client.get(program.house.url("rest-reference")).content.decode()
    forms = re.findall(
        r'<form action="(/api/[^"]+)" class="rest-form">(.*?)</form>', page, re.DOTALL
    )
    assert len(forms) == len(ROUTES)
    for action, body in forms:
        fields = re.findall(r' name="(\w+)"', body)
        answer = client.get(action, dict.fromkeys(fields, ""))
        assert answer.status_code == 200, action
        bytes_of(answer)


@pytest.mark.django_db
def test_the_page_of_an_empty_organisation_offers_what_there_is_to_try(client):
    organisation = make.organisation()
    client.force_login(make.person(organisation))
    page = client.get(reverse("rest-reference", args=[organisation.slug])).content.decode()
    actions = re.findall(r'<form action="(/api/[^"]+)" class="rest-form">', page)
    free = ("api-root", "api-assessments", "api-portfolio-losses", "api-methods", "api-assets")
    free += ("api-snapshot-schema",)
    expected = [reverse(name, args=[organisation.slug]) for name in free]
    expected.append(reverse("api-method", args=[organisation.slug, "R3"]))
    assert sorted(actions) == sorted(expected)
    assert page.count("There is nothing to try it on yet.") == len(ROUTES) - len(actions)


def test_the_reference_names_every_address_and_nothing_else():
    text = PAGE.read_text()
    named = set(re.findall(r"^\| `(/[^`]*)`", text, re.MULTILINE))
    base = "/api/v1/orgs/{org}"
    assert {base + path.replace("<", "{").replace(">", "}") for path in named} == set(
        document()["paths"]
    )


def test_every_example_of_the_reference_can_be_sent(program):
    text = PAGE.read_text()
    examples = re.findall(r"curl .*?\$VSRISK(/[^\s\"']*)", text)
    assert len(examples) >= 8
    ours = f"assessments/{program.house.draft.number}"
    for path in examples:
        here = path.replace("northmere", program.house.organisation.slug)
        here = here.replace("assessments/1", ours)
        answer = Client().get(here, headers=program.bearer)
        assert answer.status_code == 200, here
        bytes_of(answer)
