"""The editor of methods, and a register on a small grid: looked at in each light and width."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions import work
from assessments.models import Assessment, MethodVersion
from tests import full
from tests.journeys.looking import looked_at
from tests.journeys.people import sign_in_as


@pytest.fixture
def house(filling):
    return full.make_house("St Brannoc")


def written(page, house):
    """Write a method of three by four with names, and return its key."""
    page.goto(house.url("methods"))
    page.get_by_role("link", name="Grid of five by five, measures by rule R3").click()
    page.get_by_label("Steps of likelihood").select_option("3")
    page.get_by_label("Steps of consequence").select_option("4")
    page.get_by_role("button", name="Redraw").click()
    expect(page.get_by_label("Step of likelihood for rank 3")).to_have_value("2")
    for rank, word in enumerate(("seldom", "at times", "often"), 1):
        page.get_by_label(f"Name of likelihood {rank}").fill(word)
    for rank, word in enumerate(("dent", "scratch", "wound", "end"), 1):
        page.get_by_label(f"Name of consequence {rank}").fill(word)
    page.get_by_label("Likelihood 3, consequence 4").select_option("Very high")
    expect(page.get_by_label("Likelihood 3, consequence 4")).to_have_class(re.compile("very-high"))
    page.get_by_label("Name", exact=True).fill("Short")
    page.get_by_role("button", name="Preview on every register").click()
    expect(page.get_by_role("heading", name="What every register would become")).to_be_visible()
    expect(page.get_by_label("Name of consequence 4")).to_have_value("end")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Short 1 is saved.")).to_be_visible()
    return f"own-{MethodVersion.objects.get(name='Short').pk}"


def test_a_small_grid_is_written_adopted_and_drawn(house, open_page, picture):
    page = sign_in_as(open_page(), house.people["administrator"].email)
    key = written(page, house)
    address = f"{house.url('methods')}{key}/"
    found = looked_at(page, address, picture, "method-editor")

    desk = sign_in_as(open_page(), house.people["analyst"].email)
    desk.goto(house.url("method-adopt"))
    desk.get_by_label("Method", exact=True).select_option(label="Short, 1")
    desk.get_by_role("button", name="Compare").click()
    desk.get_by_label("Why does the method change?").fill("A first look")
    desk.get_by_role("button", name="Adopt this method").click()
    expect(desk.get_by_text("The method is adopted")).to_be_visible()
    work.do_all(timezone.now)
    for name in ("method-adopt", "matrix", "criteria", "report"):
        found += looked_at(desk, house.url(name), picture, f"small-{name}")
    assert len(Assessment.objects.get(pk=house.draft.pk).method["grid"]) == 3
    assert found == [], "\n".join(found)
