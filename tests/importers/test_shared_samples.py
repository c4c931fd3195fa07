"""The shared samples: the numbers that real exports must give, and estates in several forms."""

from dataclasses import fields, replace
from datetime import datetime

import pytest

from assessments import checks, importers
from assessments.estate import Kind
from tests import samples

pytestmark = samples.needed
AS_OF = datetime.fromisoformat("2026-11-01 08:00")  # exports state no zone


def reading(pattern):
    return importers.read(samples.file(pattern))


def judged(reading):
    return checks.summary(checks.run(reading.estate, as_of=AS_OF))


@pytest.fixture(scope="module")
def workshop():
    return reading("rvtools/SizingWorkshop-RVTools.xlsx")


def test_the_machines_and_hosts_of_a_real_old_export(workshop):
    estate = workshop.estate
    hosts = {host.ref: host for host in estate.hosts}
    assert len(estate.guests) == 805
    assert sum(guest.ref.kind is Kind.TEMPLATE for guest in estate.guests) == 10
    assert workshop.totals["hosts"] == 34
    assert len({guest.host for guest in estate.guests}) == 38
    lost = [guest for guest in estate.guests if hosts[guest.host].is_placeholder]
    assert (len(lost), 805 - len(lost)) == (754, 51)
    assert any(said.startswith("754 virtual machines are on ") for said in workshop.notices)


def test_the_clusters_of_a_real_old_export(workshop):
    names = {cluster.ref: cluster.name for cluster in workshop.estate.clusters}
    members = [names[guest.cluster] for guest in workshop.estate.guests if guest.cluster]
    assert (members.count("DMZ"), members.count("Mgmt")) == (41, 22)


def test_the_findings_of_a_real_old_export(workshop):
    got = judged(workshop)
    counts = {
        "VM-OFF": 32,
        "HOST-ESX-EOL": 34,
        "HOST-CPU-OVERCOMMIT": 22,
        "VM-PART-FULL": 38,
    }
    assert {code: got[code]["count"] for code in counts} == counts
    for code in ("VM-NO-SECUREBOOT", "VM-SNAP-AGE", "VM-TOOLS-NONE", "VM-TOOLS-OLD", "NET-PROMISC"):
        assert got[code]["result"] == "not_assessable"
        assert got[code]["reason"]
    worst = max(host.vcpus_per_core or 0 for host in workshop.estate.hosts)
    assert worst == 8.875
    versions = {host.version for host in workshop.estate.hosts if not host.is_placeholder}
    assert {version[:3] for version in versions} == {"6.0"}


def test_truth_of_hand_edited_cells_is_read(workshop):
    connected = {nic.is_connected for guest in workshop.estate.guests for nic in guest.nics}
    assert connected <= {True, False, None}
    assert True in connected
    assert [problem for problem in workshop.problems if problem.column == "Connected"] == []


def test_a_small_complete_workbook_is_read_without_a_problem():
    got = reading("rvtools/rvtools-small-complete.xlsx")
    assert got.problems == ()
    assert {
        name: got.totals[name] for name in ("vms", "hosts", "clusters", "snapshots", "disks")
    } == {
        "vms": 3,
        "hosts": 2,
        "clusters": 1,
        "snapshots": 1,
        "disks": 5,
    }
    used = [sheet for sheet in got.sheets if sheet.read]
    assert all(sheet.kept + sum(s.count for s in sheet.skipped) == sheet.read for sheet in used)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("generated/s1-small/*4.7.1.xlsx", "generated/s1-small/*us.csv.zip"),
        ("generated/s13-dbcolumns/*db.xlsx", "generated/s13-dbcolumns/*us.csv.zip"),
        ("generated/s2-443/*.xlsx", "generated/s2-443/*.csv.zip"),
    ],
)
def test_an_estate_is_the_same_in_every_form(one, other):
    first, second = reading(one).estate, reading(other).estate
    for part in fields(first):
        if part.name not in ("columns", "absent"):
            assert said(first, part.name) == said(second, part.name), part.name
    assert found(first) == found(second)


def said(estate, part):
    """A part of an estate; the two forms do not write all digits of a rate."""
    things = getattr(estate, part)
    if part != "hosts":
        return things
    return [replace(host, vcpus_per_core=round(host.vcpus_per_core or 0, 6)) for host in things]


def found(estate):
    return [
        (result.code, result.result, finding.label, finding.severity)
        for result in checks.run(estate, as_of=AS_OF)
        for finding in result.findings
    ]
