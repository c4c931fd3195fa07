"""The statement of applicability: a row for each control number, and what it rests on."""

import csv
import io
from dataclasses import replace

import pytest

from assessments.reports.soa import HEAD, rows_of, to_csv
from tests.reports.factories import answer, document

CONTROLS = {"CHK-OM-05": ("8.24", "8.9"), "CHK-PD-13": ("8.24",), "CHK-XX-99": ("5.1",)}
DONE = answer("CHK-OM-05")
OTHER = answer("CHK-PD-13")
NOT_HERE = {"state": "not_applicable", "reason": "No disks here"}


def rows(*answers):
    return {row.control: row for row in rows_of(document(answers=answers), CONTROLS)}


def test_controls_come_in_their_order_with_items_answers_risks_and_evidence():
    of_a_risk = replace(document().evidence[0], item=None, risk="R-1", name="photo.png")
    evidence = (*document().evidence, of_a_risk)
    whole = document(answers=(DONE, OTHER), evidence=evidence)
    found = {row.control: row for row in rows_of(whole, CONTROLS)}

    assert list(found) == ["A.8.9", "A.8.24"]
    row = found["A.8.9"]
    assert (row.applicable, row.implementation) == ("yes", "implemented")
    assert row.items == "CHK-OM-05"
    assert row.answers == "CHK-OM-05 everywhere: implemented"
    assert row.risks.startswith("R-1")
    assert row.justification.startswith("treats ")
    assert row.evidence == f"policy.pdf (SHA-256 {'b' * 64})"


@pytest.mark.parametrize(
    ("answers", "applicable", "implementation"),
    [
        ((DONE, OTHER), "yes", "implemented"),
        ((DONE,), "yes", "partly"),
        ((), "yes", "unanswered"),
        ((answer("CHK-OM-05", "planned"), OTHER), "yes", "partly"),
        ((answer("CHK-OM-05", "not_implemented"),), "yes", "not_implemented"),
        ((answer("CHK-OM-05", **NOT_HERE), OTHER), "partly", "implemented"),
        ((answer("CHK-OM-05", **NOT_HERE),), "partly", "unanswered"),
        (
            (answer("CHK-OM-05", **NOT_HERE), answer("CHK-PD-13", **NOT_HERE)),
            "no",
            "not_applicable",
        ),
    ],
)
def test_what_holds_follows_from_all_items_of_a_control(answers, applicable, implementation):
    row = rows(*answers)["A.8.24"]

    assert (row.applicable, row.implementation) == (applicable, implementation)
    if applicable != "yes":
        assert "No disks here" in row.justification


def test_the_file_is_read_back_and_holds_no_formula():
    file = replace(document().evidence[0], name="=cmd()")
    evil = document(answers=(), risks=(), actions=(), evidence=(file,))
    content = to_csv(rows_of(evil, {"CHK-OM-05": ("8.9",)}))

    head, row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(head) == HEAD
    assert row[7] == f"'=cmd() (SHA-256 {'b' * 64})"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
