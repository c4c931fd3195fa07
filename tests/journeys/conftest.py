"""One running product and one browser for each test process; a page that forgives nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from assessments.custody.notary import Notary
from tests import sealed
from tests.database import Databases
from tests.journeys.site import Site, running

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
SCREENSHOTS = os.environ.get("VSRISK_SCREENSHOTS", "")
IN_WORDS = (409, 422)  # what a page answers to a form that it refuses with its reasons
BORNE = ("pubKeyCredParams is missing at least one",)  # passkeys sign with ES256 and nothing else
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium() -> str:
    if os.environ.get("VSRISK_BROWSER") == "none":
        pytest.skip("No browser is wanted here: VSRISK_BROWSER is none.")
    found = os.environ.get("VSRISK_BROWSER") or shutil.which("chromium")
    if found is None:
        words = "Journeys need Chromium: apt-get install chromium, or set VSRISK_BROWSER."
        if os.environ.get("VSRISK_REQUIRE_BROWSER"):
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def site(
    chromium, databases: Databases, django_db_setup, django_db_blocker, tmp_path_factory, worker_id
) -> Iterator[Site]:
    """Run the product on a database of its own; tests fill it through `filling`."""
    place = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    with django_db_blocker.unblock():
        name = databases.clone()
    with running(name, tmp_path_factory.mktemp("site"), place) as found:
        yield found
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def filling(
    site: Site, databases: Databases, django_db_blocker, settings, monkeypatch
) -> Iterator[None]:
    """Let the test write through actions into the database of the running product."""
    data = Path(site.env["VSRISK_DATA_DIR"])
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = data / "uploads", data / "evidence"
    monkeypatch.setattr(sealed, "notary", lambda: Notary.open(data / "notary"))
    with django_db_blocker.unblock(), databases.using(site.database):
        yield


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright's loop lives in this thread; Django would take the test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


type_of_opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[type_of_opener]:
    """
    Open pages with a session of their own; any error in their console fails the test.

    The browser notes each answer of a refusal there: those that are expected are *refused*.
    """
    errors: list[str] = []
    contexts = []

    def opened(refused: tuple[int, ...] = IN_WORDS, **options: object) -> Page:
        context = browser.new_context(
            **{"viewport": WIDE, "reduced_motion": "reduce", "base_url": site.address, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: _note(message, refused, errors))
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _note(message: ConsoleMessage, refused: tuple[int, ...], errors: list[str]) -> None:
    is_expected = any(f"status of {status}" in message.text for status in refused)
    is_borne = any(words in message.text for words in BORNE)
    if message.type in ("error", "warning") and not is_expected and not is_borne:
        errors.append(f"{message.text} {message.location}")


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a screenshot in the folder that VSRISK_SCREENSHOTS names, to be looked at."""

    def taken(page: Page, name: str) -> None:
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS) / request.node.name
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return taken
