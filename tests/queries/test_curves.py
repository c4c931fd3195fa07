"""Curves of a report: on the page by the style sheet, on paper by attributes."""

from xml.etree.ElementTree import fromstring

from assessments.queries import curves
from assessments.reports.view import Signing, report_view
from tests.reports.factories import document

SVG = "{http://www.w3.org/2000/svg}"


def result(**values):
    return report_view(document(**values).to_json(), Signing(state="draft"))["losses"]["result"]


def test_three_states_and_the_tolerance_are_drawn():
    drawing = curves.of_report(result())
    looks = [part.get("class") for part in drawing.root if part.tag == "path"]
    assert looks == [f"{part} c{n}" for n in range(1, 5) for part in ("curve", "curve-key")]
    assert drawing.root[0].text == "How often a year costs that much or more"


def test_on_paper_every_class_has_become_attributes():
    root = fromstring(curves.on_paper(result()))
    assert {part.get("class") for part in root.iter()} == {None}
    lines = list(root.iter(f"{SVG}path"))
    assert [line.get("stroke-dasharray") for line in lines] == [
        dash
        for each in ("2 5", None, "9 4", None)
        for dash in (each, each)  # a line and its key
    ]
    assert {line.get("fill") for line in lines} == {"none"}
    labels = [part for part in root.iter(f"{SVG}text") if part.get("font-weight") == "600"]
    assert [part.text for part in labels if part.get("stroke") == "none"] == [
        part.text for part in labels
    ]
    assert {part.text for part in labels} == {"Inherent", "Current", "Residual", "Tolerance"}


def test_years_that_cost_nothing_are_not_drawn():
    empty = [each | {"points": []} for each in result()["curves"][:3]]
    found = result() | {"curves": [*empty, result()["curves"][3]]}
    assert curves.of_report(found) is None
    assert curves.on_paper(found) == ""
