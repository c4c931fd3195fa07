"""Pages hold to the strict content policy and never trust text."""

import re

import pytest

from tests.house.source import code, files, name

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "a style sheet in the page": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a javascript: link": re.compile(r"javascript:", re.IGNORECASE),
    "text declared safe": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "evaluated attributes": re.compile(r"\bhx-on|hx-vals\s*=\s*[\"']js:"),
}
MAY_DECLARE_SAFE: set[str] = set()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [
        f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1}"
        for path in files(".html")
        for text in [path.read_text()]
        for match in FORBIDDEN[what].finditer(text)
    ]
    assert found == []


def test_no_code_declares_text_safe():
    found = {
        name(path)
        for path in code("assessments/", "vsrisk/")
        if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text())
    }
    assert found == MAY_DECLARE_SAFE


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        "{{ name|safe }}",
        "{% autoescape off %}",
    ],
)
def test_what_is_forbidden_would_be_noticed(markup):
    assert any(pattern.search(markup) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize(
    "markup",
    ['<script src="/static/js/vs.js" defer></script>', '<p class="style">', '<option value="on">'],
)
def test_harmless_markup_is_let_through(markup):
    assert not any(pattern.search(markup) for pattern in FORBIDDEN.values())
