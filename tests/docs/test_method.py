"""Every example of docs/method.md is run against the product, and every rule has one."""

import re

import pytest

from assessments.queries import gates
from assessments.scoring.method import KINDS
from tests.docs import (
    method_catalogue,
    method_estate,
    method_estimates,
    method_losses,
    method_methods,
    method_people,
    method_reach,
    method_scores,
    method_value,
)
from tests.docs.pages import headings, tables
from tests.docs.runners import RUNNERS, Row
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db

ROOMS = (  # they fill RUNNERS
    method_catalogue,
    method_estimates,
    method_estate,
    method_losses,
    method_methods,
    method_people,
    method_reach,
    method_scores,
    method_value,
)
PAGE = (ROOT / "docs/method.md").read_text(encoding="utf-8")
EXAMPLES = [each for each in tables(PAGE) if re.match(r"M\d+ |A worked", each.rule)]
CASES = [
    pytest.param(each.runner, row, id=f"{each.rule.split()[0]}-{each.runner}-{number}")
    for each in EXAMPLES
    for number, row in enumerate(each.rows, start=1)
]


@pytest.mark.parametrize(("runner", "row"), CASES)
def test_the_product_does_what_the_page_says(runner, row):
    given = Row(row)

    outcome = RUNNERS[runner](given)

    assert {name: row[name] for name in outcome} == outcome
    assert given.asked | outcome.keys() == row.keys(), "a column that nothing reads proves nothing"


def test_every_rule_has_an_example():
    rules = [heading for heading in headings(PAGE) if re.match(r"M\d+ ", heading)]

    assert [int(rule.split()[0][1:]) for rule in rules] == list(range(1, len(rules) + 1))
    assert [rule for rule in rules if rule not in {each.rule for each in EXAMPLES}] == []


def test_every_table_under_a_rule_is_run_and_every_runner_used():
    named = {each.runner for each in EXAMPLES}

    assert [each.rule for each in EXAMPLES if each.runner not in RUNNERS] == []
    assert RUNNERS.keys() == named
    assert all(each.rows for each in EXAMPLES)


def test_blocks_under_a_rule_are_formulas_not_examples_that_nobody_runs():
    assert set(re.findall(r"^```(\S*)$", PAGE, re.MULTILINE)) == {"text", ""}
    assert PAGE.count("```text\n") * 2 == PAGE.count("```")


def test_rules_that_the_code_names_stand_on_the_page():
    known = {heading.split()[0] for heading in headings(PAGE)}
    for path in (ROOT / "assessments").rglob("*.py"):
        for words in re.findall(r"rules? (M\d+(?:(?:, | and )M\d+)*)", path.read_text()):
            assert set(re.findall(r"M\d+", words)) <= known, path


def test_lists_of_the_page_are_complete():
    column = {each.runner: [next(iter(row.values())) for row in each.rows] for each in EXAMPLES}

    assert tuple(column["caps"]) == KINDS
    assert tuple(dict.fromkeys(column["blocks_freezing"])) == gates.FREEZE
    assert column["matrix"] == ["5", "4", "3", "2", "1"]
