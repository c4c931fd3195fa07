"""The desk by keyboard on a phone, and two people on one row."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from assessments.actions import team
from assessments.models import Membership, Person, Role
from tests import make, sealed, worked
from tests.journeys.conftest import NARROW
from tests.journeys.keyboard import press, reach
from tests.journeys.people import Cast, cast_of, sign_in

MINUTE = 60_000


@pytest.fixture
def cast(filling) -> Cast:
    return cast_of("Northmere")


@pytest.fixture
def register(cast) -> str:
    """Make an assessment that lacks nothing but confirmed risks; return its address."""
    people = {
        role: Person.objects.get(email=cast.emails[role])
        for role in ("analyst", "risk_owner", "approver")
    }
    by = make.acting(people["analyst"], cast.organisation)
    draft = worked.assessment(by)
    team.name_signers(
        assessment=draft,
        risk_owner=people["risk_owner"],
        approver=people["approver"],
        by=by,
        at=timezone.now(),
    )
    return f"{cast.home}assessments/{draft.number}/"


def ranks(page: Page, key: str) -> list[str]:
    return list(row(page, key).locator(".score-b").all_inner_texts())


def row(page: Page, key: str):
    return page.locator(f"tbody[data-risk='{key}']")


def cell(page: Page, key: str, name: str):
    return row(page, key).get_by_role("button", name=name)


def rated(page: Page, key: str, keys: str) -> None:
    cell(page, key, "likelihood").focus()
    for each in keys:
        page.keyboard.press(each)
    page.keyboard.press("ArrowDown")


@pytest.fixture
def two(cast, register, open_page) -> tuple[Page, Page]:
    """Return the register as two analysts have it open, Ada and Ben."""
    second = make.person(cast.organisation, name="Ben Analyst", password=make.PASSWORD)
    other = Cast(cast.organisation, {"analyst": second.email})
    pages = sign_in(open_page(), cast, "analyst"), sign_in(open_page(), other, "analyst")
    for page in pages:
        page.goto(f"{register}risks/?order=number")
    return pages


def test_two_people_on_one_row_lose_nothing(two, picture):
    ada, ben = two
    rated(ada, "R-1", "5555")
    expect(ada.get_by_text("R-1: Rating stored")).to_be_visible()

    rated(ben, "R-1", "4555")
    asked = row(ben, "R-1").get_by_role("alert")
    expect(asked).to_contain_text("Ada Analyst changed R-1")
    sides = row(ben, "R-1").get_by_role("row", name="Likelihood 5 4", exact=True)
    expect(sides).to_be_visible()
    picture(ben, "theirs-and-mine")
    row(ben, "R-1").get_by_role("button", name="Keep theirs").click()
    expect(row(ben, "R-1").get_by_role("alert")).to_have_count(0)
    assert ranks(ben, "R-1") == ["5", "5", "5", "5"]

    rated(ada, "R-1", "5554")
    expect(ada.locator("tbody.unsaved")).to_have_count(0)
    assert ranks(ada, "R-1") == ["5", "5", "5", "4"]
    rated(ben, "R-1", "4555")
    expect(row(ben, "R-1").get_by_role("alert")).to_be_visible()
    cell(ben, "R-1", "integrity").focus()
    ben.keyboard.press("4")  # on top of what was refused, which stays
    for name in ("Likelihood 5 4", "Integrity 5 4", "Availability 4 5"):
        expect(row(ben, "R-1").get_by_role("row", name=name, exact=True)).to_be_visible()
    row(ben, "R-1").get_by_role("button", name="Save mine").click()
    expect(row(ben, "R-1").get_by_role("alert")).to_have_count(0)
    ada.reload()
    assert ranks(ada, "R-1") == ["4", "5", "4", "5"]


def test_what_is_typed_while_the_answer_is_on_its_way_is_kept(two):
    ada, ben = two
    with held(ada) as sent:
        rated(ada, "R-1", "5555")
        cell(ada, "R-1", "availability").focus()
        ada.keyboard.press("4")
        sent()
    expect(row(ada, "R-1")).to_have_class("unsaved")
    expect(ada.locator("tbody.unsaved")).to_have_count(0)
    assert ranks(ada, "R-1") == ["5", "5", "5", "4"]

    with held(ben) as sent:
        rated(ben, "R-1", "4555")
        cell(ben, "R-1", "integrity").focus()
        ben.keyboard.press("4")
        sent()
    expect(row(ben, "R-1").get_by_role("alert")).to_contain_text("Ada Analyst changed R-1")
    for name in ("Likelihood 5 4", "Integrity 5 4", "Availability 4 5"):
        expect(row(ben, "R-1").get_by_role("row", name=name, exact=True)).to_be_visible()
    cell(ben, "R-1", "availability").focus()
    ben.keyboard.press("4")  # asked, and still choosing: it is only stored by saying so
    cell(ben, "R-2", "likelihood").focus()
    same = row(ben, "R-1").get_by_role("row", name="Availability 4 4", exact=True)
    expect(same).to_be_visible()
    row(ben, "R-1").get_by_role("button", name="Save mine").click()
    expect(row(ben, "R-1").get_by_role("alert")).to_have_count(0)
    ada.reload()
    assert ranks(ada, "R-1") == ["4", "5", "4", "4"]


@contextlib.contextmanager
def held(page: Page) -> Iterator[Callable[[], None]]:
    """Hold a judgement that is sent until it is let go, as a slow network would."""
    routes: list[Route] = []

    def keep(route: Route) -> None:
        routes.append(route)

    def let_go() -> None:
        while not routes:
            page.wait_for_timeout(20)
        while routes:
            routes.pop().continue_()
        page.unroute("**/rate/")

    page.route("**/rate/", keep)
    yield let_go


def test_below_the_proposal_asks_for_a_reason_and_can_be_undone(cast, register, open_page, picture):
    page = sign_in(open_page(), cast, "analyst")
    page.goto(f"{register}risks/?order=number")
    before = ranks(page, "R-1")
    rated(page, "R-1", "5555")
    expect(page.get_by_text("R-1: Rating stored")).to_be_visible()

    rated(page, "R-1", "1")
    expect(row(page, "R-1").get_by_role("alert")).to_contain_text("below what was proposed")
    picture(page, "asked-for-a-reason")
    cell(page, "R-1", "integrity").focus()
    page.keyboard.press("4")
    page.keyboard.press("Escape")  # only what was typed since
    cell(page, "R-1", "availability").focus()
    page.keyboard.press("4")
    expect(page.get_by_label("Reason", exact=True)).to_be_focused()  # asked again, for both
    page.keyboard.type("Disconnected site")
    page.keyboard.press("Enter")
    expect(row(page, "R-1").get_by_role("alert")).to_have_count(0)
    assert ranks(page, "R-1") == ["1", "5", "5", "4"]

    cell(page, "R-2", "likelihood").focus()
    page.keyboard.press("Control+z")
    expect(cell(page, "R-1", "likelihood")).to_have_text(before[0])


def test_what_ranks_mean_is_read_and_chosen_from_a_scale(cast, register, open_page, picture):
    page = sign_in(open_page(), cast, "analyst")
    page.goto(f"{register}risks/?order=number")
    cell(page, "R-2", "availability").click()
    scale = page.get_by_role("dialog", name="R-2 availability")
    expect(scale).to_contain_text("the estate is lost")
    picture(page, "scale")
    page.keyboard.press("Escape")
    expect(scale).to_have_count(0)
    expect(cell(page, "R-2", "availability")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="5 Extreme").click()
    expect(cell(page, "R-2", "availability")).to_have_text("5")
    expect(page.get_by_text("R-2: Rating stored")).to_be_visible()


def test_rating_to_signing_by_keyboard_on_a_phone(cast, register, open_page, picture):
    ada = sign_in(open_page(viewport=NARROW), cast, "analyst")
    ada.goto(f"{register}risks/?order=number")
    reach(ada, cell(ada, "R-1", "likelihood"))
    ada.keyboard.type("5555")
    expect(ada.get_by_text("R-1: Rating stored")).to_be_visible()
    press(ada, "Confirm all")
    expect(ada.get_by_text("proposals are confirmed")).to_be_visible()
    treat(ada, register)
    picture(ada, "treated")

    rita = sign_in(open_page(viewport=NARROW), cast, "risk_owner")
    accept(rita, register)
    picture(rita, "accepted")

    ada.goto(f"{register}sign-off/")
    press(ada, "Freeze revision 1")
    expect(ada.get_by_role("button", name="Sign revision 1")).to_be_visible(timeout=MINUTE)
    sign(ada)
    for role in ("risk_owner", "approver"):
        page = rita if role == "risk_owner" else sign_in(open_page(viewport=NARROW), cast, role)
        page.goto(f"{register}sign-off/")
        sign(page)
    expect(page.get_by_role("heading", name="Revision 1 is signed")).to_be_visible()
    picture(page, "signed")


def treat(page: Page, register: str) -> None:
    page.goto(f"{register}risks/?order=number")
    reach(page, row(page, "R-1").get_by_role("link").nth(1))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Option", exact=True))
    page.keyboard.type("Mod")
    press(page, "Choose treatment")
    expect(page.get_by_text("Treatment chosen")).to_be_visible()


def accept(page: Page, register: str) -> None:
    page.goto(f"{register}risks/?level=2&order=number")
    reach(page, page.locator("tbody[data-risk] a.t-title").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Acceptance")).to_be_visible()
    reach(page, page.get_by_label("Until"))
    page.keyboard.type(f"1231{timezone.now().year + 1}")
    reach(page, page.get_by_label("Because"))
    page.keyboard.type("Within the appetite")
    press(page, "Accept this risk")
    expect(page.get_by_text("The risk is accepted.")).to_be_visible()


def sign(page: Page) -> None:
    for box in page.locator("input[name=accepts]").all():
        reach(page, box)
        page.keyboard.press("Space")
    reach(page, page.get_by_label("Your signing passphrase"))
    page.keyboard.type(sealed.PASSPHRASE)
    press(page, "Sign revision 1")
    expect(page.get_by_role("button", name="Sign revision 1")).to_have_count(0)


def test_an_auditor_reads_the_register_and_is_offered_no_pen(cast, register, open_page):
    page = sign_in(open_page(), cast, "auditor")
    page.goto(f"{register}risks/")
    expect(page.locator("tbody[data-risk]").first).to_be_visible()
    expect(page.locator(".score-b")).to_have_count(0)
    expect(page.locator("#bulk")).to_have_count(0)
    assert Membership.objects.filter(roles=[Role.AUDITOR]).exists()
