"""Every page, in light and dark, wide and narrow: no barrier, nothing sticks out, no error."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from assessments.permissions import POLICIES, Standing
from tests import full, make
from tests.journeys.conftest import NARROW, WIDE

FILES = {
    "evidence-file", "report-file", "snapshot-file", "register-export", "history-export",
    "organisation-trail-export", "organisation-trail",
}  # fmt: skip
FRAGMENTS = {"phase-side", "register-row", "upload-progress", "freeze-progress", "report-progress"}
PAGES = [
    name
    for name, policy in POLICIES.items()
    if policy.standing is Standing.MEMBER
    and "GET" in policy.verbs
    and not name.startswith("api-")
    and name not in FILES | FRAGMENTS
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


def barriers(page: Page) -> list[str]:
    """Return what axe finds, a line for each place."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options)", RULES)["violations"]
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} is {wider} px too wide"] if wider > 0 else []


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=str)
def test_no_page_has_a_barrier_or_sticks_out(house, open_page, theme, size):
    page = open_page(viewport=size, color_scheme=theme)
    page.goto("/login/")
    found = barriers(page)
    page.get_by_label("Email").fill(house.people["analyst"].email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/o/"))
    for name in PAGES:
        page.goto(house.url(name))
        found += barriers(page) + too_wide(page)

    assert found == [], "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_outside_an_organisation_have_no_barrier(house, open_page, theme):
    page = open_page(viewport=NARROW, color_scheme=theme)
    found = []
    for path in ("/login/", "/password/reset/"):
        page.goto(path)
        found += barriers(page) + too_wide(page)
    assert found == []
