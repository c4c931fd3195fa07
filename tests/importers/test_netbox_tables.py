"""NetBox's CSV export of virtual machines."""

import io
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import checks
from assessments.estate import Power
from assessments.importers import Reading, Unreadable, read
from tests.importers.files import INFO, WEB, table, workbook, zipped

HEADER = ("ID", "Name", "Status", "Site", "Cluster", "Tenant", "Role", "Platform", "vCPUs",
          "Memory (MB)", "Disk", "Comments", "Tags", "IP Address", "Business owner")  # fmt: skip
ROW = ("17", "web", "Active", "Bonn", "prod", "Sales", "Web", "Debian 12", "2.00",
       "4,096", "40", "Shop", "gold,zone:RES", "10.0.0.4/24", "Ada")  # fmt: skip


def reading(*rows, separator=","):
    return read(io.BytesIO(table(*rows, separator=separator).encode()))


def changed(**cells):
    """A row with some cells changed, by header without blanks."""
    places = {header.replace(" ", "").partition("(")[0]: n for n, header in enumerate(HEADER)}
    row = list(ROW)
    for name, said in cells.items():
        row[places[name]] = said
    return row


def test_a_row_becomes_a_guest():
    got = reading(HEADER, ROW)
    (guest,) = got.estate.guests
    assert (got.format, guest.ref.source, guest.ref.native_id) == ("netbox-csv", "netbox", "17")
    assert (guest.name, guest.power, guest.vcpus) == ("web", Power.ON, 2)
    assert (guest.memory_mib, guest.provisioned_mib) == (4096, 40 * 1024)
    assert (guest.datacenter, guest.cluster.native_id) == ("Bonn", "prod")
    assert guest.attributes == {
        "Status": "Active",
        "Tenant": "Sales",
        "Role": "Web",
        "Tags": "gold",
        "zone": "RES",
        "Business owner": "Ada",
    }
    assert (guest.origin.sheet, guest.origin.row) == ("virtual machines", 2)
    assert got.estate.columns["vm.attribute.Business owner"].header == "Business owner"
    assert got.estate.columns["vm.attribute.zone"].header == "Tags"
    assert got.estate.columns["vm.memory_mib"].header == "Memory (MB)"
    assert "no column Device" in got.estate.absent["vm.host"]
    assert any("GB because of how large" in said for said in got.notices)


def test_the_checks_work_through_the_table():
    got = reading(HEADER, ROW, changed(ID="18", Name="db", Status="Offline", Businessowner=""))
    found = checks.summary(checks.run(got.estate, as_of=datetime(2026, 11, 1, tzinfo=UTC)))
    assert (found["VM-OFF"]["objects"], found["VM-NO-OWNER"]["objects"]) == (["db"], ["db"])


@pytest.mark.parametrize(
    ("said", "mib"),
    [
        ("4 GB", 4096),
        ("0.5 TB", 524_288),
        ("512 MiB", 512),
        ("", None),
        ("much", None),
        ("1.2.3", None),
    ],
)
def test_a_size_may_bring_its_unit(said, mib):
    got = reading(HEADER, changed(Disk=said))
    assert got.estate.guests[0].provisioned_mib == mib
    assert len(got.problems) == (said in ("much", "1.2.3"))


def test_the_forms_of_the_import_template_and_of_other_desktops_are_read():
    rows = [("name", "status", "cluster", "memory", "owner"), ("a", "offline", "c", 9, ""),
            ("a", "planned", "c", 9, "Ada"), ("", "active", "c", 9, "")]  # fmt: skip
    got = reading(*rows, separator=";")
    assert [guest.ref.native_id for guest in got.estate.guests] == ["a", "a#2"]
    assert [guest.attributes["Owner"] for guest in got.estate.guests] == ["", "Ada"]
    assert [guest.power for guest in got.estate.guests] == [Power.OFF, None]
    assert got.sheets[0].skipped[0].reason == "it has no name"
    assert read(io.BytesIO(workbook(Sheet1=rows))).format == "netbox-xlsx"


def test_short_rows_and_other_tables_do_no_harm():
    members = {"vms.csv": table(HEADER, ("1", "web")).encode(), "sites.csv": b"Name,Region\na,b\n"}
    got = read(io.BytesIO(zipped(members)))
    assert [guest.name for guest in got.estate.guests] == ["web"]
    assert any("sites" in said for said in got.notices)


def test_an_export_of_rvtools_is_still_one():
    assert reading(INFO, WEB).format == "rvtools-csv"


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=16), max_size=4))
def test_any_cells_give_a_reading_or_a_refusal(rows):
    with suppress(Unreadable):
        assert isinstance(reading(HEADER, *rows), Reading)
