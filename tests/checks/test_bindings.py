"""The table of bindings: one row per check, and every row readable."""

import re
from typing import get_args

import pytest

from assessments.catalogue import LATEST, load
from assessments.checks import RULES
from assessments.checks.base import Severity
from assessments.checks.bindings import BadBinding, bindings, parse
from assessments.checks.parameters import LABELS

EDITION = load(LATEST)
UNITS = {
    "vm",
    "template",
    "snapshot",
    "partition",
    "file",
    "host",
    "cluster",
    "datastore",
    "switch",
    "port_group",
    "management_server",
    "licence",
}

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
def test_a_row_is_bound_to_entries_of_the_catalogue_that_belong_together(code):
    row = bindings()[code]
    assert row.vulnerabilities
    assert set(row.vulnerabilities) <= set(EDITION.vulnerabilities)
    assert row.items
    for item in row.items:
        assert set(EDITION.items[item].exposure_if_absent) & set(row.vulnerabilities)
    assert not re.search(r"\d", code)


@pytest.mark.parametrize("code", sorted(bindings()))
def test_a_row_says_what_it_counts_and_by_which_threshold(code):
    row = bindings()[code]
    assert row.unit in UNITS
    assert row.parameter is None or row.parameter in LABELS
    assert row.severity in get_args(Severity)


@pytest.mark.parametrize("item", sorted(EDITION.items))
def test_an_item_is_tested_where_the_catalogue_says_that_an_export_shows_it(item):
    sources = EDITION.items[item].sources
    tested = {code for code, row in bindings().items() if item in row.items}
    assert not tested or sources
    if "rvtools" in sources and sources["rvtools"].feasible != "no":
        assert tested


def test_what_no_export_shows_is_not_claimed():
    for code in ("CHK-IM-40", "CHK-PD-18", "CHK-IM-39", "CHK-IM-42"):
        assert EDITION.items[code].sources["rvtools"].feasible == "no"
    for code in ("CHK-OM-04", "CHK-PD-19", "CHK-IM-23", "CHK-IM-17", "CHK-IM-08"):
        assert EDITION.items[code].sources["rvtools"].feasible == "partial"
    assert EDITION.items["CHK-IM-20"].sources["libvirt"].feasible == "no"
    assert EDITION.items["CHK-IM-17"].sources["libvirt"].feasible == "full"
    full = [item for item in EDITION.items.values() if item.automation == "full"]
    assert len(full) == 19


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
