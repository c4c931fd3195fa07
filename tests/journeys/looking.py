"""Look at a page in every light and width: what keeps people out, and what sticks out."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from assessments.management.commands.permission_matrix import routes
from assessments.permissions import POLICIES, Capability, Standing
from tests.journeys.conftest import NARROW, WIDE

FILES = {
    "evidence-file", "report-file", "snapshot-file", "register-export", "history-export",
    "organisation-trail-export", "organisation-trail", "key-statement", "revision-export",
    "ledger-file",
    "checkpoint-file", "bundle-file", "audit-sample", "audit-everything",
}  # fmt: skip
FRAGMENTS = {"losses-progress", "portfolio-losses-progress"} | {
    "phase-side",
    "register-row",
    "upload-progress",
    "freeze-progress",
    "report-progress",
}
PAGES = [
    name
    for name, policy in POLICIES.items()
    if policy.standing is Standing.MEMBER
    and "GET" in policy.verbs
    and not name.startswith("api-")
    and name not in FILES | FRAGMENTS
]
OF_ONE = [
    name
    for name in PAGES
    if "<number>" in dict(routes())[name] and POLICIES[name].verbs["GET"] is Capability.READ
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]  # the one rule that light or dark alone can break
LOOKS = [
    ("light", WIDE, RULES),
    ("dark", WIDE, CONTRAST),
    ("dark", NARROW, RULES),
    ("light", NARROW, CONTRAST),
]


def barriers(page: Page, rules: list[str] = RULES) -> list[str]:
    """Return what axe finds, a line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} is {wider} px too wide"] if wider > 0 else []


def looked_at(page: Page, address: str, picture, name: str) -> list[str]:
    """Load a page once, look at it in every light and width, and return what is wrong with it."""
    page.goto(address)
    found = []
    for theme, size, rules in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        seen = barriers(page, rules) + too_wide(page)
        found += [f"{theme} {size['width']}: {line}" for line in seen]
        if rules is RULES:
            picture(page, f"{name}-{theme}")
    return found
