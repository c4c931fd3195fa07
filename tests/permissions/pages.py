"""The role table of docs/reference/roles.md, as the expected results of the matrix."""

import re
from pathlib import Path

from tests.full import ROLES

DOCS = Path(__file__).parents[2] / "docs" / "reference"
FIRST_ROW = "Read everything of the organisation, and download it"


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table line that is not a rule."""
    lines = [line.strip("| \n") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines if "---" not in line]


def allowed() -> dict[str, frozenset[str]]:
    """Return for each row of the role table the roles that may."""
    table = [row for row in rows((DOCS / "roles.md").read_text()) if len(row) == 1 + len(ROLES)]
    head, *body = table
    assert [word.lower().replace(" ", "_") for word in head[1:]] == list(ROLES)
    assert {cell for row in body for cell in row[1:]} == {"yes", "no"}
    return {
        what: frozenset(role for role, cell in zip(ROLES, cells, strict=True) if cell == "yes")
        for what, *cells in body
    }


def row_of_cell() -> dict[tuple[str, str], str]:
    """Return for each (verb, route) that the page names the row it belongs to."""
    table = [row for row in rows((DOCS / "roles.md").read_text()) if len(row) == 2][1:]
    return {
        (verb, route): what
        for what, names in table
        for verb, route in re.findall(r"(GET|POST) ([a-z-]+)", names)
    }


def expected(verb: str, route: str) -> frozenset[str]:
    """Return the roles that may call *route* with *verb*, as the page says."""
    what = row_of_cell().get((verb, route), FIRST_ROW if verb == "GET" else "")
    return allowed()[what] if what else frozenset()
