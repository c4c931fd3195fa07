"""Thresholds: defaults, changes, refusals, and what they do to ages."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.checks import run, summary
from assessments.checks.parameters import DEFAULT, LABELS, BadParameter, Parameters, changed
from assessments.estate import Power
from tests.checks.make_estate import ago, estate, snapshot, vm


def test_every_parameter_has_a_label():
    assert list(LABELS) == [item.name for item in fields(Parameters)]


def test_numbers_and_lists_may_come_as_text():
    got = changed({"off_days": "30", "restricted_zones": "PCI, DMZ"})
    assert (got.off_days, got.restricted_zones) == (30, ("PCI", "DMZ"))
    assert got.snapshot_days == DEFAULT.snapshot_days


@pytest.mark.parametrize(
    "values",
    [
        {"nothing": 1},
        {"off_days": -1},
        {"off_days": "soon"},
        {"off_days": 1.5},
        {"off_days": True},
        {"partition_free_percent": 101},
        {"owner_headers": ["", "Owner"]},
        {"owner_headers": 3},
    ],
)
def test_a_bad_value_is_refused(values):
    with pytest.raises(BadParameter):
        changed(values)


@given(age=st.integers(0, 1000), limit=st.integers(0, 1000))
def test_a_snapshot_is_found_exactly_when_older_than_the_limit(age, limit):
    subject = estate(snapshots=(snapshot(taken_at=ago(age)),))
    got = summary(run(subject, parameters=changed({"snapshot_days": limit})))["VM-SNAP-AGE"]
    assert (got["count"] == 1) == (age > limit)


@given(ages=st.lists(st.integers(0, 400)), low=st.integers(0, 400), more=st.integers(0, 100))
def test_a_longer_limit_never_finds_more(ages, low, more):
    guests = tuple(
        vm(f"vm-{i}", power=Power.OFF, changed_at=ago(age)) for i, age in enumerate(ages)
    )
    strict, loose = (
        summary(run(estate(guests=guests), parameters=changed({"off_days": days})))["VM-OFF-P"]
        for days in (low, low + more)
    )
    assert set(loose["objects"]) <= set(strict["objects"])
