"""An analyst of an empty organisation makes the worked example and lands on its overview."""

from assessments.models import Assessment
from tests import make
from tests.journeys.conftest import NARROW
from tests.journeys.looking import barriers, too_wide

MAKING_MS = 180_000


def test_the_first_screen_makes_a_whole_example_while_one_watches(filling, open_page, picture):
    org = make.organisation("Fresh")
    ada = make.person(org, name="Ada", password=make.PASSWORD)
    page = open_page(viewport=NARROW, color_scheme="dark")
    page.goto("/login/")
    page.get_by_label("Email").fill(ada.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Make the example").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="The worked example").wait_for()
    found = barriers(page) + too_wide(page)
    picture(page, "progress")
    page.get_by_role("heading", name="Northmere clinical platform").wait_for(timeout=MAKING_MS)
    picture(page, "overview")

    assert found == []
    draft = Assessment.objects.get(organisation=org)
    assert draft.is_fresh
    assert draft.treatmentactions.exists()
