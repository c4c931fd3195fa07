"""Pages work under a policy that allows no inline script or style, and nothing skips escaping."""

import re

import pytest

from tests.house.tree import ROOT, python_files, templates

INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|\bhx-on\b"""
    r"""|<script\b(?![^>]*\bsrc=)(?![^>]*type="application/json")""",
    re.IGNORECASE,
)
UNESCAPED = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")
MARKED = re.compile(r"\bmark_safe\b|\bSafeString\(|\bSafeText\(")
DOCUMENTED = "assessments/templatetags/vsui.py"


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_template_has_inline_script_style_or_handlers():
    assert _found(INLINE) == []


def test_no_template_turns_escaping_off():
    assert _found(UNESCAPED) == []


def test_only_the_documented_place_may_vouch_for_markup():
    elsewhere = [
        name
        for path in python_files()
        if (name := str(path.relative_to(ROOT)))
        not in (DOCUMENTED, "tests/house/test_templates.py")
        and MARKED.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_inline_code_would_be_noticed(markup):
    assert INLINE.search(markup)


@pytest.mark.parametrize(
    "markup",
    ['<script src="/static/js/vs.js" defer></script>', '<p class="style">', '<option value="on">'],
)
def test_harmless_markup_is_let_through(markup):
    assert not INLINE.search(markup)
