"""The report as PDF: prepared here, drawn by typst in a child process without rights."""

import json
import re
import subprocess  # the renderer runs apart, under limits
import sys
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import segno

from assessments.reports.view import Signing, report_view

HERE = Path(__file__).parent
CHILD = HERE / "pdf_child.py"
SECONDS = 300
LONGEST_WORD = 18  # a longer one may break after each such stretch


class NotRendered(RuntimeError):
    """The renderer failed, ran out of its limits or took too long."""


def render_pdf(
    content: bytes,
    signing: Signing,
    on_progress: Callable[[int, int], None] = lambda _d, _t: None,
    curve: Callable[[dict[str, Any]], str] = lambda _result: "",
) -> bytes:
    """
    Return the report of the document in *content* as a tagged PDF (PDF/A-3a and PDF/UA-1).

    What is frozen is attached to it, byte for byte, as snapshot.json. Equal arguments give
    equal bytes. *on_progress* is called with steps done and in all;
    *curve* turns the result of simulated years, as the view tells it, into an SVG file.

    Raises:
        canonical.NotCanonical, records.NotADocument: *content* is not a document.
        NotRendered: the renderer gave up; the message says how.
    """
    on_progress(0, 3)
    view: Any = _showable(report_view(content, signing))
    if result := view["losses"]["result"]:
        result["chart"] = curve(result)
    if view["checkpoint"] and signing.checkpoint:
        view["checkpoint"]["code"] = code_of(signing.checkpoint.note)
    view["attached"] = "" if signing.state == "draft" else content.decode()
    on_progress(1, 3)
    pdf = _child(orjson.dumps(view))
    on_progress(3, 3)
    return pdf


def code_of(text: str) -> str:
    """Return a QR code of *text* as an SVG file; it can be read with a quarter of it lost."""
    drawn = BytesIO()
    code = segno.make_qr(text, error="q", boost_error=False, encoding="utf-8")
    code.save(drawn, kind="svg", border=4, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


def _child(view: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # our own file, no words from outside
            [sys.executable, "-I", str(CHILD)],
            input=view,
            capture_output=True,
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRendered(f"the renderer took more than {SECONDS} seconds") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise NotRendered(f"the renderer ended with {done.returncode}: {' '.join(words)[:300]}")
    return done.stdout


def _showable(value: object) -> object:
    match value:
        case str():
            return showable(value)
        case dict():
            return {key: _showable(item) for key, item in value.items()}
        case list():
            return [_showable(item) for item in value]
        case _:
            return value


def showable(text: str) -> str:
    """
    Return *text* with what the fonts cannot show spelled out (`<U+4E2D>`), long words breakable.

    Controls and marks that turn the direction of text round are spelled out as well.
    """
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_WORD:
        return text
    shown = _unshowable().sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    return _LONG.sub(lambda found: f"{found[0]}\u200b", shown)


_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


@cache
def _unshowable() -> re.Pattern[str]:
    ranges = json.loads((HERE / "fonts" / "coverage.json").read_text())["ranges"]
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[^\\n{inside}]")
