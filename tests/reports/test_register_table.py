"""The register as files: inert in spreadsheets, complete, and streamed in flat memory."""

import csv
import io
import json
import tracemalloc
import warnings
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.reports.register_rows import highest_number, rows_of
from assessments.reports.register_table import (
    CUT,
    LONGEST_CELL,
    NAMES,
    csv_stream,
    json_stream,
    neutralise,
    restore,
    write_xlsx,
)
from tests.reports.factories import document, risk, state

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_be_a_formula_begins_with_an_apostrophe(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "vm-1", "5", "naïve", "a @ b"])
def test_plain_texts_stay_as_they_are(text):
    assert neutralise(text) == text


@given(st.text() | st.sampled_from(HOSTILE).map(lambda text: "'" + text))
def test_every_text_can_be_restored(text):
    assert restore(neutralise(text)) == text


def rows(count=1, **values):
    row = next(rows_of(document(risks=(risk(**values),))))
    return (row for _ in range(count))


def test_the_rows_of_a_document_have_exactly_the_columns():
    assert set(next(rows())) == set(NAMES)


def test_the_csv_holds_every_column_and_hostile_titles_are_inert():
    titles = tuple(risk(n, title=text) for n, text in enumerate(HOSTILE, start=1))
    content = b"".join(csv_stream(rows_of(document(risks=titles)))).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(content, newline="")))

    assert list(read[0]) == list(NAMES)
    assert {restore(row["title"]) for row in read} == set(HOSTILE)
    assert all(row["title"].startswith("'") for row in read)
    assert read[0]["current"] == "4"


def test_the_workbook_holds_texts_numbers_and_no_formula_or_link():
    target = io.BytesIO()
    titles = tuple(risk(n, title=text) for n, text in enumerate(HOSTILE, start=1))
    write_xlsx(rows_of(document(risks=titles)), target)
    sheet = load_workbook(target).active
    title, level = NAMES.index("title"), NAMES.index("current")
    cells = list(sheet.iter_rows(min_row=2))

    assert len(cells) == len(HOSTILE)
    assert {row[title].data_type for row in cells} == {"s"}
    assert {row[level].value for row in cells} == {4}
    assert all(cell.data_type != "f" and not cell.hyperlink for row in cells for cell in row)


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_xlsx(rows(title="x" * (LONGEST_CELL + 1)), target)
    value = load_workbook(target).active.cell(2, NAMES.index("title") + 1).value

    assert len(value) == LONGEST_CELL
    assert value.endswith(CUT)


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 400])
def test_the_json_stream_is_one_array_with_texts_as_they_are(count):
    read = json.loads(b"".join(json_stream(rows(count, title="=1+1"))))

    assert len(read) == count
    assert all(row["title"] == "=1+1" and set(row) == set(NAMES) for row in read)


def test_the_evidence_of_a_risk_is_counted():
    file = replace(document().evidence[0], item=None, risk="R-1")

    assert next(rows_of(document(evidence=(file,))))["evidence"] == 1


def test_a_lone_surrogate_does_not_break_the_csv():
    row = dict(next(rows())) | {"title": "\ud800"}

    assert b"\\ud800" in b"".join(csv_stream([row]))


@pytest.mark.parametrize("stream", [csv_stream, json_stream])
def test_memory_does_not_grow_with_the_rows(stream):
    def peak(count):
        tracemalloc.start()
        for _ in stream(rows(count)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(6_000) < 1.5 * peak(600)


def test_the_largest_consequence_number_is_chosen_by_size():
    written = state(4, 4, 4)
    other = {"consequence_c_number": "10.5", "consequence_i_number": "9.75"}

    assert highest_number(type(written)(**(written.to_dict() | other))) == "10.5"
    assert highest_number(state(None, None, None)) is None
