"""What a person is told of a file: every sheet, every column, every cell that could not be read."""

import io

import pytest

from assessments.estate import Column
from assessments.importers import Problem, Skip, read
from assessments.importers.base import Limits
from assessments.importers.rvtools.coverage import FIELDS
from assessments.importers.rvtools.headers import key_of, known_keys, official
from assessments.importers.rvtools.table import Problems
from assessments.importers.sheets import Sheet, opened
from tests.importers.files import INFO, WEB, exported, table


def reading(content=None, **sheets):
    return read(io.BytesIO(content or exported(**sheets)))


def report(got, sheet):
    return next(each for each in got.sheets if each.sheet == sheet)


@pytest.mark.parametrize(
    ("sheet", "header", "bad", "reason"),
    [
        ("vInfo", ("VM", "CPUs"), ("", "2"), "no name in the column VM"),
        ("vHost", ("Host", "Model"), ("", "x"), "no host name"),
        ("vCluster", ("Name", "Object ID"), ("", "x"), "no cluster name"),
        ("vDatastore", ("Name", "Type"), ("", "VMFS"), "no datastore name"),
        ("dvSwitch", ("Switch", "Vendor"), ("", "x"), "no switch name"),
        ("vSwitch", ("Host", "Switch"), ("esx1", ""), "no switch or host name"),
        ("dvPort", ("Port", "Switch"), ("", "DVS"), "no port group name"),
        ("vPort", ("Host", "Port Group"), ("", "INT"), "no port group or host name"),
        ("vSnapshot", ("VM", "Name"), ("gone", "s"), "its VM is not in vInfo"),
        ("vDisk", ("VM", "Disk"), ("gone", "1"), "its VM is not in vInfo"),
        ("vPartition", ("VM", "Disk"), ("gone", "1"), "its VM is not in vInfo"),
        ("vCD", ("VM", "Connected"), ("gone", "True"), "its VM is not in vInfo"),
        ("vNetwork", ("VM", "Network"), ("gone", "INT"), "its VM is not in vInfo"),
    ],
)
def test_a_row_that_cannot_be_used_is_skipped_with_its_reason(sheet, header, bad, reason):
    sheets: dict[str, list[tuple[str, ...]]] = {"vInfo": [("VM",), ("web",)]}
    sheets[sheet] = [header, ("web", "x"), bad] if sheet != "vSwitch" else [header, ("e", "x"), bad]
    got = report(reading(**sheets), sheet)
    assert (got.read, got.kept, got.skipped) == (2, 1, (Skip(reason, 1),))


def test_columns_that_are_missing_and_columns_nobody_knows_are_named():
    got = report(
        reading(vInfo=[("VM", "Owner", "Powerstate"), ("web", "Ada", "poweredOn")]), "vInfo"
    )
    assert got.unknown_columns == ("Owner",)
    assert "EFI Secure boot" in got.missing_columns
    assert "Powerstate" not in got.missing_columns
    assert len(got.missing_columns) == len(official()["vInfo"]) - 2


def test_every_cell_that_cannot_be_read_is_named_with_its_place_and_the_row_is_kept():
    got = reading(
        vInfo=[
            ("VM", "CPUs", "Template", "Creation date"),
            ("a", "many", "perhaps", "soon"),
            ("b", "2", "False", "2026/01/01 00:00:00"),
        ]
    )
    assert [(p.sheet, p.row, p.column) for p in got.problems] == [
        ("vInfo", 2, "Template"),
        ("vInfo", 2, "Creation date"),
        ("vInfo", 2, "CPUs"),
    ]
    assert all(p.words for p in got.problems)
    assert [guest.vcpus for guest in got.estate.guests] == [None, 2]


def test_a_cell_that_cannot_be_read_and_holds_a_secret_is_not_shown():
    got = reading(vInfo=[("VM", "CPUs"), ("a", "pw: Hunter2")])
    assert "Hunter2" not in repr(got)


