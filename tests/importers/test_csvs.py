"""CSV of every desktop: marks, encodings, quotes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.importers import Limits, TooLarge, Unreadable, csvs, read
from tests.importers.files import INFO, WEB, exported, table, zipped


def sheet(text, limits=None, encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return csvs.sheet_of(
        "t", lambda size: content if size < 0 else content[:size], limits or Limits()
    )


def rows(text, **options):
    return [row for _, row in sheet(text, **options).rows]


def names(content):
    return [guest.name for guest in read(io.BytesIO(content)).estate.guests]


@pytest.mark.parametrize("mark", list(",;\t|"))
def test_the_mark_between_cells_is_found_in_the_header(mark):
    assert rows(table(("VM", "Note"), ("a", "b"), separator=mark)) == [["a", "b"]]


def test_the_line_of_excel_that_names_the_mark_is_obeyed():
    found = sheet('"sep=;"\r\nVM;Note, long, with commas\r\na;b\r\n')
    assert found.header == ("VM", "Note, long, with commas")
    assert [row for _, row in found.rows] == [["a", "b"]]
    assert sheet("sep=x\r\nVM\r\n").header == ("sep=x",)


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("utf-8", "名前"),
        ("utf-8-sig", "名前"),
        ("utf-16", "名前"),
        ("utf-16-le", "\ufeff名前"),
        ("utf-16-be", "\ufeff名前"),
        ("cp1252", "Müllabfuhr für Köln - Straße 5 - größer"),
    ],
)
def test_every_encoding_of_a_desktop_is_read(encoding, word):
    text = f"{word};VM\r\n{word.strip()};web-1\r\n"
    assert word.lstrip("\ufeff") in sheet(text, encoding=encoding).header


def test_a_sample_may_end_inside_a_character_or_a_quotation():
    text = f"VM,Note\r\n{'ä' * 40_000},x\r\n"
    assert sheet(text).sample().rows[0] == ("VM", "Note")
    assert sheet(f'VM,Note\r\na,"{"b" * 140_000}').sample().separator == ","
    assert sheet(f"VM;Stra\xdfe\r\n{'x' * 140_000}", encoding="cp1252").sample().separator == ";"


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2
        ),
        max_size=4,
    ),
    st.sampled_from(",;\t|"),
)
def test_quotes_marks_and_line_breaks_inside_cells_come_back(content, mark):
    said = [row for row in content if any(row)]
    assert rows(table(("VM", "Note"), *content, separator=mark)) == said


def test_rows_are_counted_as_a_person_does_and_blank_ones_left_out():
    found = sheet('VM,Note\r\na,"two\r\nlines"\r\n,\r\nb,\r\n')
    assert [(number, row[0]) for number, row in found.rows] == [(2, "a"), (4, "b")]


@pytest.mark.parametrize("end", ["", "\r\n", "\r\nf,g,h\r\n"])
@pytest.mark.parametrize("row", ['"a,x,y', 'a,"x,y', 'a,x,"y'])
def test_a_quotation_mark_that_is_never_closed_is_said_and_nothing_lost_in_silence(row, end):
    with pytest.raises(Unreadable, match="quotation mark in row 2 is never closed"):
        rows(f"VM,Note,More\r\n{row}\r\nd,e,f{end}")


def test_a_last_cell_of_several_lines_is_no_open_quotation():
    assert rows('VM,Note\r\na,"two\r\n"\r\n') == [["a", "two\r\n"]]


def test_a_cell_longer_than_the_reader_bears_names_its_row():
    with pytest.raises(Unreadable, match="t cannot be read at row 2: field larger"):
        rows(f"VM,Note\r\na,{'x' * 200_000}\r\n")


def test_quotes_as_versions_before_4_6_wrote_them_are_noted_where_they_split_a_cell():
    text = 'VM,Annotation,VM ID\r\nweb-1,"say "hello", friend",vm-1\r\nweb-2,plain,vm-2\r\n'
    got = read(io.BytesIO(zipped({"RVTools_tabvInfo.csv": text.encode()})))
    assert [guest.name for guest in got.estate.guests] == ["web-1", "web-2"]
    (problem,) = got.problems
    assert (problem.sheet, problem.row) == ("vInfo", 2)
    assert "more cells than the header" in problem.words


def test_nul_is_left_out():
    assert rows("VM,Note\r\na\0b,c\r\n") == [["ab", "c"]]


def test_a_sheet_of_too_many_rows_is_refused():
    with pytest.raises(TooLarge, match="more than 2 rows"):
        rows("VM\r\na\r\nb\r\nc\r\n", limits=Limits(rows=2))


def test_shadows_and_other_files_of_an_archive_are_left_out():
    content = zipped(
        {
            "export/RVTools_tabvInfo.csv": table(INFO, WEB).encode(),
            "__MACOSX/export/._RVTools_tabvInfo.csv": b"\0\1",
            "export/.RVTools_tabvHost.csv": b"x",
            "export/readme.txt": b"hello",
        }
    )
    assert names(content) == ["web-1"]


def test_thousands_and_german_decimals_of_a_whole_export():
    english = exported(
        vInfo=[("VM", "Memory"), ("a", "16,384"), ("b", "8")],
        vPartition=[("VM", "Disk", "Free %"), ("a", "/", "9.5")],
    )
    german = exported(
        separator=";",
        vInfo=[("VM", "Memory"), ("a", "16.384"), ("b", "8")],
        vPartition=[("VM", "Disk", "Free %"), ("a", "/", "9,5")],
    )
    for content in (english, german):
        estate = read(io.BytesIO(content)).estate
        assert [guest.memory_mib for guest in estate.guests] == [16_384, 8]
        assert estate.guests[0].partitions[0].free_percent == 9.5


def test_a_single_file_may_use_old_line_ends():
    assert names(b"VM,Powerstate\rweb-1,poweredOn\r") == ["web-1"]
