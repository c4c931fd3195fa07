"""Every label in bold on a how-to stands on a screen, so that the pages cannot drift from it."""

import re

import pytest

from tests.docs.pages import without_fences
from tests.house.source import ROOT, code, files, name

PAGES = sorted((ROOT / "docs/how-to").glob("*.md"))
GAP = "\N{HORIZONTAL ELLIPSIS}"  # what a page writes for a name or a number
PLACE = re.compile(r"\{\{[^}]*\}\}|%\(\w+\)[sd]")


def labels_of_screens() -> set[str]:
    """Return the words of templates and of code that people see, names and numbers as gaps."""
    found: set[str] = set()
    for path in files(".html"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\{% translate \"([^\"]+)\"", text))
        found |= set(re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% ", text, re.DOTALL))
    for path in code("assessments/"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\b_\(\s*\"([^\"]+)\"", text))
    return {" ".join(PLACE.sub(GAP, words).split()) for words in found}


def labels_of_page(text: str) -> list[str]:
    return [" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", text)]


SCREENS = labels_of_screens()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_labels_of_the_page_stand_on_a_screen(path):
    found = labels_of_page(without_fences(path.read_text(encoding="utf-8")))

    assert [each for each in found if each not in SCREENS] == []


@pytest.mark.parametrize("role", ["analyst", "risk-owner", "approver", "auditor", "administrator"])
def test_there_is_a_page_for_each_role_that_names_what_is_on_the_screens(role):
    text = (ROOT / f"docs/how-to/{role}.md").read_text(encoding="utf-8")

    assert len(set(labels_of_page(text))) >= 5


def test_a_label_that_no_screen_has_would_be_noticed():
    assert "Sign revision …" in SCREENS
    assert "Approve everything" not in SCREENS
    assert labels_of_page("Press **Approve\n  everything**.") == ["Approve everything"]


def test_commands_that_pages_name_exist():
    known = {path.stem for path in files(".py") if "/management/commands/" in name(path)}
    known |= {"migrate", "collectstatic", "check"}
    for path in (ROOT / "docs").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"(?:manage\.py|run\.py manage) ([a-z_]+)(?=[ `\n])", text)
        assert [each for each in named if each not in known] == [], name(path)
