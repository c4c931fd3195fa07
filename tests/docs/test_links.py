"""Every relative link of every page leads to a file, and every anchor to a heading."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import anchor, headings, pages, without_fences
from tests.house.source import ROOT, name

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [pytest.param(path, id=name(path)) for path in pages()]


def links(path: Path) -> list[str]:
    text = re.sub(r"`[^`]*`", "", without_fences(path.read_text(encoding="utf-8")))
    return LINK.findall(text)


def target(path: Path, link: str) -> tuple[Path, str]:
    file, _, part = link.partition("#")
    return (path.parent / file).resolve() if file else path, part


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_somewhere(path):
    broken = []
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        file, part = target(path, link)
        if (
            not file.exists()
            or not file.is_relative_to(ROOT)
            or (part and part not in map(anchor, headings(file.read_text(encoding="utf-8"))))
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", PAGES)
def test_headings_of_a_page_have_anchors_of_their_own(path):
    found = [anchor(each) for each in headings(path.read_text(encoding="utf-8"))]
    repeated = {each for each in found if found.count(each) > 1}
    linked = {target(page, link)[1] for page in pages() for link in links(page)}
    assert repeated & linked == set()


def test_every_page_of_the_documentation_can_be_reached_from_the_first_one():
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        path = todo.pop()
        if path not in reached and path.suffix == ".md":
            reached.add(path)
            todo += [target(path, each)[0] for each in links(path) if ":" not in each]
    assert [name(path) for path in pages() if path not in reached] == []


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("M1 What a row is about", "m1-what-a-row-is-about"),
        ("Health", "health"),
        ("On one machine: `make run`", "on-one-machine-make-run"),
        ("M6 Levels: rule R3", "m6-levels-rule-r3"),
        ('M16 What "structured after" means', "m16-what-structured-after-means"),
    ],
)
def test_anchors_are_those_of_the_viewers(heading, expected):
    assert anchor(heading) == expected
