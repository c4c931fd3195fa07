"""The PDF: every section, the fingerprint on each page, and data that stays data."""

import io
import json
import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from assessments.reports import pdf as module
from assessments.reports.pdf import NotRendered, render_pdf, showable
from assessments.reports.records import NotADocument
from assessments.reports.view import Checkpoint, Signature, Signing
from assessments.verifier.canonical import digest
from tests.reports.factories import assessed, asset, criteria, document, risk

SECTIONS = [
    "Where the risks are now",
    "Check this report",
    "Scope and context",
    "Information domains",
    "Risks accepted, with expiry",
    "Risk register",
    "Treatment plan",
    "Losses in money",
    "Checklist statement",
    "Exposures",
    "Annex: inventory",
    "What the checks saw",
    "Annex: method",
    "Sign-off sheet",
    "Limits of this report",
]
DRAFT = Signing(state="draft")


KEYID = "ab12" * 16


def signing(content):
    people = {"assessor": "Ann Okafor", "risk_owner": "Ben Lindqvist", "approver": "Cyd Raman"}
    return Signing(
        state="signed",
        signatures=tuple(
            Signature(
                role=role,
                name=name,
                email="a@example.org",
                meaning=f"I sign as {role}.",
                comment="",
                digest=digest(content),
                signed_at="2026-11-02T10:00:00Z",
                keyid=KEYID if role == "approver" else "",
            )
            for role, name in people.items()
        ),
    )


def squeezed(text):
    return re.sub(r"[\s\u200b]", "", text)


def pages(content, how=DRAFT):
    read = PdfReader(io.BytesIO(render_pdf(content, how)))
    return [squeezed(page.extract_text()) for page in read.pages]


def test_a_signed_report_has_every_section_and_no_word_of_a_draft():
    content = document().to_json()
    said = "".join(pages(content, signing(content)))

    assert [name for name in SECTIONS if squeezed(name) not in said] == []
    assert "Isignasapprover." in said
    assert said.count(f"signingkey{KEYID}") == 1
    assert "DRAFT" not in said


def test_the_fingerprint_and_the_revision_stand_on_every_page():
    content = document(risks=tuple(risk(n) for n in range(1, 90))).to_json()
    found = pages(content, signing(content))
    short = digest(content)

    assert len(found) > 4
    assert all(f"A-1revision1·{short[:16]}…{short[-8:]}" in page for page in found)


@pytest.mark.parametrize("state", ["draft", "in_signoff", "returned", "signed"])
def test_what_three_people_did_not_sign_says_draft_on_every_page(state):
    found = pages(document().to_json(), Signing(state=state))

    assert all("DRAFT,notsigned" in page for page in found)


def test_the_file_is_tagged_has_a_title_and_a_language_and_reaches_nothing():
    reader = PdfReader(io.BytesIO(render_pdf(document().to_json(), DRAFT)))
    root = reader.trailer["/Root"]
    said = reader.xmp_metadata.stream.get_data().decode()

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "A-1 revision 1: Clinical servers"
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "/OpenAction" not in root
    assert "/AA" not in root
    assert not reader.attachments


NOTE = f"vsrisk.example/org/{'ab12' * 9}\n14\n{'A' * 43}=\n\n\u2014 vsrisk.example {'B' * 92}\n"


def with_checkpoint(content):
    seal = Checkpoint(note=NOTE, size=14, sealed_at="2026-11-02T10:01:00Z")
    return replace(signing(content), checkpoint=seal)


def test_what_is_frozen_is_attached_byte_for_byte_and_a_draft_is_not():
    content = document().to_json()
    read = PdfReader(io.BytesIO(render_pdf(content, signing(content))))

    assert read.attachments == {"snapshot.json": [content]}
    assert "<pdfaid:part>3</pdfaid:part>" in read.xmp_metadata.stream.get_data().decode()


def test_the_checkpoint_stands_on_the_sign_off_sheet_as_text_and_as_a_code():
    content = document().to_json()
    said = "".join(pages(content, with_checkpoint(content)))

    assert squeezed(NOTE) in said
    assert "Sealed2Nov2026,10:01UTCover14entries" in said
    assert "notyetsealed" not in said
    assert "notyetsealed" in "".join(pages(content, signing(content)))


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="Debian's poppler-utils is not installed")
def test_a_camera_reads_the_checkpoint_from_the_printed_page(tmp_path):
    content = document().to_json()
    path = tmp_path / "report.pdf"
    path.write_bytes(render_pdf(content, with_checkpoint(content)))
    subprocess.run(["pdftoppm", "-gray", "-r", "150", path, tmp_path / "page"], check=True)

    found = [code.bytes.decode() for page in tmp_path.glob("page*.pgm") for code in codes_on(page)]
    assert found == [NOTE]


