"""The page of a report: one heading, and whether what it says is signed."""

import re

import pytest
from django.test import Client

from tests import full


@pytest.mark.parametrize(
    ("upto", "heading", "state"),
    [
        (None, "Report of the draft", "Draft: not frozen, not signed"),
        (full.freeze, "Report of revision 2", "in sign-off, not yet signed"),
        (full.sign_off, "Report of revision 2", "signed "),
    ],
)
def test_it_says_what_it_is_a_report_of_and_how_far_that_is_signed(houses, upto, heading, state):
    client = Client()
    client.force_login(houses[0].people["auditor"])
    if upto:
        upto(houses[0])
    page = client.get(houses[0].url("report")).content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", page) == [heading]
    assert re.search(r'<span class="tag (?:ok|warn)">([^<]*)</span>', page)[1].startswith(state)
