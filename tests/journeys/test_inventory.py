"""An inventory brought in and its domains valued by keyboard on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments import synthesis
from tests.journeys.conftest import NARROW
from tests.journeys.people import cast_of, sign_in

MINUTE = 60_000


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "estate.xlsx"
    synthesis.write(synthesis.generate(40, 11), path, "rvtools-xlsx")
    return path


@pytest.fixture
def cast(filling):
    return cast_of("Keyboard")


def test_an_estate_is_imported_and_valued_by_keyboard_on_a_phone(cast, open_page, export, picture):
    page = sign_in(open_page(viewport=NARROW), cast, "analyst")
    reach(page, "link", "New assessment").press("Enter")
    page.get_by_label("Title").fill("By keyboard")
    reach(page, "button", "Create assessment").press("Enter")
    expect(page.get_by_text("A-1 is created.")).to_be_visible()
    reach(page, "link", "Import inventory").press("Enter")
    page.get_by_label("Drop the file here, or choose it").set_input_files(export)

    expect(page.get_by_role("heading", name="What would change")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("virtual machines").first).to_be_visible()
    expect(page.get_by_text("edges_vm_ds")).to_have_count(0)
    picture(page, "dry-run")
    reach(page, "button", re.compile("Apply .* assets and propose risks in A-1")).press("Enter")
    expect(page.get_by_role("link", name="Value the domains")).to_be_visible(timeout=MINUTE)
    reach(page, "link", "Value the domains").press("Enter")

    expect(page.get_by_role("heading", name="Information domains")).to_be_visible()
    value_two(page)
    picture(page, "domains")


def value_two(page: Page) -> None:
    """Value one domain; what is typed for another, and not saved, stays."""
    names = page.locator("tbody th[scope=row]").evaluate_all(
        "cells => cells.map(cell => cell.firstChild.textContent.trim())"
    )
    first, second = names[:2]
    page.get_by_label(f"{second}: trust", exact=True).press("2")
    for what, key in (("confidentiality", "5"), ("integrity", "4"), ("availability", "3")):
        page.get_by_label(f"{first}: {what}", exact=True).press(key)
    page.get_by_label(f"{first}: trust", exact=True).press("4")
    reach(page, "button", f"Set value {first}").press("Enter")
    expect(page.get_by_text(f"{first} is valued.")).to_be_visible()
    expect(page.get_by_label(f"{first}: integrity", exact=True)).to_have_value("4")
    expect(page.get_by_label(f"{second}: trust", exact=True)).to_have_value("2")


def reach(page: Page, role, name):
    """Press Tab until what is wanted has the focus, as somebody without a mouse would."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
    raise AssertionError(f"{name} cannot be reached by Tab")
