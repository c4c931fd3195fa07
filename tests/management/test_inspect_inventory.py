"""The dry run on the command line: without a database, equal to the key, clear when it fails."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from assessments import synthesis
from assessments.synthesis import earlier, expected, generate, write


def inspected(*arguments):
    out = io.StringIO()
    call_command("inspect_inventory", *map(str, arguments), stdout=out)
    return out.getvalue()


def as_json(*arguments):
    return json.loads(inspected(*arguments, "--json"))


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """An estate of a hundred, and the same a hundred days earlier."""
    folder = tmp_path_factory.mktemp("exports")
    plan = generate(100, 1)
    write(plan, folder / "now.xlsx", "rvtools-xlsx")
    write(earlier(plan), folder / "before.zip", "rvtools-csv")
    return plan, folder


def test_json_holds_the_totals_and_checks_of_the_key(exports):
    plan, folder = exports
    got, key = as_json(folder / "now.xlsx"), expected(plan)
    assert got["totals"] == key["_totals"]
    for code, answer in key["expected"].items():
        if code in synthesis.TWO_EXPORTS:
            assert got["checks"][code]["result"] == "not_assessable"
            assert got["checks"][code]["reason"]
            continue
        assert got["checks"][code]["result"] == answer["result"], code
        assert got["checks"][code]["count"] == answer["count"], code
        assert sorted(got["checks"][code]["objects"]) == sorted(answer["objects"]), code
    assert {"sheets", "problems"} <= set(got)
    assert next(each for each in got["sheets"] if each["sheet"] == "vInfo")["kept"] == 100


@pytest.mark.parametrize("order", [("before.zip", "now.xlsx"), ("now.xlsx", "before.zip")])
def test_two_exports_in_any_order_give_the_checks_that_need_two(exports, order):
    plan, folder = exports
    got, key = as_json(*(folder / name for name in order)), expected(plan)["expected"]
    for code in synthesis.TWO_EXPORTS:
        assert got["checks"][code]["result"] == "finding"
        assert sorted(got["checks"][code]["objects"]) == sorted(key[code]["objects"])
    assert len(got["earlier"]) == 1


def test_exports_of_different_estates_are_not_compared(exports, tmp_path):
    _, folder = exports
    write(earlier(generate(20, 9)), tmp_path / "other.zip", "rvtools-csv")
    got = as_json(tmp_path / "other.zip", folder / "now.xlsx")
    assert got["checks"]["VM-OFF-T"]["result"] == "not_assessable"


def test_words_name_the_sheets_the_outcomes_and_the_objects(exports):
    plan, folder = exports
    said = inspected(folder / "now.xlsx")
    assert "vInfo: 100 rows read, 100 kept" in said
    assert "not assessable: 52" in said
    assert "VM-USB-REDIR : RVTools does not tell this: the machines' own configurations do" in said
    assert "HOST-LOCKDOWN : RVTools does not tell this: vSphere's objects as JSON do" in said
    first = expected(plan)["expected"]["VC-EOL"]["objects"][0]
    assert f"VC-EOL 1: {first}" in said


def test_a_file_of_zones_places_machines(tmp_path):
    plan = generate(40, 1, clean=True)
    write(plan, tmp_path / "now.zip", "rvtools-csv")
    assert as_json(tmp_path / "now.zip")["checks"]["HOST-MIXED-ZONES"]["result"] == "pass"
    home = plan.fabric.clusters[plan.fabric.of_token("PROD")[0]]
    zones = tmp_path / "zones.toml"
    machine = list(plan.seats.hosts).index(home.hosts[0])
    zones.write_text(f'[DMZ]\nmachines = ["vm-{1001 + machine}"]\n')
    placed = as_json(tmp_path / "now.zip", "--zones", zones)["checks"]["HOST-MIXED-ZONES"]
    assert placed["objects"] == [plan.fabric.hosts[home.hosts[0]].name]


def test_the_date_can_be_given(exports):
    _, folder = exports
    got = as_json(folder / "now.xlsx", "--as-of", "2030-01-01")
    assert got["as_of"].startswith("2030-01-01")
    assert got["checks"]["HOST-ESX-EOL"]["count"] > 10


def test_problems_name_sheet_row_and_column(tmp_path):
    path = tmp_path / "estate.csv"
    path.write_text("VM,Powerstate,CPUs\nweb-1,poweredOn,many\n", encoding="utf-8")
    (problem,) = as_json(path)["problems"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("vInfo", 2, "CPUs")
    assert "problem: vInfo row 2 column CPUs" in inspected(path)


@pytest.mark.parametrize("content", [b"", b"no inventory at all", b"PK\x03\x04 broken"])
def test_an_unreadable_file_is_refused_in_words(content, tmp_path):
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"wrong\.xlsx: \w+") as refused:
        inspected(path)
    assert refused.value.returncode == 1


def test_a_missing_file_and_a_wrong_file_of_zones_are_refused_in_words(exports, tmp_path):
    _, folder = exports
    with pytest.raises(CommandError, match="cannot be opened: No such file"):
        inspected(tmp_path / "nothing.xlsx")
    (tmp_path / "zones.toml").write_text("RES = 1")
    with pytest.raises(CommandError, match="RES"):
        inspected(folder / "now.xlsx", "--zones", tmp_path / "zones.toml")
