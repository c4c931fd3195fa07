"""Going through pages without a mouse."""

from playwright.sync_api import Locator, Page

MOST_KEYS = 250


def reach(page: Page, wanted: Locator) -> None:
    """Go to an element by the Tab key alone."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def press(page: Page, name: str, role: str = "button", key: str = "Enter") -> None:
    """Reach a button, or what has another *role*, and press a key on it."""
    reach(page, page.get_by_role(role, name=name).first)
    page.keyboard.press(key)


def fill(page: Page, label: str, text: str) -> None:
    """Reach a field and type into it."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)
