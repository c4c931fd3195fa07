"""Headers and names of sheets in every spelling that exports have had."""

import pytest

from assessments.importers.rvtools import headers, naming
from assessments.importers.sheets import Opened, Sheet


def sheet(name, *header):
    return Sheet(name, lambda: Opened(header, iter(())))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("vInfo", "vInfo"),
        ("VINFO ", "vInfo"),
        ("tabvInfo", "vInfo"),
        ("RVTools_tabvInfo", "vInfo"),
        ("RVTools_tabvSC+VMK", "vSC_VMK"),
        ("vsc_vmk", "vSC_VMK"),
        ("tabvFloppy", "vFloppy"),
        ("Sheet1", None),
        ("", None),
    ],
)
def test_names_of_sheets(written, name):
    assert headers.sheet_name(written) == name


@pytest.mark.parametrize(
    ("header", "sheet", "key"),
    [
        ("EFI Secure boot", "vInfo", "efisecureboot"),
        ("vInfoEFISecureBoot", "vInfo", "efisecureboot"),
        ("vInfoVMName", "vInfo", "vm"),
        ("vInfoOSTools", "vInfo", "osaccordingtothevmwaretools"),
        ("Provisioned MB", "vInfo", "provisionedmb"),
        ("Provisioned MiB", "vInfo", "provisionedmb"),
        ("Size KiB", "vDisk", "sizekb"),
        ("Size MiB (vmsn)", "vSnapshot", "sizembvmsn"),
        ("Snapshot", "vSnapshot", "name"),
        ("Free % ", "vPartition", "free"),
        ("IP Address", "vNetwork", "ipv4address"),
        ("vCenter UUID", "vInfo", "visdkuuid"),
        ("vInfo", "vInfo", "vinfo"),
        ("%", "vInfo", ""),
    ],
)
def test_keys_of_headers(header, sheet, key):
    assert headers.key_of(header, sheet) == key


@pytest.mark.parametrize("sheet_name", sorted(headers.official()))
def test_a_header_has_one_key_in_old_units_with_spaces_and_in_capitals(sheet_name):
    for header in headers.official()[sheet_name]:
        key = headers.key_of(header, sheet_name)
        old = header.replace("MiB", "MB").replace("KiB", "KB")
        assert headers.key_of(old, sheet_name) == key
        assert headers.key_of(f"  {header.upper()} ", sheet_name) == key


def test_a_count_and_a_list_of_one_name_are_kept_apart_and_blank_headers_left_out():
    assert headers.keys_of(["# Hosts", "", "Hosts", "Type", "Type"], "vDatastore") == {
        "hosts": 2,
        "numhosts": 0,
        "type": 3,
    }


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Owner", "Owner"),
        (" Last backup ", "Last backup"),
        ("vInfoLastBackup", "Last backup"),
        ("vInfo", "vInfo"),
    ],
)
def test_names_of_attributes(header, name):
    assert headers.attribute_name(header, "vInfo") == name


def test_a_sheet_with_a_strange_name_is_known_by_its_header():
    header = headers.official()["vHost"][:20]
    assert list(naming.named([sheet("Hosts of 2019", *header)])) == ["vHost"]
    assert naming.named([sheet("Notes", "VM", "Remark")]) == {}


def test_a_file_without_a_name_is_known_by_the_first_headers_that_fit():
    assert list(naming.named([sheet("", "VM", "Powerstate")])) == ["vInfo"]
    assert naming.named([sheet("", "Colour", "Weight")]) == {}


def test_of_two_sheets_with_one_name_the_first_counts():
    first, second = sheet("vInfo", "VM"), sheet("tabvInfo", "VM")
    assert naming.named([first, second])["vInfo"] is first
