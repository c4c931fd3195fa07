"""The table of bindings: one row per check, and every row readable."""

import re

import pytest

from assessments.checks import RULES
from assessments.checks.bindings import BadBinding, bindings, parse

GOOD = """
[X]
title = "t"
explanation = "e"
severity = "low"
unit = "vm"
evidence = "direct"
vulnerabilities = ["VUL-01"]
items = ["CHK-IM-29"]
"""


def test_every_check_has_one_row_and_every_row_a_check():
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(bindings())


@pytest.mark.parametrize("code", sorted(bindings()))
def test_a_row_is_bound_to_codes_of_the_catalogue(code):
    row = bindings()[code]
    assert row.vulnerabilities
    assert row.items
    assert all(re.fullmatch(r"VUL-(0[1-9]|[1-6]\d|7[01])", name) for name in row.vulnerabilities)
    assert all(re.fullmatch(r"CHK-(IP|PD|IM|OM|DI)-\d\d", name) for name in row.items)
    assert not re.search(r"\d", code)


def test_memory_snapshots_test_the_snapshot_control():
    row = bindings()["VM-SNAP-MEM"]
    assert (row.vulnerabilities, row.items) == (("VUL-07",), ("CHK-OM-05",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('unit = "vm"\n', ""),
        ('"low"', '"awful"'),
        ('"direct"', '"hearsay"'),
        ('title = "t"', 'title = "t"\nparameter = "nothing"'),
        ('title = "t"', 'title = "t"\nheading = "t"'),
    ],
)
def test_a_bad_row_is_refused(old, new):
    assert parse(GOOD)["X"].parameter is None
    with pytest.raises(BadBinding):
        parse(GOOD.replace(old, new))
