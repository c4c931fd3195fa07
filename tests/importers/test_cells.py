"""Cells of every desktop: texts, truth, numbers, moments."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.importers import cells
from assessments.importers.cells import LARGEST, Style

ENGLISH, GERMAN = Style(), Style(decimal=",", day_first=True)
AT = datetime(2026, 11, 1, 8, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  spaces stay ", "  spaces stay "),
        ("n\0ul", "nul"),
        (4096.0, "4096"),
        (4.5, "4.5"),
        (7, "7"),
        (True, "True"),
        (timedelta(hours=3), "3:00:00"),  # what a fast reader makes of a PCI address
    ],
)
def test_a_cell_as_text(cell, text):
    assert cells.text(cell) == text


@pytest.mark.parametrize("word", ["True", "TRUE", "yes", " wahr ", "1", "Ja", True, 1, 1.0])
def test_true_in_every_spelling(word):
    assert cells.truth(word) is True


@pytest.mark.parametrize("word", ["False", "no", "falsch", "0", "NEIN", False, 0])
def test_false_in_every_spelling(word):
    assert cells.truth(word) is False


def test_blank_is_neither_true_nor_false_and_other_words_are_refused():
    assert cells.truth("  ") is None
    with pytest.raises(ValueError, match="neither True nor False: 'perhaps'"):
        cells.truth("perhaps")


@pytest.mark.parametrize(
    ("cell", "style", "number"),
    [
        ("16,384", ENGLISH, 16_384),
        ("1,234,567.5", ENGLISH, 1_234_567.5),
        ("16.384", GERMAN, 16_384),
        ("1.234.567,5", GERMAN, 1_234_567.5),
        ("4,7", GERMAN, 4.7),
        ("1 234", ENGLISH, 1234),
        ("1\u202f234,5", GERMAN, 1234.5),
        ("12 %", ENGLISH, 12),
        ("-1", ENGLISH, -1),
        ("1e3", ENGLISH, 1000),
        (" ", ENGLISH, None),
        (8, GERMAN, 8),
        (0.5, GERMAN, 0.5),
    ],
)
def test_numbers_as_desktops_write_them(cell, style, number):
    assert cells.number(cell, style) == number


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("many", "is no number: 'many'"),
        ("1,23", "is no number"),
        ("12,3456", "is no number"),
        ("\u0661\u0662", "is no number"),  # digits that Python would take
        ("1_000", "is no number"),
        ("nan", "is no number"),
        ("1e4000", "is no number"),
        ("1e400", "out of range"),
        ("9e99", "out of range"),
        (float("nan"), "out of range"),
        (float("inf"), "out of range"),
        (True, "is no number"),
        ("x" * 100, "'x{40}'$"),
    ],
)
def test_what_is_no_number_is_refused_and_shown_cut(cell, words):
    with pytest.raises(ValueError, match=words):
        cells.number(cell, ENGLISH)


@given(st.integers(-(10**12), 10**12), st.sampled_from([("", "."), (",", "."), (".", ",")]))
def test_whole_numbers_come_back_whatever_stands_between_thousands(value, marks):
    group, decimal = marks
    written = f"{value:,}".replace(",", group)
    assert cells.number(written, Style(decimal)) == value


@given(st.integers(1, 10**9), st.integers(1, 99), st.sampled_from([",", "."]))
def test_decimals_come_back_in_both_styles(whole, hundredths, decimal):
    group = "." if decimal == "," else ","
    written = f"{whole:,}".replace(",", group) + f"{decimal}{hundredths:02d}"
    assert cells.number(written, Style(decimal)) == pytest.approx(whole + hundredths / 100)


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.none())
def test_no_cell_does_more_than_refuse(cell):
    for read in (cells.number, cells.instant):
        with contextlib.suppress(ValueError):
            found = read(cell, ENGLISH)
            assert read is cells.instant or found is None or -LARGEST <= found <= LARGEST


@pytest.mark.parametrize(
    ("texts", "separator", "mark"),
    [
        (["1.5", "16,384"], ",", "."),
        (["1,5", "16.384"], ";", ","),
        (["1.234,5"], ",", ","),
        (["1,234.5"], ";", "."),
        (["1,234,567"], "", "."),
        (["1.234.567"], "", ","),
        (["0.384"], ";", "."),
        (["16,384"], ";", ","),  # the mark between cells tells
        (["16.384"], ",", "."),
        (["16.384"], "\t", ","),  # three digits are a group
        (["16,384"], "\t", "."),
        (["words", ""], "\t", "."),
    ],
)
def test_the_decimal_mark_of_a_file(texts, separator, mark):
    assert cells.decimal_mark(texts, separator) == mark


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [(["03/04/2026", "13/04/2026"], True), (["03/14/2026"], False), (["3/4/2026", "x"], False)],
)
def test_whether_days_stand_before_months(texts, day_first):
    assert cells.is_day_first(texts) is day_first


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        ("2026/11/01 08:05:09", ENGLISH),
        ("2026-11-01T08:05:09.000000Z", ENGLISH),
        ("2026-11-01T08:05:09+00:00", ENGLISH),
        ("2026-11-01T09:05:09+01:00", ENGLISH),
        ("01.11.2026 08:05:09", GERMAN),
        ("01/11/2026, 08:05:09", GERMAN),
        ("11/1/2026 8:05:09 AM", ENGLISH),
        (datetime(2026, 11, 1, 8, 5, 9), ENGLISH),  # noqa: DTZ001  as readers give it
        (AT.astimezone(timezone(timedelta(hours=5))), ENGLISH),
    ],
)
def test_moments_as_desktops_write_them(cell, style):
    assert cells.instant(cell, style) == AT


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("", None),
        (None, None),
        ("2026/11/01", datetime(2026, 11, 1, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)),
        (46_327.5, datetime(2026, 11, 1, 12, tzinfo=UTC)),
        ("11/1/2026 12:00 am", datetime(2026, 11, 1, tzinfo=UTC)),
        ("11/1/2026 12:30 p.m.", datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
    ],
)
def test_days_hours_and_numbers_of_days(cell, moment):
    assert cells.instant(cell, ENGLISH) == moment


@pytest.mark.parametrize(
    "cell", ["soon", "2026/13/01", "31/31/2026", "11/1/2026 13:00 PM", 7, True, "1.2/2026"]
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(ValueError, match="is no date"):
        cells.instant(cell, ENGLISH)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_moments_come_back_in_both_orders(moment):
    at = moment.replace(microsecond=0, tzinfo=UTC)
    assert cells.instant(f"{at:%Y/%m/%d %H:%M:%S}", ENGLISH) == at
    assert cells.instant(f"{at:%d.%m.%Y %H:%M:%S}", ENGLISH) == at
    assert cells.instant(f"{at:%d/%m/%Y %H:%M:%S}", GERMAN) == at
    assert cells.instant(f"{at:%m/%d/%Y %I:%M:%S %p}", ENGLISH) == at
