"""Every word of the interface goes through gettext: in templates, refusals, messages, choices."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.source import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ABOVE_MODELS = [
    path
    for room in ("models", "permissions", "queries", "actions", "web", "templatetags")
    for path in sorted((ROOT / "assessments" / room).rglob("*.py"))
]
SILENT = ("script", "style", "pre")  # commands are the same in every language
SPOKEN = {"aria-label", "title", "alt", "placeholder", "summary"}
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(  # what is the same in every language
    r"\b(vsrisk|CSV|XLSX|JSON|PDF|ISO/IEC|SHA-256|REST|API|HTML|OpenAPI|RVTools|Apache|MB|zip|xlsx)\b"
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(
    r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}|\{% comment.*?endcomment %\}", re.DOTALL
)
SAYS = {"Refused", "Ended", "Stale", "Cancelled", "CommandError"}
TELLS = {"success", "error", "warning", "info"}


class Text(HTMLParser):
    """Collect the words that a page would say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [str(value) for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def untranslated(markup: str) -> list[str]:
    """Return the words that stand in a template outside of any translation."""
    bare = re.sub(r'="[^"{]*\{%[^%]*"[^%]*%\}[^"]*"', '=""', markup)  # quotes inside a tag
    reader = Text()
    reader.feed(TAG.sub(" ", TRANSLATED.sub(" ", bare)))
    words = (NAMES.sub("", text).strip() for text in reader.found)
    return [text for text in words if WORD.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_word_of_a_template_can_be_translated(path: Path):
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Plain words</p>",
        '<a href="/" aria-label="Plain words">{{ x }}</a>',
        '{% if x == "y" %}<b>Plain words</b>{% endif %}',
        "{% blocktranslate %}Good{% endblocktranslate %} bad",
    ],
)
def test_words_outside_a_translation_would_be_noticed(markup):
    assert untranslated(markup) != []


def bare_words(path: Path) -> list[str]:
    """Return where Python code says something to a person in plain words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            owner = getattr(getattr(node.func, "value", None), "id", "")
            spoken = node.args[:1] if name in SAYS else node.args[1:2]
            if (name in SAYS or (owner == "messages" and name in TELLS)) and any(
                isinstance(each, ast.Constant | ast.JoinedStr) for each in spoken
            ):
                found.append(f"{path.name}:{node.lineno}")
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(b) for b in node.bases):
            found += [
                f"{path.name}:{each.lineno}"
                for each in node.body
                if isinstance(each, ast.Assign)
                and isinstance(each.value, ast.Tuple)
                and isinstance(each.value.elts[-1], ast.Constant)
            ]
    return found


@pytest.mark.parametrize("path", ABOVE_MODELS, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_code_says_to_a_person_can_be_translated(path: Path):
    assert bare_words(path) == []