def test_after_ten_thousand_bad_cells_the_others_are_counted():
    problems = Problems(most=1)
    for row in (2, 3, 4):
        problems.note(Problem("vInfo", row, "CPUs", "is no number"))
    assert (len(problems.kept), problems.more) == (1, 2)
    rows = [("a", "x") for _ in range(10_001)]
    got = reading(vInfo=[("VM", "CPUs"), *rows])
    assert len(got.problems) == 10_000
    assert "1 more cells could not be read and are not listed." in got.notices


def test_short_rows_are_blank_at_their_end():
    content = b"VM,Owner,CPUs\r\nweb\r\n"
    (guest,) = reading(content).estate.guests
    assert (guest.attributes, guest.vcpus) == ({"Owner": ""}, None)


def test_sheets_that_are_not_there_are_named():
    (said,) = [n for n in reading(vInfo=[INFO, WEB]).notices if n.startswith("The export has no")]
    assert "vHost" in said
    assert "vFloppy" not in said
    assert "vFileInfo" not in said


def test_sheets_of_others_and_second_sheets_are_left_out_and_said():
    got = reading(
        vInfo=[INFO, WEB], Notes=[("a",), ("b",)], vRP=[("Resource pool",), ("x",)], vinfo=[INFO]
    )
    said = " ".join(got.notices)
    assert "Sheets that RVTools does not write were left out: RVTools_tabNotes." in said
    assert "There is more than one RVTools_tabvinfo: the first was read." in said
    assert report(got, "RVTools_tabvRP").read == 0


def test_masked_secrets_are_counted():
    got = reading(vInfo=[(*INFO, "Annotation", "Admin pw"), (*WEB, "pw: x", "y")])
    assert "What looked like secrets in 1 notes or attributes was masked." in got.notices
    assert got.estate.guests[0].secret_columns == ("Annotation", "Admin pw")


def test_progress_tells_each_step():
    said = []
    content = io.BytesIO(exported(vInfo=[INFO, WEB]))
    read(content, progress=lambda step, done, total: said.append((step, done, total)))
    assert said[0] == ("Opening the file", 0, 1)
    assert said[-1][0] == "Reading vInfo"
    assert said[-1][1] == said[-1][2] == len(said) - 1


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_field_is_one_of_its_sheet_in_the_official_header(field):
    sheet, header, keys = FIELDS[field]
    assert sheet in official()
    if keys:
        assert key_of(header, sheet) in known_keys(sheet) | {"numhosts", "hosts"}


def test_fields_stand_where_they_stand_and_the_others_say_what_is_missing():
    found = reading(vInfo=[("VM", " Powerstate ", "Owner"), ("a", "poweredOn", "")]).estate
    assert found.columns["vm.power"].header == "Powerstate"
    assert found.columns["vm.power"].words["off"] == "poweredOff"
    assert found.columns["vm.attribute.Owner"] == Column("vInfo", "Owner")
    assert found.absent["vm.secure_boot"] == "vInfo has no column EFI Secure boot"
    assert found.absent["host.cores"] == "the export has no sheet vHost"
    assert not found.columns.keys() & found.absent.keys()


def test_headers_of_internal_names_stand_as_written():
    found = reading(vInfo=[("vInfoVMName", "vInfoLastBackup"), ("a", "x")]).estate
    assert found.columns["vm.attribute.Last backup"] == Column("vInfo", "vInfoLastBackup")


def test_a_sheet_without_a_row_has_no_header():
    assert Sheet("t", lambda: opened("t", iter(([None, ""], [])), Limits())).header == ()


def test_cells_are_cut_where_spreadsheets_cut_them():
    note = "x" * 40_000
    (guest,) = reading(table(("VM", "Annotation", "Tag"), ("a", note, note)).encode()).estate.guests
    assert (len(guest.annotation), len(guest.attributes["Tag"])) == (32_767, 32_767)
