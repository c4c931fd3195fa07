"""The HTML report: the same view, every section, nothing unescaped, no id twice."""

import re
from html import escape
from pathlib import Path

import pytest
from django.template import Context, Engine

from assessments.reports.view import Signature, Signing, report_view
from tests.reports.factories import assessed, document, risk

TEMPLATES = Path(__file__).parents[2] / "templates"
PARTS = (
    "_summary",
    "_risks",
    "_losses",
    "_checklist",
    "_annexes",
)  # of which the page of a report is made
WHOLE = "".join(f'{{% include "reports/{part}.html" %}}' for part in PARTS)
HEADINGS = [
    "By level",
    "Where the risks are now",
    "Check this report",
    "Scope and context",
    "Risks accepted, with expiry",
    "Risk register",
    "Treatment plan",
    "Losses in money",
    "Checklist statement",
    "Exposures",
    "Inventory",
    "Method",
    "Sign-off sheet",
    "Limits of this report",
]


def page(whole, signing=None):
    engine = Engine(
        loaders=[
            ("django.template.loaders.filesystem.Loader", [str(TEMPLATES)]),
        ],
        libraries={"i18n": "django.templatetags.i18n"},
        string_if_invalid="MISSING %s",
    )
    view = report_view(whole.to_json(), signing or Signing(state="draft"))
    return engine.from_string(WHOLE).render(Context({"report": view}))


def test_every_section_is_there_and_every_value_is_found():
    said = page(document())

    assert [name for name in HEADINGS if f">{name}</h2>" not in said] == []
    assert "MISSING" not in said


def test_no_id_stands_twice_and_every_reference_has_its_target():
    said = page(document())
    ids = re.findall(r' id="([^"]+)"', said)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', said)) <= set(ids)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "{{ report }}"])
def test_markup_in_the_data_is_shown_and_not_obeyed(text):
    said = page(document(assessment=assessed(title=text, context=text), risks=(risk(title=text),)))

    assert escape(text).replace("&#x27;", "&#39;") in said
    assert "<script" not in said
    assert "<img" not in said


def test_there_is_no_inline_style_or_script():
    said = page(document())

    assert not re.search(r"<style|<script| style=| on\w+=", said)


def test_the_fingerprint_and_the_signatures_are_shown():
    whole = document()
    one = Signature(
        role="assessor",
        name="Ann Okafor",
        email="ann@example.org",
        meaning="I assessed.",
        comment="",
        digest="d" * 64,
        signed_at="2026-11-02T10:00:00Z",
    )
    said = page(whole, Signing(state="in_signoff", signatures=(one,)))

    assert report_view(whole.to_json(), Signing(state="draft"))["head"]["fingerprint"] in said
    assert "I assessed." in said
