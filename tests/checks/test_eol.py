"""End-of-life verdicts: names that VMware gives, versions, and the age of the table."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.checks.eol import ESXI, shipped
from tests.checks.make_estate import NOW


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Microsoft Windows Server 2012 (64-bit)", True),
        ("Microsoft Windows Server 2008 R2 (64-bit)", True),
        ("Microsoft Windows Server 2016 or later (64-bit)", False),
        ("Microsoft Windows Server 2022 (64-bit)", False),
        ("Microsoft Windows 10 (64-bit)", True),
        ("Red Hat Enterprise Linux 7 (64-bit)", True),
        ("Red Hat Enterprise Linux 9 (64-bit)", False),
        ("CentOS 4/5 or later (64-bit)", True),
        ("CentOS 7 (64-bit)", True),
        ("Debian GNU/Linux 11 (64-bit)", True),
        ("Ubuntu Linux (64-bit)", None),
        ("SUSE Linux Enterprise 15 (64-bit)", None),
        ("SUSE Linux Enterprise 11 (64-bit)", True),
        ("Other 3.x or later Linux (64-bit)", None),
        ("", None),
    ],
)
def test_a_system_is_judged_only_as_far_as_its_name_tells(name, expected):
    verdict = shipped().system(name, NOW)
    assert (verdict.is_past if verdict else None) is expected


@pytest.mark.parametrize(
    ("version", "expected"), [("6.0.0", True), ("7.0.3", True), ("8.0.2", False), ("", None)]
)
def test_a_hypervisor_is_judged_by_its_release(version, expected):
    verdict = shipped().version(ESXI, version, NOW)
    assert (verdict.is_past if verdict else None) is expected


def test_or_later_is_not_judged_while_some_later_release_lives():
    verdict = shipped().system(
        "Microsoft Windows Server 2016 or later", datetime.fromisoformat("2099-01-01")
    )
    assert verdict.is_past is True
    after_2016 = datetime.fromisoformat("2028-01-01")
    verdict = shipped().system("Microsoft Windows Server 2016 or later", after_2016)
    assert verdict.is_past is None


def test_the_table_says_when_it_was_collected_and_warns_after_a_year():
    assert shipped().dated == date(2026, 8, 22)
    assert shipped().warning(NOW) == ""
    assert "2026-08-22" in shipped().warning(datetime.fromisoformat("2027-08-24"))


@given(st.datetimes(min_value=datetime.fromisoformat("2020-03-13")))
def test_once_past_its_end_a_release_stays_past(moment):
    assert shipped().version(ESXI, "6.0", moment).is_past
