"""Read the pages of the documentation: headings, links, and the examples that the tests run."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import ROOT, files

MARK = re.compile(r"<!-- run: (\w+) -->")
HEADING = re.compile(r"(#{1,6}) (.+)")
NONE = "\N{EN DASH}"  # an empty cell


@dataclass(frozen=True)
class Example:
    """A table of a page: the rule it stands under, who runs it (blank: nobody), its rows."""

    rule: str
    runner: str
    rows: tuple[dict[str, str], ...]


def pages() -> list[Path]:
    """Return every page that people read."""
    return [path for path in files(".md") if path.is_relative_to(ROOT)]


def without_fences(text: str) -> str:
    """Return a page without its blocks of code, line for line."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
            kept.append("")
        else:
            kept.append("" if inside else line)
    return "\n".join(kept)


def headings(text: str) -> list[str]:
    """Return the headings of a page as they are written."""
    found = map(HEADING.fullmatch, without_fences(text).splitlines())
    return [match[2] for match in found if match]


def anchor(heading: str) -> str:
    """Return the anchor that viewers of Markdown make of a heading."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def tables(text: str) -> list[Example]:
    """Return every table of a page, with the heading above it and the runner it names."""
    found: list[Example] = []
    rule, runner, block = "", "", []
    for line in [*without_fences(text).splitlines(), ""]:
        if line.startswith("|"):
            block.append(_cells(line))
            continue
        if block:
            found.append(Example(rule, runner, _rows(block)))
            runner, block = "", []
        if match := HEADING.fullmatch(line):
            rule = match[2]
        if match := MARK.fullmatch(line.strip()):
            runner = match[1]
    return found


def table(page: str, first: str) -> list[dict[str, str]]:
    """Return the rows of the table of a page whose first column has that name."""
    found = [each.rows for each in tables((ROOT / page).read_text(encoding="utf-8"))]
    return [row for rows in found if rows and next(iter(rows[0])) == first for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _rows(block: list[list[str]]) -> tuple[dict[str, str], ...]:
    head, _rule, *rows = block
    return tuple(dict(zip(head, row, strict=True)) for row in rows)
