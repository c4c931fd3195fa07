"""Every check on an estate with its flaw, on a clean one and on one that cannot tell; its proof."""

from datetime import datetime

import pytest

from assessments import checks, importers, synthesis
from assessments.importers.rvtools.coverage import FIELDS
from assessments.synthesis import earlier, expected, generate, write
from tests.synthesis.exports import cells, differences, read_back

CHECKED = sorted(  # the checks that an export of RVTools can answer
    rule.code
    for rule in checks.RULES
    if all(
        wanted == "as_of" or not FIELDS.keys().isdisjoint(wanted.split("|"))
        for wanted in rule.needs
    )
)
ALWAYS_TOLD = {"VM-NAME-TEMP"}  # needs names alone, and no export without them is read
DATES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def shown(cell):
    """What a cell shows, whatever its type: text, a number or a moment."""
    if isinstance(cell, datetime):
        return cell
    text = "" if cell is None else str(cell).strip()
    for form in DATES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  exports state no zone
        except ValueError:
            continue
    try:
        return float(text)
    except ValueError:
        return ", ".join(part.strip() for part in text.split(","))


def unproved(findings, sheets):
    """The findings without a cell, and the cells that do not say what their finding claims."""
    wrong = [(found.code, found.label) for found in findings if not found.evidence]
    for found in findings:
        for proof in found.evidence:
            header, row = sheets[proof.sheet][0], sheets[proof.sheet][proof.row - 1]
            cell = row[[str(name).strip() for name in header].index(proof.column)]
            same = shown(cell) == shown(proof.value)
            cut = proof.value.endswith("…") and str(cell).startswith(proof.value[:-1])
            hidden = found.code == "VM-SECRET-NOTE" and cell and not proof.value
            if not (same or cut or hidden):
                wrong.append((found.code, found.label, proof, cell))
    return wrong


def test_every_check_can_be_planted_and_the_reverse():
    assert sorted(synthesis.FLAWS) == CHECKED


@pytest.mark.parametrize("code", CHECKED)
def test_a_planted_flaw_is_found_and_nothing_else_and_its_proof_stands_in_the_file(code, tmp_path):
    plan = generate(40, 2, plant=(code,))
    before = None
    if code in synthesis.TWO_EXPORTS:
        before = read_back(earlier(plan), tmp_path).estate
    reading = read_back(plan, tmp_path)
    results = checks.run(reading.estate, as_of=plan.as_of, earlier=before)

    assert expected(plan)["expected"][code]["result"] == "finding"
    assert differences(plan, reading, before) == {}
    (result,) = [result for result in results if result.code == code]
    assert unproved(result.findings, cells(tmp_path / "estate")) == []


@pytest.mark.parametrize("kind", synthesis.FORMATS)
def test_the_proof_of_every_finding_stands_in_the_file(kind, tmp_path):
    plan = generate(100, 8)
    before = read_back(earlier(plan), tmp_path).estate
    reading = read_back(plan, tmp_path, kind)
    results = checks.run(reading.estate, as_of=plan.as_of, earlier=before)
    findings = [found for result in results for found in result.findings]

    assert {found.code for found in findings} == set(synthesis.DEFAULT_CODES)
    assert unproved(findings, cells(tmp_path / "estate")) == []


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The results of a clean estate, of a version old enough for floppies and of today's."""
    folder = tmp_path_factory.mktemp("clean")
    plan = generate(40, 2, clean=True)
    before = read_back(earlier(plan), folder).estate
    found = {}
    for dialect in ("3.9", "4.7.1"):
        reading = read_back(plan, folder, dialect=dialect)
        assert differences(plan, reading, before, dialect) == {}
        results = checks.run(reading.estate, as_of=plan.as_of, earlier=before)
        found[dialect] = {result.code: result for result in results}
    return found


@pytest.mark.parametrize("code", CHECKED)
def test_a_clean_estate_passes(code, clean):
    got = clean["3.9" if code == "VM-FLOPPY" else "4.7.1"][code]
    assert (got.result, got.findings, got.reason) == ("pass", (), "")


def test_only_floppies_cannot_be_told_by_a_clean_export_of_today(clean):
    unknown = {c for c, got in clean["4.7.1"].items() if got.result == "not_assessable"}
    assert unknown.intersection(CHECKED) == {"VM-FLOPPY"}
    assert unknown - {"VM-FLOPPY"} == {rule.code for rule in checks.RULES} - set(CHECKED)
    assert clean["4.7.1"]["VM-FLOPPY"].reason == "the export has no sheet vFloppy"


@pytest.mark.parametrize("code", sorted(set(CHECKED) - ALWAYS_TOLD))
def test_a_flaw_that_the_file_cannot_show_is_not_assessable_and_says_why(code, tmp_path):
    places = synthesis.lacking(code)
    plan = generate(40, 2, plant=(code,), without=places)
    results = checks.run(read_back(plan, tmp_path).estate)
    got = {result.code: result for result in results}[code]
    missing = [place.partition(".")[2] or place for place in places]

    assert (got.result, got.findings) == ("not_assessable", ())
    assert any(name in got.reason for name in missing) if missing else "earlier" in got.reason


def test_an_export_that_names_no_machine_is_refused_as_a_whole(tmp_path):
    write(generate(10, 1, without=("vInfo.VM",)), tmp_path / "estate", "rvtools-csv")
    with pytest.raises(importers.NotRecognised, match="no sheet vInfo with a column VM"):
        importers.read(tmp_path / "estate")
