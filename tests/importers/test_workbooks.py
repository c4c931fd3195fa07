"""Workbooks are looked over before the fast reader may see them."""

import io
import random
import zipfile

import pytest

from assessments.importers import Hostile, NotRecognised, archives, read, workbooks
from assessments.importers.base import Limits
from tests.importers.files import (
    INFO,
    SHEET,
    WEB,
    changed,
    far_cell,
    plain_workbook,
    workbook,
    zipped,
)


def sheets(content):
    file = io.BytesIO(content)
    return workbooks.sheets_of(file, archives.opened(file, Limits()), Limits())


def test_cells_keep_their_types():
    (sheet,) = sheets(workbook(t=[("a", "b"), ("x", 1.5), (" y", 7)]))
    assert sheet.header == ("a", "b")
    assert list(sheet.rows) == [(2, ["x", 1.5]), (3, [" y", 7.0])]


def test_a_workbook_that_the_fast_reader_refuses_is_read_by_the_slow_one():
    """The reader expects the book under one name; the format allows any."""
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in ("[Content_Types].xml", "_rels/.rels"):
        members[name] = members[name].replace(b"xl/workbook.xml", b"xl/book.xml")
    members["xl/book.xml"] = members.pop("xl/workbook.xml")
    members["xl/_rels/book.xml.rels"] = members.pop("xl/_rels/workbook.xml.rels")
    members["xl/printerSettings1.bin"] = b"\0"

    (sheet,) = sheets(zipped(members))
    assert (sheet.name, sheet.header) == ("vInfo", INFO)
    assert [row for _, row in sheet.rows] == [list(WEB)]


def test_a_workbook_that_nobody_can_open_is_refused_in_words():
    with pytest.raises(NotRecognised, match="cannot be opened"):
        sheets(zipped({"[Content_Types].xml": b"<Types/>"}))


def test_a_damaged_sheet_is_named():
    (sheet,) = sheets(changed(plain_workbook(), SHEET, b"</sheetData>", b"</shee"))
    with pytest.raises(NotRecognised, match="The sheet vInfo cannot be read"):
        list(sheet.rows)


@pytest.mark.parametrize("place", ["XFD1048576", "ALM2", "AMZ9", "ZZZ1"])
def test_a_cell_far_outside_its_table_is_refused(place):
    with pytest.raises(Hostile, match="far outside its table"):
        sheets(far_cell(place))


def test_a_text_that_looks_like_a_far_cell_is_none():
    (sheet,) = sheets(workbook(vInfo=[INFO, (' r="XFD1"', *WEB[1:])]))
    assert next(sheet.rows)[1][0] == ' r="XFD1"'


def test_a_claim_of_a_million_rows_costs_nothing():
    content = changed(
        plain_workbook(), SHEET, b'<dimension ref="A1:E2"/>', b'<dimension ref="A1:XFD1048576"/>'
    )
    assert len(read(io.BytesIO(content)).estate.guests) == 1


@pytest.mark.parametrize(
    "bad", [b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"<!ENTITY e 'x'>"]
)
@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "_rels/.rels"])
def test_document_types_and_entities_are_refused_wherever_they_stand(bad, member):
    with pytest.raises(Hostile, match="document type definition"):
        sheets(changed(plain_workbook(), member, b"?>", b"?>" + bad))


def test_a_document_type_across_two_pieces_is_found():
    noise = random.Random(1).randbytes(400_000).hex().encode()  # packs badly, as no bomb does
    padding = b"?><!--" + (noise * 2)[: 999_995 - 62] + b"--><!DOCTYPE x []>"
    content = changed(plain_workbook(), SHEET, b"?>", padding)
    with pytest.raises(Hostile, match="document type"):
        sheets(content)


def test_xml_in_wide_characters_is_refused():
    with pytest.raises(Hostile, match="encoding"):
        sheets(changed(plain_workbook(), SHEET, b"<?xml", "<?xml".encode("utf-16")))