def codes_on(path):
    _magic, size, _depth, points = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    picture = np.frombuffer(points, dtype=np.uint8).reshape(height, width)
    return zxingcpp.read_barcodes(picture)


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        "@preview/x",
        "*bold* _it_ `code`",
        "$x^2$ <label> @ref",
        "#panic()",
        "= Heading",
        "\\ ] [ } {",
        "// gone",
        "x" * 3_000,
    ],
)
def test_hostile_texts_are_shown_as_they_are(text):
    whole = document(
        assessment=assessed(title=text[:160], context=text),
        risks=(risk(title=text),),
        findings=(),
        assets=(asset(text[:200]),),
    )
    said = "".join(pages(whole.to_json()))

    assert squeezed(text) in said or len(text) == 3_000
    assert "root:" not in said
    assert said.count("x") >= (3_000 if len(text) == 3_000 else 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("中", "<U+4E2D>"),
        ("a\u202eb", "a<U+202E>b"),
        ("\x00\x1b", "<U+0000><U+001B>"),
        ("\U0001f600", "<U+1F600>"),
        ("\ue000", "<U+E000>"),
        ("Łódź Ω Ж", "Łódź Ω Ж"),
    ],
)
def test_what_no_font_shows_is_spelled_out(text, shown):
    assert showable(text) == shown


def test_scripts_from_right_to_left_and_far_characters_do_not_stop_the_report():
    text = "שלום العربية 中文 \u202e ไทย 😀 \x07"
    assert render_pdf(document(risks=(risk(title=text),)).to_json(), DRAFT).startswith(b"%PDF-")


def test_every_character_that_is_said_to_be_showable_is_drawn():
    ranges = json.loads((module.HERE / "fonts" / "coverage.json").read_text())["ranges"]
    every = "".join(chr(code) for first, last in ranges for code in range(first, last + 1))
    normal = "".join(c for c in every if re.match(r"\S", c))
    composed = "".join(c for c in normal if unicodedata.normalize("NFC", c) == c)
    spaced = " ".join(composed[at : at + 12] for at in range(0, len(composed), 12))
    spaced = unicodedata.normalize("NFC", spaced)

    assert render_pdf(document(assessment=assessed(context=spaced)).to_json(), DRAFT)


def test_a_grid_of_another_size_is_drawn_with_its_names():
    grid = [[1, 1, 2, 2], [1, 2, 3, 3], [2, 3, 4, 5]]
    names = {"likelihood_names": ["seldom", "at times", "often"]}
    content = document(criteria=criteria(method={"grid": grid, "formula": "r1"} | names)).to_json()
    said = "".join(pages(content))
    for words in ("3 often", "1 seldom", "Every measure leaves its part"):
        assert squeezed(words) in said


def test_the_curve_of_losses_is_drawn_by_who_asks_for_the_report():
    given = []

    def curve(result):
        given.append(result)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
        )

    content = document().to_json()
    drawn = render_pdf(content, DRAFT, curve=curve)
    assert [each["name"] for each in given[0]["curves"]][-1] == "Tolerance"
    assert drawn != render_pdf(content, DRAFT)


def test_an_empty_document_still_makes_a_report():
    lists = {name: () for name, value in document().to_dict().items() if isinstance(value, list)}
    bare = document(**lists, criteria=replace(document().criteria, method={}, criteria=None))

    assert "Therearenorisksinthisrevision." in "".join(pages(bare.to_json()))


def test_equal_arguments_give_equal_bytes_and_progress_ends_at_its_total():
    seen = []
    content = document().to_json()

    first = render_pdf(content, DRAFT, lambda done, total: seen.append((done, total)))

    assert render_pdf(content, DRAFT) == first
    assert seen == [(0, 3), (1, 3), (3, 3)]


def test_the_renderer_sees_no_environment(monkeypatch, tmp_path):
    spy = tmp_path / "child.py"
    spy.write_text("import os, sys; sys.stderr.write(repr(dict(os.environ))); sys.exit(3)")
    monkeypatch.setitem(os.environ, "SECRET", "hidden")
    monkeypatch.setattr(module, "CHILD", spy)

    with pytest.raises(NotRendered, match="ended with 3") as caught:
        render_pdf(document().to_json(), DRAFT)
    assert "hidden" not in str(caught.value)


def test_a_renderer_that_never_ends_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "child.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(module, "CHILD", sleeper)
    monkeypatch.setattr(module, "SECONDS", 0.3)

    with pytest.raises(NotRendered, match="took more than"):
        render_pdf(document().to_json(), DRAFT)


def test_bytes_that_are_no_document_are_refused():
    with pytest.raises(NotADocument):
        render_pdf(b"{}", DRAFT)
