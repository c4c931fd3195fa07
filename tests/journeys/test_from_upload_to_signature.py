"""The whole way: an export is dropped in, judged, frozen, signed by three, read by others."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments import synthesis
from tests import sealed
from tests.journeys.people import cast_of, sign_in

VMS, SEED = 56, 1
MINUTE = 60_000


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "northmere.xlsx"
    synthesis.write(synthesis.generate(VMS, SEED), path, "rvtools-xlsx")
    return path


@pytest.fixture
def cast(filling):
    return cast_of("Northmere")


def test_an_export_becomes_a_signed_report(cast, open_page, export, picture, tmp_path):
    ada = sign_in(open_page(accept_downloads=True), cast, "analyst")
    expect(ada.get_by_role("heading", name="Welcome to Northmere")).to_be_visible()
    create(ada)
    name_signers(ada)
    bring_in(ada, export, picture)
    value_domains(ada, picture)
    answer(ada, picture)
    judge(ada, picture)
    freeze(ada, picture)

    sign(ada, picture, "assessor")
    sign(opened(open_page, cast, "risk_owner", ada.url), picture, "owner")
    paul = opened(open_page, cast, "approver", ada.url)
    sign(paul, picture, "approver")

    fingerprint = paul.locator("[data-fingerprint]").get_attribute("data-fingerprint")
    pdf = signed_pdf(paul, picture, tmp_path)
    assert_report(pdf, fingerprint)
    otto = opened(open_page, cast, "auditor", paul.url)
    otto.goto(f"{one(otto)}sign-off/")
    assert_bytes(otto, fingerprint, tmp_path)
    assert_programs_read_the_same(otto, cast, tmp_path)
    bundle, key = taken_away(otto, picture, tmp_path)
    assert_the_program_verifies(otto, bundle, key, tmp_path)
    assert_anybody_verifies(open_page(), bundle, key, picture)


def opened(open_page, cast, role: str, address: str) -> Page:
    page = sign_in(open_page(accept_downloads=True), cast, role)
    page.goto(address)
    return page


def create(page: Page) -> None:
    page.get_by_role("link", name="New assessment").first.click()
    page.get_by_label("Title").fill("Northmere clinical platform")
    page.get_by_label("In scope").fill("Both halls with their clusters")
    page.get_by_label("Out of scope").fill("Desktops")
    page.get_by_role("button", name="Create assessment").click()
    expect(page.get_by_text("A-1 is created.")).to_be_visible()


def name_signers(page: Page) -> None:
    page.goto(f"{page.url}team/")
    page.get_by_label("Risk owner").select_option("Rita Owner")
    page.get_by_label("Approver").select_option("Paul Approver")
    page.get_by_role("button", name="Name signers").click()
    expect(page.get_by_label("Approver")).to_have_value(re.compile(r"\d+"))


def bring_in(page: Page, export: Path, picture) -> None:
    page.goto(f"{home_of(page)}inventory/imports/new/?assessment=1")
    page.get_by_label("Drop the file here, or choose it").set_input_files(export)
    expect(page.get_by_role("heading", name="What was read")).to_be_visible(timeout=MINUTE)
    picture(page, "1-dry-run")
    page.get_by_role("button", name=re.compile("Apply .* and propose risks in A-1")).click()
    page.get_by_role("link", name="Open the register").click(timeout=MINUTE)
    expect(page.get_by_role("heading", name="Risk register")).to_be_visible()
    picture(page, "2-register-proposed")


def value_domains(page: Page, picture) -> None:
    page.goto(f"{one(page)}domains/")
    place_the_rest(page)
    names = page.locator("tbody th[scope=row]").evaluate_all(
        "cells => cells.map(cell => cell.firstChild.textContent.trim())"
    )
    assert names
    for name in names:
        row = page.get_by_role("row").filter(has=page.get_by_label(f"{name}: trust", exact=True))
        for label, rank in (("confidentiality", 5), ("integrity", 4), ("availability", 3)):
            row.get_by_label(f"{name}: {label}", exact=True).select_option(str(rank))
        row.get_by_label(f"{name}: trust", exact=True).select_option("4")
        row.get_by_role("button", name="Set value").click()
        expect(page.get_by_text(f"{name} is valued.")).to_be_visible()
    picture(page, "3-domains")


def place_the_rest(page: Page) -> None:
    """Put what has no domain into one of its own."""
    if not page.get_by_role("heading", name="Not in any domain").count():
        return
    page.get_by_label("Name", exact=True).fill("General")
    page.get_by_role("button", name="Add domain").click()
    while page.get_by_role("heading", name="Not in any domain").count():
        for box in page.locator("input[name=asset]").all():
            box.check()
        page.get_by_label("Domain", exact=True).select_option("General")
        page.get_by_role("button", name="Place in domain").click()
        expect(page.get_by_text("are placed in General")).to_be_visible()


def answer(page: Page, picture) -> None:
    page.goto(f"{one(page)}items/CHK-OM-05/")
    item = page.locator("#CHK-OM-05")
    item.get_by_label("Partly").check()
    expect(item.get_by_text("Saved", exact=True)).to_be_visible()
    item.get_by_label("What did you find?").fill("Snapshots are listed weekly.")
    with page.expect_response(lambda got: "/answer/" in got.url) as saving:
        item.get_by_label("What did you find?").press("Tab")
    assert saving.value.ok
    page.reload()
    expect(item.get_by_label("What did you find?")).to_have_value("Snapshots are listed weekly.")
    picture(page, "4-checklist")


def judge(page: Page, picture) -> None:
    page.goto(f"{one(page)}risks/")
    row = page.locator("tbody[data-risk]").first
    row.get_by_role("button", name="likelihood").press("5")
    row.get_by_role("button", name="availability").press("5")
    expect(page.get_by_text("Rating stored")).to_be_visible()
    expect(page.locator("tbody[data-risk]").first.get_by_text("Proposed")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Confirm all")).click()
    expect(page.get_by_text("proposals are confirmed")).to_be_visible()
    picture(page, "5-register-judged")
    page.locator("tbody tr th a").first.click()
    page.get_by_label("Option", exact=True).select_option("Modify")
    page.get_by_role("button", name="Choose treatment").click()
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_label("What is to be done").fill("Remove old snapshots")
    page.get_by_label("Due", exact=True).fill("2027-06-30")
    page.get_by_label("Owner", exact=True).select_option("Rita Owner")
    page.get_by_label("CHK-OM-05").check()
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_text("Remove old snapshots").first).to_be_visible()
    picture(page, "6-plan")


def freeze(page: Page, picture) -> None:
    page.goto(f"{one(page)}sign-off/")
    picture(page, "7-before-freezing")
    page.get_by_role("button", name="Freeze revision 1").click()
    expect(page.get_by_role("button", name="Sign revision 1")).to_be_visible(timeout=MINUTE)


def sign(page: Page, picture, who: str) -> None:
    page.get_by_label("Your signing passphrase").fill("not this one")
    page.get_by_role("button", name="Sign revision 1").click()
    expect(page.get_by_text("The signing passphrase is not right.")).to_be_visible()
    page.get_by_label("Your signing passphrase").fill(sealed.PASSPHRASE)
    page.get_by_role("button", name="Sign revision 1").click()
    expect(page.get_by_role("button", name="Sign revision 1")).to_have_count(0)
    picture(page, f"8-signed-by-{who}")


def signed_pdf(page: Page, picture, folder: Path) -> bytes:
    page.goto(f"{one(page)}report/")
    link = page.get_by_role("link", name="Revision 1 PDF")
    expect(link.first).to_be_visible(timeout=MINUTE)
    picture(page, "9-report")
    with page.expect_download() as download:
        link.first.click()
    path = folder / "report.pdf"
    download.value.save_as(path)
    return path.read_bytes()


def assert_report(pdf: bytes, fingerprint: str) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    text = "\n".join(pages)
    for name in ("Northmere clinical platform", "Ada Analyst", "Rita Owner", "Paul Approver"):
        assert name in text
    assert all(fingerprint[:16] in re.sub(r"\s", "", page) for page in pages)


def assert_bytes(page: Page, fingerprint: str, folder: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="The frozen bytes").click()
    path = folder / "frozen.json"
    download.value.save_as(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == fingerprint


def taken_away(page: Page, picture, folder: Path) -> tuple[Path, str]:
    """Take the bundle and the ledger key away, as an auditor does."""
    page.goto(f"{one(page)}sign-off/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the bundle").click()
    assert download.value.suggested_filename == "A-1_r1.vsrisk.zip"
    bundle = folder / "A-1_r1.vsrisk.zip"
    download.value.save_as(bundle)
    page.goto(f"{home_of(page)}ledger/")
    key = page.locator("code.proof").inner_text().strip()
    picture(page, "10-ledger")
    return bundle, key


def assert_the_program_verifies(page: Page, bundle: Path, key: str, folder: Path) -> None:
    with page.expect_download() as download:
        page.goto(f"{home_of(page)}keys/")
        page.get_by_role("link", name="Verify a bundle").click()
        page.get_by_role("link", name="vsrisk-verify.pyz").click()
    program = folder / "vsrisk-verify.pyz"
    download.value.save_as(program)
    asked = [sys.executable, "-I", str(program), str(bundle), "--trust", key]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Paul Approver" in done.stdout


def assert_anybody_verifies(stranger: Page, bundle: Path, key: str, picture) -> None:
    """Verify without an account, and have a changed bundle refused."""
    stranger.goto("/verify/")
    stranger.get_by_label("Bundle, a file").set_input_files(bundle)
    stranger.get_by_label("Ledger key that you kept").fill(key)
    stranger.get_by_role("button", name="Verify").click()
    expect(stranger.get_by_text("This is the signed revision 1 of A-1.")).to_be_visible()
    picture(stranger, "11-verified")
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)
    stranger.get_by_label("Bundle, a file").set_input_files(bundle)
    stranger.get_by_role("button", name="Verify").click()
    expect(stranger.get_by_text("This bundle is refused.")).to_be_visible()
    picture(stranger, "12-refused")


def assert_programs_read_the_same(page: Page, cast, folder: Path) -> None:
    frozen = json.loads((folder / "frozen.json").read_bytes())["risks"]
    base = page.url.split("/o/", maxsplit=1)[0]
    page.goto(f"{cast.home}tokens/")
    page.get_by_label("What uses it").fill("GRC feed")
    page.get_by_role("button", name="Make token").click()
    secret = page.locator(".note .proof").inner_text()
    address = base + api_of(cast)
    register = json.loads(read(address + "register.json", secret))
    table = list(csv.DictReader(io.StringIO(read(address + "register.csv", secret))))
    assert len(register) == len(table) == len(frozen) > 50
    assert {row["key"]: row["current"] for row in register} == {
        row["key"]: row["current"]["level"] for row in frozen
    }


def read(address: str, secret: str) -> str:
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {secret}"})
    with urllib.request.urlopen(asked, timeout=60) as answered:
        return str(answered.read(), "utf-8-sig")


def api_of(cast) -> str:
    return f"/api/v1/orgs/{cast.organisation.slug}/assessments/1/"


def one(page: Page) -> str:
    return f"{home_of(page)}assessments/1/"


def home_of(page: Page) -> str:
    found = re.match(r".*?/o/[\w-]+/", page.url)
    assert found
    return found.group()
