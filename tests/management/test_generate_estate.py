"""The command that writes invented estates."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from assessments.synthesis import expected, generate


def generated(*arguments):
    out = io.StringIO()
    call_command("generate_estate", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_writes_the_export_and_its_key_and_says_so(tmp_path):
    said = generated("--vms", 20, "--seed", 3, "--format", "rvtools-csv", "--out", tmp_path)
    path, key = tmp_path / "estate-20-s3.csv.zip", tmp_path / "estate-20-s3-expected.json"
    assert f"wrote {path} ({path.stat().st_size:,} bytes)" in said
    assert f"wrote {key}" in said
    assert json.loads(key.read_text()) == expected(generate(20, 3))


def test_an_earlier_export_has_a_name_and_a_date_of_its_own(tmp_path):
    generated("--vms", 20, "--out", tmp_path, "--days-earlier", 100)
    key = json.loads((tmp_path / "estate-20-s1-100d-earlier-expected.json").read_text())
    assert key["as_of"].startswith("2026-07-24")
    assert (tmp_path / "estate-20-s1-100d-earlier.xlsx").exists()


def test_planting_and_leaving_out_are_passed_on(tmp_path):
    generated("--vms", 20, "--out", tmp_path, "--plant", "VM-CD", "--without", "vHealth")
    key = json.loads((tmp_path / "estate-20-s1-expected.json").read_text())["expected"]
    assert {code for code, each in key.items() if each["count"]} == {"VM-CD"}
    assert key["HOST-SSH"]["result"] == "not_assessable"


def test_what_cannot_be_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="3 to 100000"):
        generated("--vms", 1, "--out", tmp_path)
    with pytest.raises(CommandError, match="cannot be written"):
        generated("--vms", 5, "--out", tmp_path / "no" / "such" / "folder.xlsx")
