"""A passkey as signing key, in a browser with an authenticator: enrolled, vouching, signing."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.actions import freezing, ratings, team, work
from assessments.models import Assessment, Person, SigningKey
from assessments.queries import bundles
from assessments.queries import ledger as ledgers
from assessments.verifier import archive, packed
from assessments.verifier.bundle import REPORT
from tests import make, sealed, worked
from tests.faults.plant import until
from tests.journeys.conftest import NARROW
from tests.journeys.people import Cast, newcomers, sign_in
from tests.journeys.test_keys import keys_of, make_key, vouch

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cast(filling):
    return newcomers("Passkeys")


def with_authenticator(page: Page) -> tuple[Page, object, str]:
    """Plug a virtual authenticator in; return the page, its line, and the name."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    added = line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page, line, added["authenticatorId"]


def test_a_passkey_is_enrolled_vouched_for_and_signs(cast, open_page, picture, tmp_path):
    rita = keys_of(sign_in(open_page(), cast, "risk_owner"))
    make_key(rita)
    ada, line, name = with_authenticator(sign_in(open_page(viewport=NARROW), cast, "analyst"))
    enrol(keys_of(ada), line, name, picture)
    vouch(rita, "Ada Analyst")
    paul = keys_of(sign_in(open_page(), cast, "approver"))
    make_key(paul)
    vouch(rita, "Paul Approver")
    vouch_by_passkey(ada, "Paul Approver", picture)

    draft = frozen(cast)
    sign(ada, cast, picture)
    for role in ("risk_owner", "approver"):
        sealed.sign(draft.revisions.get(), acting(cast, role))
    key = SigningKey.objects.get(method="webauthn", organisation=cast.organisation)
    assert key.keyid[:16] in verified(draft, tmp_path)


def enrol(page: Page, line, name: str, picture) -> None:
    page.get_by_text("Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_count(0)  # nothing went wrong yet
    line.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    page.get_by_role("button", name="Make a passkey").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was signed")
    expect(page.get_by_role("button", name="Make a passkey")).to_be_focused()
    picture(page, "refused")
    line.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": True})
    page.get_by_role("button", name="Make a passkey").press("Enter")
    button = page.get_by_role("button", name="Sign with the new passkey")
    expect(button).to_be_visible()
    page.get_by_text("The statement, word for word").click()
    expect(page.locator("[data-statement]")).to_contain_text('"method":"webauthn"')
    picture(page, "made")
    button.press("Enter")
    expect(page.get_by_text("Waits for 1 to vouch")).to_be_visible()
    expect(page.get_by_text("a passkey of localhost")).to_be_visible()
    picture(page, "waits")


def vouch_by_passkey(page: Page, name: str, picture) -> None:
    page.reload()
    page.get_by_text(f"Vouch for {name}").click()
    picture(page, "vouching")
    page.get_by_role("button", name=f"Vouch for the key of {name}").click()
    expect(page.get_by_text("The key is enrolled: it signs from now on.")).to_be_visible()


def acting(cast: Cast, role: str):
    person = Person.objects.get(email=cast.emails[role])
    return make.acting(person, cast.organisation)


def frozen(cast: Cast) -> Assessment:
    """Bring an assessment into sign-off."""
    by, at = acting(cast, "analyst"), timezone.now()
    draft = worked.assessment(by)
    named = {
        role: Person.objects.get(email=cast.emails[role]) for role in ("risk_owner", "approver")
    }
    team.name_signers(assessment=draft, **named, by=by, at=at)
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers, by=by, at=at)
    work.do_all(timezone.now)
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft


def sign(page: Page, cast: Cast, picture) -> None:
    page.goto(f"{cast.home}assessments/1/sign-off/")
    page.get_by_role("button", name="Prepare the statement").click()
    picture(page, "prepared")
    page.get_by_role("button", name="Sign revision 1").click()
    expect(page.get_by_role("button", name="Sign revision 1")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    picture(page, "signed")


def verified(draft: Assessment, folder: Path) -> str:
    """Verify the bundle with the program of one file; return what it printed."""
    revision = draft.revisions.get()
    sealed.finish(draft.organisation)
    assert until(lambda: REPORT in archive.read(bundles.bundle_of(revision)))
    made = bundles.bundle_of(revision)
    (folder / "b.zip").write_bytes(made)
    key = SigningKey.objects.get(method="webauthn", organisation=draft.organisation)
    report = PdfReader(io.BytesIO(archive.read(made)[REPORT]))
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in report.pages))
    assert key.keyid in printed
    (folder / packed.NAME).write_bytes(packed.packed())
    trusted = str(ledgers.key_of(draft.organisation_id))
    asked = [sys.executable, "-I", packed.NAME, "b.zip", "--trust", trusted]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout
