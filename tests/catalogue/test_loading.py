"""What is wrong with an edition is said at once: file, entry and field, each in words."""

import shutil

import pytest

from assessments.catalogue import BadEdition, read
from assessments.catalogue.edition import DATA, LATEST


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DATA / LATEST, tmp_path / "2099.1")


def damage(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder):
    with pytest.raises(BadEdition) as caught:
        read(folder)
    return [str(problem) for problem in caught.value.problems]


def test_an_undamaged_copy_is_whole_and_takes_its_name_from_the_folder(copy):
    edition = read(copy)

    assert edition.id == "2099.1"
    assert len(edition.risks) == 60


DAMAGES = {
    "unknown threat": (
        ("risks.toml", 'threats = ["THR-15",', 'threats = ["THR-99", "THR-15",'),
        "risks.toml: RSK-VM-01: threats: THR-99 is not there",
    ),
    "unknown risk": (
        ("checklist.toml", 'risk = "RSK-OP-04"', 'risk = "RSK-OP-99"'),
        "checklist.toml: CHK-IP-01: mitigates: RSK-OP-99 is not there",
    ),
    "unknown list": (
        ("checklist.toml", "nist_800_53r5", "nist_53"),
        "checklist.toml: CHK-IP-01: mappings: the list nist_53 is not in schemes.toml",
    ),
    "text for a number": (
        ("risks.toml", "likelihood = 4", 'likelihood = "often"'),
        "risks.toml: RSK-VM-01: likelihood: needs a whole number from 1 to 5",
    ),
    "true for a number": (
        ("risks.toml", "likelihood = 4", "likelihood = true"),
        "risks.toml: RSK-VM-01: likelihood: needs a whole number from 1 to 5",
    ),
    "number for a text": (
        ("risks.toml", 'name = "VM sprawl"', "name = 7"),
        "risks.toml: RSK-VM-01: name: needs a text",
    ),
    "blank text": (
        ("risks.toml", 'name = "VM sprawl"', 'name = " "'),
        "risks.toml: RSK-VM-01: name: needs a text",
    ),
    "text for a list": (
        ("risks.toml", 'threats = ["THR-15", "THR-21", "THR-19", "THR-05"]', 'threats = "THR-15"'),
        "risks.toml: RSK-VM-01: threats: needs a list of texts",
    ),
    "number for a table": (
        ("risks.toml", "consequence = { c = 3, i = 3, a = 3 }", "consequence = 3"),
        "risks.toml: RSK-VM-01: consequence: needs a table",
    ),
    "text for a flag": (
        ("checklist.toml", "assessment_hygiene = true", 'assessment_hygiene = "yes"'),
        "checklist.toml: CHK-IP-02: assessment_hygiene: needs true or false",
    ),
    "missing field": (
        ("threats.toml", 'name = "Rogue or subverted hypervisor (hyperjacking)"\n', ""),
        "threats.toml: THR-02: name: is missing",
    ),
    "missing part": (
        ("risks.toml", "consequence = { c = 3, i = 3, a = 3 }\n", ""),
        "risks.toml: RSK-VM-01: consequence: is missing",
    ),
    "part of a part missing": (
        ("risks.toml", "consequence = { c = 3, i = 3, a = 3 }", "consequence = { c = 3, i = 3 }"),
        "risks.toml: RSK-VM-01.consequence: a: is missing",
    ),
    "duplicate code": (
        ("vulnerabilities.toml", 'code = "VUL-02"', 'code = "VUL-01"'),
        "vulnerabilities.toml: VUL-01: code: stands here twice",
    ),
    "something named twice": (
        ("risks.toml", 'threats = ["THR-15",', 'threats = ["THR-21", "THR-15",'),
        "risks.toml: RSK-VM-01: threats: names something twice",
    ),
    "off the scale": (
        ("risks.toml", "likelihood = 4", "likelihood = 6"),
        "risks.toml: RSK-VM-01: likelihood: needs a whole number from 1 to 5",
    ),
    "a step missing from a scale": (
        ("scales.toml", "rank = 1\n", "rank = 2\n"),
        "scales.toml: likelihood: rank: needs the ranks 1 to 5 in order",
    ),
    "a level that falls": (
        ("scales.toml", "[3, 4, 4, 5, 5]", "[3, 4, 4, 3, 5]"),
        "scales.toml: default: rows: a level falls where a rank rises",
    ),
    "a ragged matrix": (
        ("scales.toml", "[3, 4, 4, 5, 5]", "[3, 4, 4, 5]"),
        "scales.toml: default: rows: needs five rows of five levels",
    ),
    "a level off the scale": (
        ("scales.toml", "[3, 4, 4, 5, 5]", "[3, 4, 4, 5, 9]"),
        "scales.toml: default: rows: needs whole numbers from 1 to 5",
    ),
    "a matrix that is none": (
        ("scales.toml", "[3, 4, 4, 5, 5]", "7"),
        "scales.toml: default: rows: needs a list of rows",
    ),
    "unknown key": (
        ("risks.toml", "takes_layer = true", "takes_layers = true"),
        "risks.toml: RSK-HV-01: takes_layers: is not known here",
    ),
    "unknown key deep inside": (
        ("asset_types.toml", "c = 100, i = 100", "c = 100, x = 1, i = 100"),
        "asset_types.toml: AT-INFO.depends_on[1].degree: x: is not known here",
    ),
    "unknown heading": (
        ("risks.toml", "[[entry]]", "[[entries]]"),
        "risks.toml: -: entries: is not known here",
    ),
    "unknown choice": (
        ("risks.toml", 'rows_for = "domain"', 'rows_for = "room"'),
        "risks.toml: RSK-VM-01: rows_for: 'room' is none of domain, cluster, manager, assessment",
    ),
    "unknown fact": (
        ("checklist.toml", 'applies_when = ["external_provider"]', 'applies_when = ["rain"]'),
        "checklist.toml: CHK-IP-10: applies_when: 'rain' is none of external_provider, ",
    ),
    "no TOML": (
        ("threats.toml", "[[entry]]", "[[entry"),
        "threats.toml: -: -: is no TOML: ",
    ),
    "entries that are none": (
        ("threats.toml", "[[entry]]", "entry = 1\n[[other]]"),
        "threats.toml: -: -: is no TOML: ",
    ),
    "an empty list that must not be": (
        ("risks.toml", 'threats = ["THR-15", "THR-21", "THR-19", "THR-05"]', "threats = []"),
        "risks.toml: RSK-VM-01: threats: must not be empty",
    ),
    "a list of texts for tables": (
        ("checklist.toml", "mitigates = [", 'mitigates = "RSK-VM-01"\nothers = ['),
        "checklist.toml: CHK-IP-01: mitigates: needs a list of tables",
    ),
    "an empty file": (
        ("schemes.toml", "", "lists = 1\n#"),
        "schemes.toml: -: lists: is not known here",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_by_file_entry_and_field(copy, name):
    where, expected = DAMAGES[name]
    damage(copy, *where)

    assert [said for said in problems(copy) if said.startswith(expected)]


def test_all_problems_of_all_files_are_said_at_once(copy):
    names = ("missing field", "off the scale", "unknown key", "a level that falls")
    for name in names:
        damage(copy, *DAMAGES[name][0])
    (copy / "lifecycle.toml").unlink()

    said = problems(copy)

    for expected in [*(DAMAGES[name][1] for name in names), "lifecycle.toml: -: -: the file is"]:
        assert [one for one in said if one.startswith(expected)]


def test_a_missing_field_is_one_problem_and_not_two(copy):
    damage(copy, *DAMAGES["missing part"][0])

    said = problems(copy)

    assert said == ["risks.toml: RSK-VM-01: consequence: is missing"]


def test_a_file_without_entries_is_named(copy):
    (copy / "threats.toml").write_text("entry = []\n", encoding="utf-8")

    assert "threats.toml: -: entry: holds no entries" in problems(copy)


def test_a_file_that_is_not_text_is_named(copy):
    (copy / "threats.toml").write_bytes(b"\xff\xfe\x00")

    assert any(said.startswith("threats.toml: -: -: is no TOML") for said in problems(copy))
