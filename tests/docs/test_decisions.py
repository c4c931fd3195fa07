"""Decisions are short, numbered without gaps, listed, and say what they cost."""

import re
import tomllib

from assessments import catalogue
from assessments.checks.bindings import bindings
from tests.house.source import ROOT, code, files, name

FOLDER = ROOT / "docs/decisions"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
LONGEST = 25


def test_the_index_is_the_folder():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", index, re.MULTILINE)
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in PAGES]

    assert [file for _, file, _ in rows] == [path.name for path in PAGES]
    assert [f"# {number} · {title}" for number, _, title in rows] == titles


def test_numbers_have_no_gaps():
    assert [int(path.name[:4]) for path in PAGES] == list(range(1, len(PAGES) + 1))


def test_each_says_what_was_decided_why_and_at_what_price():
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= LONGEST, path.name
        assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == [
            "Decided",
            "Because",
            "Price",
        ], path.name


def test_decisions_and_pages_that_the_code_names_exist():
    known = {path.name[:4] for path in PAGES}
    missing = []
    for path in [*code("assessments/", "vsrisk/"), *files(".sql"), *files(".yml")]:
        text = path.read_text(encoding="utf-8")
        missing += [each for each in re.findall(r"decisions/(\d{4})", text) if each not in known]
        named = re.findall(r"docs/[\w/-]+\.md", text)
        missing += [f"{name(path)}: {page}" for page in named if not (ROOT / page).exists()]
    assert missing == []


def test_every_package_of_the_running_product_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    silent = [each for each in wanted if not re.search(rf'"{re.escape(each)}",  # \w', text)]
    assert silent == []


def test_what_the_change_log_counts_is_there():
    text = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    edition = catalogue.load(catalogue.LATEST)
    for words, count in (
        ("a checklist of {} items", len(edition.items)),
        ("{} risk scenarios", len(edition.risks)),
        ("findings of {} checks", len(bindings())),
    ):
        assert words.format(count) in text
