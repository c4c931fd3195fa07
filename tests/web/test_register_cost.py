"""The register asks the same few questions, whatever the number of risks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.queries import explanations, register
from assessments.queries.inputs import facts_of
from tests import make, registers

pytestmark = pytest.mark.django_db

FEW, MANY = 60, 240  # both fill a page


@pytest.fixture
def pages(client):
    """Sign in to an organisation with two registers; give a page of each size by address."""
    org = make.organisation()
    filled = {size: registers.fill(org, size) for size in (FEW, MANY)}
    client.force_login(filled[FEW].person)

    def address(name, size, query=""):
        return reverse(name, args=[org.slug, filled[size].draft.number]) + query

    client.get(address("register", FEW))  # the idle stamp is set once
    return address


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    assert answer.status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def test_the_page_of_a_register_asks_eight_questions_at_any_size(client, pages):
    few, many = (questions(client, pages("register", size)) for size in (FEW, MANY))

    assert len(few) == len(many) == 8
    # session, person, membership, assessment, side bar, rows, counts, choices
    assert client.get(pages("register", MANY)).content.count(b'<tbody id="risk-') == 50


@pytest.mark.parametrize(
    "query", ["?order=due", "?words=snapshot&above=1", "?page=3", "?option=modify"]
)
def test_narrowing_ordering_and_turning_pages_ask_no_more(client, pages, query):
    assert len(questions(client, pages("register", MANY, query))) == 8


def test_explanations_of_a_whole_page_ask_no_more_questions_than_the_page():
    org = make.organisation()
    asked = []
    for size in (FEW, MANY):
        draft = registers.fill(org, size).draft
        rows = register.page(draft, register.Filters()).rows
        with CaptureQueriesContext(connection) as told:
            facts = facts_of(draft)
            found = [explanations.of(draft, row.risk, facts) for row in rows]
        assert all(each.sentences for each in found)
        asked.append(len(told))
    assert asked == [8, 8]
