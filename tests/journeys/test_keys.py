"""Signing keys as people get them: made here or brought along, vouched for, ended."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW
from tests.journeys.people import newcomers, sign_in
from tests.sealed import PASSPHRASE


@pytest.fixture
def cast(filling):
    return newcomers("Keyring")


def test_the_first_keys_are_made_vouched_for_and_one_is_revoked(cast, open_page, picture):
    ada = keys_of(sign_in(open_page(), cast, "analyst"))
    make_key(ada)
    expect(ada.get_by_text("The key is enrolled: it signs from now on.")).to_be_visible()
    rita = keys_of(sign_in(open_page(viewport=NARROW), cast, "risk_owner"))
    make_key(rita)
    expect(rita.get_by_text("Waits for 1 to vouch")).to_be_visible()
    picture(rita, "waits")
    vouch(ada, "Rita Owner", picture)
    alma = keys_of(sign_in(open_page(), cast, "administrator"))
    make_key(alma)
    expect(alma.get_by_text("Waits for 2 to vouch")).to_be_visible()
    vouch(ada, "Alma Admin")
    vouch(rita, "Alma Admin")
    revoke(alma, "Rita Owner", picture)
    rita.reload()
    expect(rita.get_by_role("button", name="Make key")).to_be_visible()


def revoke(alma: Page, name: str, picture) -> None:
    alma.reload()
    alma.get_by_role("link", name=f"Revoke the key of {name}").click()
    alma.get_by_label("Why").fill("Left")
    alma.get_by_label("Your signing passphrase").fill("not this one")
    alma.get_by_role("button", name="Revoke the key").click()
    expect(alma.get_by_text("The signing passphrase is not right.")).to_be_visible()
    picture(alma, "revoking")
    alma.get_by_label("Your signing passphrase").fill(PASSPHRASE)
    alma.get_by_role("button", name="Revoke the key").click()
    expect(alma.get_by_text("The key is revoked.")).to_be_visible()
    picture(alma, "revoked")
    expect(alma.get_by_text("Left", exact=True)).to_be_visible()


def test_a_key_that_its_person_keeps_never_comes_here(cast, open_page, picture, tmp_path):
    private = tmp_path / "key.pem"
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", private)
    public = run("openssl", "pkey", "-in", private, "-pubout")
    ada = keys_of(sign_in(open_page(accept_downloads=True), cast, "analyst"))
    ada.get_by_text("Keep the key yourself").click()
    ada.get_by_label("Your public key").fill(public)
    ada.get_by_role("button", name="Go on").click()
    with ada.expect_download() as download:
        ada.get_by_role("button", name="Download statement.bin").click()
    picture(ada, "prepared")
    ada.get_by_label("The signature").set_input_files(
        signed_elsewhere(download.value.path(), private, tmp_path)
    )
    ada.get_by_role("button", name="Bring the key").click()

    expect(ada.get_by_text("The key is enrolled: it signs from now on.")).to_be_visible()
    expect(ada.get_by_text("kept by the person")).to_be_visible()


def keys_of(page: Page) -> Page:
    """Open the page of keys from where somebody lands who signs in."""
    home = re.match(r".*?/o/[\w-]+/", page.url)
    assert home
    page.goto(f"{home.group()}keys/")
    expect(page.get_by_role("heading", name="Signing keys", exact=True)).to_be_visible()
    return page


def make_key(page: Page) -> None:
    page.get_by_label("Signing passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same again").fill(PASSPHRASE)
    page.get_by_role("button", name="Make key").click()
    expect(page.locator("[data-keyid]")).to_be_visible()


def vouch(page: Page, name: str, picture=None) -> None:
    page.reload()
    page.get_by_text(f"Vouch for {name}").click()
    form = page.locator("form").filter(has_text=re.compile(f"Ask {name}"))
    form.get_by_label("Your signing passphrase").fill(PASSPHRASE)
    if picture:
        picture(page, "vouching")
    form.get_by_role("button", name=f"Vouch for the key of {name}").click()
    expect(page.get_by_text(re.compile("The key (is enrolled|waits)"))).to_be_visible()


def run(*command: object) -> str:
    return subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, check=True
    ).stdout


def signed_elsewhere(statement: Path, private: Path, folder: Path) -> Path:
    """Sign as the page says."""
    signature = folder / "statement.sig"
    run(
        *("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", private),
        *("-in", statement, "-out", signature),
    )
    return signature
