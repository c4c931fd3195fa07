"""People at their browsers."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from assessments.models import Organisation, Person
from tests import make, sealed

SIGNERS = ("analyst", "risk_owner", "approver")
NAMES = {
    "analyst": "Ada Analyst",
    "risk_owner": "Rita Owner",
    "approver": "Paul Approver",
    "auditor": "Otto Auditor",
    "administrator": "Alma Admin",
}


@dataclass(frozen=True)
class Cast:
    """An organisation with one person of each role."""

    organisation: Organisation
    emails: dict[str, str]

    @property
    def home(self) -> str:
        return f"/o/{self.organisation.slug}/"


def cast_of(name: str) -> Cast:
    """
    Make an organisation and its people; they all sign in with `make.PASSWORD`.

    Who signs has a key, which `sealed.PASSPHRASE` opens.
    """
    cast = newcomers(name)
    people = (Person.objects.get(email=cast.emails[role]) for role in SIGNERS)
    sealed.enrol(*(make.acting(person, cast.organisation) for person in people))
    return cast


def newcomers(name: str) -> Cast:
    """Make an organisation and its people, none of whom has a signing key."""
    org = make.organisation(name)
    emails = {
        role: make.person(org, role, name=full, password=make.PASSWORD).email
        for role, full in NAMES.items()
    }
    return Cast(org, emails)


def sign_in(page: Page, cast: Cast, role: str) -> Page:
    """Sign in as a person would, and arrive in the organisation."""
    sign_in_as(page, cast.emails[role])
    expect(page).to_have_url(re.compile(re.escape(cast.home)))
    return page


def sign_in_as(page: Page, email: str) -> Page:
    """Sign in with `make.PASSWORD`, and arrive in an organisation."""
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/o/"))
    return page
